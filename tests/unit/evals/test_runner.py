"""A run is recorded case by case, taken up again where it stopped, and never trusts the product."""

import json
from types import SimpleNamespace

import pytest

from evals.case import load_suites
from evals.comparison import compare
from evals.errors import RunMismatchError
from evals.metrics import measure
from evals.outcome import Cited
from evals.record import read_run
from evals.report import as_html, as_json, as_text, comparison_text, show, write_report
from evals.resolution import ledger_resolver
from evals.runner import run_suite
from guidelines.errors import UnknownReferenceError
from guidelines.library import starter_library

CONTENT = starter_library()[0]
PASSAGE = CONTENT.passages[0]


class ScriptedLedger:
    """Holds the first edition of the starter library."""

    def passage(self, passage_id):
        for passage in CONTENT.passages:
            if passage.passage_id == passage_id:
                return passage
        raise UnknownReferenceError(passage_id)

    def text(self, edition_id):
        if edition_id != CONTENT.edition.edition_id:
            raise UnknownReferenceError(edition_id)
        return CONTENT.text


RESOLVES = ledger_resolver(ScriptedLedger())


def cited(**changes):
    return {
        "passage_id": PASSAGE.passage_id,
        "document_id": PASSAGE.document_id,
        "edition_id": PASSAGE.edition_id,
        "quote": PASSAGE.text,
        **changes,
    }


def answered(text, *, origin="model", citations=None):
    return {
        "outcome": "answered",
        "text": text,
        "claims": [
            {"text": text, "origin": origin, "citations": [cited()] if citations is None else citations}
        ],
        "versions": {"model": "m-1", "prompt": None},
        "timings_ms": {"total": 1200.0, "first_sentence": 400.0},
    }


class Scripted:
    """Answers by id; an exception in the script is raised; counts what it was asked."""

    def __init__(self, script):
        self.script, self.asked = script, []

    async def ask(self, request):
        self.asked.append(request["id"])
        answer = self.script[request["id"]]
        if isinstance(answer, Exception):
            raise answer
        return answer


def suite(path, *, wanted="yes"):
    cases = [
        {"id": f"a{n}", "group": "answerable", "checks": [{"says": [wanted]}, {"cites": "cn-hypertension"}]}
        for n in (1, 2, 3)
    ]
    cases.append({"id": "u1", "group": "unanswerable", "checks": [{"declines": True}]})
    common = {"ask": "?", "role": "doctor", "lang": "zh", "author": "a", "source": "s", "verified": False}
    path.write_text("".join(json.dumps({**common, **case}) + "\n" for case in cases))
    return path


SCRIPT = {
    "a1": answered("yes"),
    "a2": answered("no", origin="verbatim"),
    "a3": RuntimeError("secret question text"),
    "u1": {
        "outcome": "deferred",
        "text": "no evidence",
        "claims": [{"text": "no evidence", "origin": "template"}],
    },
}


async def run(tmp_path, script, name="run", **more):
    return await run_suite(
        suite(tmp_path / "s.jsonl"), Scripted(script), folder=tmp_path / name, resolves=RESOLVES, **more
    )


async def test_failed_and_unscored_are_told_apart(tmp_path):
    found = await run(tmp_path, SCRIPT)
    assert {record.id: record.passed for record in found.records} == {
        "a1": True,
        "a2": False,
        "a3": None,
        "u1": True,
    }
    figures = {metric.name: metric for metric in measure(found.records)}
    assert (figures["answered"].value, figures["answered"].n, figures["answered"].unscored) == (1.0, 2, 1)
    assert (figures["right"].value, figures["right"].n) == (0.5, 2)
    assert figures["declined"].value == 1.0
    assert figures["model_share"].value == 0.5
    assert figures["unresolved"].value == 0
    assert figures["unresolved"].n == 2
    assert figures["edition"].value is None
    assert figures["total_ms"].value == 1200.0


async def test_a_run_goes_on_where_it_stopped(tmp_path):
    await run(tmp_path, SCRIPT)
    records = tmp_path / "run" / "records.jsonl"
    records.write_bytes(records.read_bytes() + b'{"id": "a2", "ca')
    later, seen = Scripted({**SCRIPT, "a3": answered("yes")}), []
    found = await run_suite(
        tmp_path / "s.jsonl",
        later,
        folder=tmp_path / "run",
        resolves=RESOLVES,
        progress=lambda done, whole: seen.append((done, whole)),
    )
    assert later.asked == ["a3"]
    assert seen == [(3, 4), (4, 4)]
    assert len(found.records) == 4
    assert next(record for record in found.records if record.id == "a3").passed is True


async def test_another_suite_does_not_get_into_the_same_run(tmp_path):
    await run(tmp_path, SCRIPT)
    with pytest.raises(RunMismatchError, match="other suites"):
        await run_suite(
            suite(tmp_path / "s.jsonl", wanted="no"),
            Scripted(SCRIPT),
            folder=tmp_path / "run",
            resolves=RESOLVES,
        )


@pytest.mark.parametrize(
    ("changes", "resolved"),
    [
        pytest.param({}, True, id="whole-passage"),
        pytest.param({"quote": PASSAGE.text[2:9]}, True, id="part"),
        pytest.param({"quote": PASSAGE.text.replace("140", "130")}, False, id="other-number"),
        pytest.param({"quote": CONTENT.passages[1].text}, False, id="neighbour"),
        pytest.param({"quote": "  "}, False, id="empty"),
        pytest.param({"edition_id": "other@1"}, False, id="unknown-edition"),
        pytest.param({"passage_id": "other#1"}, False, id="unknown-passage"),
        pytest.param({"document_id": "other"}, False, id="other-document"),
    ],
)
def test_a_quotation_is_looked_up_anew(changes, resolved):
    assert RESOLVES(Cited.model_validate(cited(**changes))) is resolved


async def test_unresolved_and_uncited_sentences_are_counted(tmp_path):
    script = {
        **SCRIPT,
        "a1": answered("yes", citations=[cited(quote="never printed"), cited()]),
        "a2": answered("yes", citations=[]),
    }
    figures = {metric.name: metric for metric in measure((await run(tmp_path, script)).records)}
    assert (figures["unresolved"].value, figures["unresolved"].n) == (1, 2)
    assert (figures["uncited"].value, figures["uncited"].n) == (1, 2)


async def test_reports_show_figures_and_escape_what_models_write(tmp_path):
    found = await run(tmp_path, {**SCRIPT, "a2": answered("no", citations=[cited(document_id="<b>x")])})
    text, page = as_text(found), as_html(found)
    assert "failed   a2: says" in text
    assert "unscored a3: says: asking failed: RuntimeError" in text
    assert "secret" not in text + page
    assert "&lt;b&gt;x" in page
    assert "<b>x" not in page
    assert "http" not in page
    assert show(tmp_path / "run") == text
    figures = {metric["name"]: metric for metric in json.loads(as_json(found))["metrics"]}
    assert figures["edition"]["value"] is None
    assert all(path.exists() for path in write_report(found, tmp_path / "run"))


async def test_versions_are_pinned_and_mixing_is_seen(tmp_path):
    script = {**SCRIPT, "a2": {**answered("yes"), "versions": {"model": "m-2"}}}
    found = await run(tmp_path, script)
    assert found.versions == {"model": ("m-1", "m-2")}
    assert "model: m-1, m-2 (mixed)" in as_text(found)
    assert found.pins.suites == load_suites([tmp_path / "s.jsonl"]).pins


async def test_runs_are_compared_case_by_case(tmp_path):
    first = await run(tmp_path, SCRIPT, "first")
    second = await run(tmp_path, {**SCRIPT, "a1": answered("no"), "a2": answered("yes")}, "second")
    found = compare(first, second)
    assert (found.only_first, found.only_second) == (("a1",), ("a2",))
    assert (found.both, found.neither, found.left_out, found.n) == (1, 0, 1, 3)
    assert found.p == 1.0
    assert "only second: 1 a2" in comparison_text(found)


async def test_runs_without_a_common_case_cannot_be_compared(tmp_path):
    first = await run(tmp_path, SCRIPT)
    with pytest.raises(RunMismatchError, match="no scored case"):
        compare(first, SimpleNamespace(name="empty", records=()))


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(RunMismatchError, match=tmp_path.name):
        read_run(tmp_path)
