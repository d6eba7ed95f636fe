"""A template file's faults name the line on which they stand, however the file is written."""

import tomllib
from pathlib import Path

import pytest

from assistant.drafting.template import fault_of_cue
from assistant.drafting.template_reading import LONGEST, Faulty, read_templates
from assistant.drafting.templates import packaged_text
from assistant.drafting.toml_lines import line_of, lines_of

WHOLE = '''# 疼痛科
[[template]]
name = "疼痛门诊"   # 名称
deadline = """
就诊时
完成"""
source = 'our own'
elsewhere = "病史"

[[template.sections]]
name = "病史"
required = true
takes = [
  "present", # 现病
  "past",
]

[[template.sections]]
name = "处理"
required = true
takes = ["plan"]
cues = ["处理", "建议"]
'''


def changed(old, new):
    assert old in WHOLE
    return WHOLE.replace(old, new, 1)


def test_a_whole_file_is_read():
    (one,) = read_templates(WHOLE)
    assert [part.name for part in one.sections] == ["病史", "处理"]
    assert not one.steps


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        pytest.param("[[template]\n", 1, "no_toml", id="bracket"),
        pytest.param(changed("source = 'our own'", "source = our own"), 7, "no_toml", id="no-quotes"),
        pytest.param("name = \"a\"\nname = \"b\"\n", 2, "no_toml", id="key-twice"),
        pytest.param("# nothing\n", None, "missing", id="no-form"),
        pytest.param(changed("source = 'our own'\n", ""), 2, "missing", id="no-source"),
        pytest.param(changed("required = true", "requird = true"), 10, "missing", id="misspelt"),
        pytest.param(
            changed("required = true\ntakes = [\"plan\"]", "required = 7"), 20, "bool_parsing", id="number"
        ),
        pytest.param(changed('"past"', '"feelings"'), 15, "enum", id="no-such-kind"),
        pytest.param(changed('"past"', '"plan"'), 21, "twice", id="kind-twice"),
        pytest.param(changed('name = "处理"', 'name = "病史"'), 19, "twice", id="section-twice"),
        pytest.param(
            changed('elsewhere = "病史"', 'elsewhere = "别处"'), 8, "no_such_section", id="elsewhere"
        ),
        pytest.param(changed('"建议"]', '"(建议"]'), 22, "bad_cue", id="cue-open"),
        pytest.param(changed('"建议"]', '"(建+)+议"]'), 22, "bad_cue", id="cue-for-ever"),
        pytest.param(changed('"建议"]', '"建?"]'), 22, "bad_cue", id="cue-fits-all"),
        pytest.param(WHOLE + WHOLE, 25, "twice", id="form-twice"),
        pytest.param("x" * (LONGEST + 1), None, "too_long", id="too-long"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line(text, line, kind):
    read = read_templates(text)
    assert isinstance(read, Faulty)
    assert (line, kind) in [(one.line, one.kind) for one in read.faults]
    assert all(one.message for one in read.faults)


def test_a_misspelt_key_is_told_with_what_it_should_have_been():
    faults = read_templates(changed("required = true", "requird = true")).faults
    assert [(one.line, one.kind) for one in faults] == [(10, "missing"), (12, "extra_forbidden")]


def test_every_value_of_the_packaged_file_is_found_on_its_line():
    text = packaged_text()
    source, lines = text.split("\n"), lines_of(text)
    for number, form in enumerate(tomllib.loads(text)["template"]):
        assert source[line_of(lines, ("template", number)) - 1] == "[[template]]"
        for place, section in enumerate(form["sections"]):
            at = ("template", number, "sections", place)
            assert f'"{section["name"]}"' in source[line_of(lines, (*at, "name")) - 1]
            assert len([path for path in lines if path[:-1] == (*at, "cues")]) == len(section.get("cues", ()))


def test_the_example_of_the_docs_is_a_form():
    page = (Path(__file__).parents[3] / "docs" / "records.md").read_text("utf-8")
    (one,) = read_templates(page.split("```toml\n")[1].split("```")[0])
    assert (one.name, one.due_hours) == ("疼痛门诊", 0)


def test_packaged_cues_are_patterns_that_every_sentence_can_be_asked():
    forms = read_templates(packaged_text())
    assert [
        fault_of_cue(cue)
        for form in forms
        for part in form.sections
        for cue in part.cues
        if fault_of_cue(cue)
    ] == []
