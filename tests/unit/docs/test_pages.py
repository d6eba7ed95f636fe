"""The pages say what is: every command, every field of a record, every test of the bad-input table."""

import re
from pathlib import Path

from guidelines.metadata import Meta, meta_for, read_meta
from serving.cli.commands_page import commands_page

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"


def test_every_command_is_documented_as_it_is():
    written = (DOCS / "commands.md").read_text("utf-8")
    assert written == commands_page(), (
        "docs/commands.md is old; write it anew: python -m serving.cli.commands_page > docs/commands.md"
    )


def test_every_field_of_a_record_is_documented_and_the_example_is_accepted():
    page = (DOCS / "guidelines.md").read_text("utf-8")
    documented = re.findall(r"^\| `(\w+)` \|", page, re.M)
    assert documented == list(Meta.model_fields)
    example = re.search(r"```toml\n(.*?)```", page, re.S).group(1)
    (record,) = read_meta(example.encode(), name="example.toml")
    assert meta_for([record], "wheelchairs-2023.pdf") is record


def test_every_bad_input_names_a_test_that_exists():
    rows = [
        line for line in (DOCS / "bad-input.md").read_text("utf-8").splitlines() if line.startswith("| ")
    ][1:]
    sources = "\n".join(one.read_text("utf-8") for one in (ROOT / "tests").rglob("test_*.py"))
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row.split("|")[3])
        assert named, row
        for one in named:
            assert f"def {one}(" in sources, one


def test_every_rule_has_its_row_and_what_is_built_names_places_that_exist():
    rows = [
        line for line in (DOCS / "regulation.md").read_text("utf-8").splitlines() if line.startswith("| REG-")
    ]
    told = set()
    for row in rows:
        asked, state, where, proof = (part.strip() for part in row.strip("|").split("|"))
        told |= {int(number) for number in re.findall(r"REG-(\d+)", asked)}
        for first, last in re.findall(r"REG-(\d+) to REG-(\d+)", asked):
            told |= set(range(int(first), int(last)))
        assert re.match(r"(?:built|part|later)\b", state), row
        for place in re.findall(r"`([^`]+/[^`]*)`", where + proof):
            assert (ROOT / place).exists(), place
        assert not state.startswith("part") or ":" in state, row
    assert told == set(range(1, 48))
