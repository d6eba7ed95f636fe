"""The command line: exit codes, one-line faults, JSON Lines over a desk."""

import io
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import asynccontextmanager, closing

import pytest

from assistant.exchange import Asker, Question, Role
from serving.cli import options
from serving.cli.app import run
from serving.local import LocalDesk
from tests.fakes.houses import answered


@pytest.fixture
def desk(house, monkeypatch):
    """Let commands work at the scripted house, as if it stood in their own process."""

    @asynccontextmanager
    async def scripted(settings, wanted):
        del settings
        yield LocalDesk(house, progress=wanted.progress)

    monkeypatch.setattr(options, "open_desk", scripted)


def stdin(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        pytest.param(["ask"], "--json", id="no-question"),
        pytest.param(["nosuch"], "nosuch", id="no-command"),
        pytest.param(["ask", "q", "--nosuch"], "nosuch", id="no-option"),
        pytest.param(["guidelines", "add", "/nosuch.pdf"], "/nosuch.pdf", id="no-file"),
        pytest.param(["ground"], "--json", id="no-lines"),
        pytest.param(["index"], "--rebuild", id="no-corpus"),
        pytest.param(["ask", "q", "--role", "chief"], "doctor, patient, clerk", id="role"),
        pytest.param(["ask", "q", "--as-of", "2020-02-31"], "YYYY-MM-DD", id="day"),
        pytest.param(["ask", " "], "empty", id="empty"),
        pytest.param(["guidelines", "show", "nosuch"], "nosuch", id="no-edition"),
        pytest.param(["audit", "export", "--from", "soon"], "YYYY-MM-DD", id="audit-export-day"),
        pytest.param(["audit", "verify", "--from", "soon"], "YYYY-MM-DD", id="audit-day"),
        pytest.param(["guidelines", "diff", "a", "b"], "no edition", id="diff"),
        pytest.param(["triage"], "--json", id="no-interviews"),
    ],
)
@pytest.mark.usefixtures("desk")
def test_a_users_fault_is_one_line_on_stderr_and_exit_2(arguments, word, capsys):
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert word in err


@pytest.mark.usefixtures("desk")
def test_ask_answers_lines_in_order_and_a_bad_one_makes_exit_1(monkeypatch, capfdbinary, house):
    lines = ['{"id": "a", "question": "问"}', "bad", '{"id": "c", "question": "q", "role": "doctor"}']
    stdin(monkeypatch, "\n".join(lines).encode())
    assert run(["ask", "--json", "--as-of", "2024-01-31"]) == 1
    out = [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]
    assert [one["id"] for one in out] == ["a", None, "c"]
    assert (out[1]["line"], out[1]["error"]["type"]) == (2, "invalid-line")
    assert [question.asker.role for question in house.engine.questions] == ["patient", "doctor"]
    assert {str(question.as_of) for question in house.engine.questions} == {"2024-01-31"}


@pytest.mark.usefixtures("desk")
def test_pages_on_a_terminal_show_sentences_sources_and_what_was_left_out(capfd):
    assert run(["ask", "q?"]) == 0
    told = capfd.readouterr().out
    for part in ("answered · model", "Guide ht-2020", "p. 1", "not shown: 1 (no_quotation)", "note"):
        assert part in told
    assert run(["search", "q"]) == 0
    assert "[current]" in capfd.readouterr().out
    assert run(["guidelines", "list"]) == 0
    assert "staff-2020" in capfd.readouterr().out


@pytest.mark.usefixtures("desk")
def test_guideline_files_give_one_line_each(tmp_path, capfd):
    good, bad = tmp_path / "g.md", tmp_path / "b.pdf"
    good.write_text("# G 2021\n\nSays one thing.\n")
    bad.write_bytes(b"\x00")
    assert run(["guidelines", "add", str(good), str(bad)]) == 1
    first, second = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert (first["document_id"], second["error"]["type"]) == ("g", "unreadable-document")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("watched", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize("command", ["index", "rebuild", "add"])
def test_indexed_passages_are_counted_on_a_terminal(command, watched, tmp_path, monkeypatch, capfd):
    corpus, guide = tmp_path / "c.jsonl", tmp_path / "g.md"
    corpus.write_text('{"id": 1, "text": "one."}\n{"id": 2, "text": "two."}\n')
    guide.write_text("# G 2021\n\nSays one thing.\n")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched)
    arguments = {
        "index": ["index", str(corpus), "--collection", "bench"],
        "rebuild": ["index", "--rebuild"],
        "add": ["guidelines", "add", str(guide)],
    }
    assert run(arguments[command]) == 0
    out, err = capfd.readouterr()
    assert out.count("\n") == 1
    told = re.findall(r"(\d+)passage \[", err)
    assert (told and int(told[-1]) > 0) if watched else err == ""


@pytest.mark.usefixtures("desk")
def test_the_chain_of_records_is_walked_to_its_first_broken_link(house, tmp_path, capfd):
    outcome = answered(house)
    for number in range(3):
        asker = Asker(role=Role.DOCTOR, person="p1")
        house.records.append(Question(id=str(number), text="q", asker=asker, language="en"), outcome)
    assert run(["audit", "verify"]) == 0
    intact = json.loads(capfd.readouterr().out)
    assert intact | {"verdict": "intact", "links": 3, "first": 1, "last": 3} == intact
    assert run(["audit", "verify", "--to", "2020-01-31"]) == 0
    assert json.loads(capfd.readouterr().out)["links"] == 0
    with closing(sqlite3.connect(tmp_path / "house.sqlite3")) as database, database:
        database.execute("UPDATE record SET decision = 'blocked' WHERE seq = 2")
    assert run(["audit", "verify"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert told == {"verdict": "broken", "seq": 2, "fault": "changed", "why": "its fields were changed"}


def test_help_loads_neither_house_nor_server():
    probe = (
        "import sys; from serving.cli.app import run; run(['--help']); "
        "heavy = ('fastapi', 'gradio', 'sqlalchemy', 'openai', 'llama_index', 'httpx'); "
        "print([name for name in heavy if name in sys.modules])"
    )
    command = [sys.executable, "-c", probe]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.endswith("[]\n")


def test_a_misspelt_setting_stops_the_command(monkeypatch, capsys):
    monkeypatch.setenv("YIZHENG_RETREIVAL__LIMIT", "3")
    assert run(["guidelines", "list"]) == 2
    assert "YIZHENG_RETREIVAL__LIMIT" in capsys.readouterr().err
