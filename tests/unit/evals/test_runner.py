"""A run is recorded case by case, taken up again where it stopped, and never trusts the product."""

import json
from types import SimpleNamespace

import pytest

from evals import (
    Plan,
    as_html,
    as_json,
    as_text,
    ask_cases,
    compare,
    comparison_text,
    load,
    measure,
    show,
    write_report,
)
from evals.errors import RunMismatchError
from evals.outcome import Cited
from evals.record import read_run
from evals.resolution import LedgerTexts, ListedTexts, StoredPassage
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

    def resolve(self, reference):
        if reference != PASSAGE.document_id:
            raise UnknownReferenceError(reference)
        return CONTENT.edition

    def passages(self, edition_id):
        assert edition_id == CONTENT.edition.edition_id
        return CONTENT.passages


STORED = LedgerTexts(ScriptedLedger())
LISTED = ListedTexts(
    StoredPassage(
        passage_id=one.passage_id,
        document_id=one.document_id,
        edition_id=one.edition_id,
        section=one.section,
        text=one.text,
    )
    for one in CONTENT.passages
)


def cited(**changes):
    return {
        "passage_id": PASSAGE.passage_id,
        "document_id": PASSAGE.document_id,
        "edition_id": PASSAGE.edition_id,
        "quote": PASSAGE.text,
        **changes,
    }


def answered(text, *, origin="model", citations=None, **more):
    return {
        "outcome": "answered",
        "text": text,
        "claims": [
            {"text": text, "origin": origin, "citations": [cited()] if citations is None else citations}
        ],
        "versions": {"model": "m-1", "prompt": None},
        "timings_ms": {"total": 1200.0, "first_sentence": 400.0},
        **more,
    }


class Scripted:
    """Answers by id; an exception in the script is raised; counts what it was asked."""

    def __init__(self, script, hits=()):
        self.script, self.asked = script, []
        self.hits = [{"passage_id": one, "document_id": PASSAGE.document_id} for one in hits]

    async def ask(self, line):
        self.asked.append(line["id"])
        answer = self.script[line["id"]]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def search(self, line):
        assert line["query"]
        return {"hits": self.hits}

    async def ground(self, line):
        return {"verdict": self.script[line["id"]]}

    async def packed(self, line):
        del line
        return {"hits": self.hits} if self.hits else None


def suite(path, *, wanted="yes", **more):
    checks = [{"says": wanted}, {"cites": PASSAGE.document_id}]
    cases = [{"id": f"a{n}", "group": "answerable", "checks": checks, **more} for n in (1, 2, 3)]
    cases.append({"id": "u1", "group": "unanswerable", "checks": [{"declines": True}]})
    common = {"ask": "?", "role": "doctor", "lang": "zh", "author": "a", "source": "s", "verified": False}
    path.write_text("".join(json.dumps({**common, **case}) + "\n" for case in cases))
    return load(path)


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


async def run(tmp_path, subject, name="run", *, sets=None, **conditions):
    subject = Scripted(subject) if isinstance(subject, dict) else subject
    sets = sets or suite(tmp_path / "s.jsonl")
    seen = []
    plan = Plan(sets=sets, folder=tmp_path / name, conditions=conditions)
    plan.open()
    for one in sets:
        await ask_cases(plan, one, subject, STORED, progress=lambda: seen.append(1))
    return read_run(tmp_path / name)


def figures_of(found):
    return {metric.name: metric for metric in measure(found.records)}


async def test_failed_and_unscored_are_told_apart(tmp_path):
    found = await run(tmp_path, SCRIPT)
    assert {record.id: record.passed for record in found.records} == {
        "a1": True,
        "a2": False,
        "a3": None,
        "u1": True,
    }
    figures = figures_of(found)
    assert (figures["answered"].value, figures["answered"].n, figures["answered"].unscored) == (1.0, 2, 1)
    assert (figures["right"].value, figures["right"].n) == (0.5, 2)
    assert figures["declined"].value == 1.0
    assert figures["model_share"].value == 0.5
    assert (figures["unresolved"].value, figures["unresolved"].n) == (0, 2)
    assert (figures["selective_risk"].value, figures["selective_risk"].n) == (0.5, 2)
    assert figures["aurc"].value is None
    assert figures["total_ms"].value == 1200.0


async def test_a_run_goes_on_where_it_stopped(tmp_path):
    await run(tmp_path, SCRIPT)
    records = tmp_path / "run" / "records.jsonl"
    records.write_bytes(records.read_bytes() + b'{"id": "a2", "ca')
    later = Scripted({**SCRIPT, "a3": answered("yes")})
    found = await run(tmp_path, later)
    assert later.asked == ["a3"]
    assert len(found.records) == 4
    assert next(record for record in found.records if record.id == "a3").passed is True


@pytest.mark.parametrize(
    ("more", "named"),
    [
        pytest.param({"wanted": "no"}, "other suites", id="other-cases"),
        pytest.param({"code": "2"}, "another code", id="other-code"),
    ],
)
async def test_another_run_does_not_get_into_the_same_folder(tmp_path, more, named):
    await run(tmp_path, SCRIPT, code="1")
    sets = suite(tmp_path / "s.jsonl", wanted=more.get("wanted", "yes"))
    with pytest.raises(RunMismatchError, match=named):
        await run(tmp_path, SCRIPT, sets=sets, code=more.get("code", "1"))


@pytest.mark.parametrize("stored", [pytest.param(STORED, id="ledger"), pytest.param(LISTED, id="listed")])
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
def test_a_quotation_is_looked_up_anew(stored, changes, resolved):
    assert stored.resolves(Cited.model_validate(cited(**changes))) is resolved


async def test_unresolved_and_uncited_sentences_are_counted(tmp_path):
    script = {
        **SCRIPT,
        "a1": answered("yes", citations=[cited(quote="never printed"), cited()]),
        "a2": answered("yes", citations=[]),
    }
    figures = figures_of(await run(tmp_path, script))
    assert (figures["unresolved"].value, figures["unresolved"].n) == (1, 2)
    assert (figures["uncited"].value, figures["uncited"].n) == (1, 2)


async def test_search_and_packing_are_held_against_the_gold_passage(tmp_path):
    gold = {"document": PASSAGE.document_id, "quote": PASSAGE.text}
    hits = [CONTENT.passages[1].passage_id, PASSAGE.passage_id]
    found = await run(tmp_path, Scripted(SCRIPT, hits), sets=suite(tmp_path / "s.jsonl", gold=gold))
    figures = figures_of(found)
    assert (figures["mrr@10"].value, figures["hit@1"].value, figures["hit@5"].value) == (0.5, 0.0, 1.0)
    assert figures["ndcg@10"].value == pytest.approx(0.6309, abs=1e-4)
    assert figures["gold_packed"].value == 1.0
    assert (figures["of_passage"].value, figures["of_passage"].n) == (0.5, 4)
    assert figures["alce_recall"].value == 1.0


async def test_a_gold_quotation_that_stands_nowhere_is_not_scored(tmp_path):
    gold = {"document": PASSAGE.document_id, "quote": "words that nobody printed anywhere"}
    found = await run(tmp_path, Scripted(SCRIPT, ["x"]), sets=suite(tmp_path / "s.jsonl", gold=gold))
    assert [record.misplaced for record in found.records] == [True, True, False, False]
    assert "hit@5" not in figures_of(found)


async def test_claims_are_judged_and_confused(tmp_path):
    path = tmp_path / "g.jsonl"
    rows = [
        {"id": "s", "lang": "en", "claim": "a", "evidence": "a", "expected": "supported", "edit_kind": None},
        {
            "id": "n",
            "lang": "en",
            "claim": "a",
            "evidence": "b",
            "expected": "unsupported",
            "edit_kind": "unit",
        },
        {
            "id": "m",
            "lang": "en",
            "claim": "a",
            "evidence": "c",
            "expected": "unsupported",
            "edit_kind": "drug",
        },
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    script = {"s": "supported", "n": "unknown", "m": "supported"}
    found = await run(tmp_path, script, sets=load(path))
    assert {one.id: one.passed for one in found.records} == {"s": True, "n": True, "m": False}
    (told,) = json.loads(as_json(found))["sets"]
    assert {(one["expected"], one["came"]): one["cases"] for one in told["confusion"]} == {
        ("supported", "supported"): 1,
        ("unsupported", "unknown"): 1,
        ("unsupported", "supported"): 1,
    }
    assert {one["name"]: one["value"] for one in told["classes"]} == {
        "drug": 0.0,
        "supported": 1.0,
        "unit": 1.0,
    }


async def test_reports_show_figures_and_escape_what_models_write(tmp_path):
    script = {
        **SCRIPT,
        "a1": answered("yes", risk=0.1),
        "a2": answered("no", citations=[cited(document_id="<b>x")], risk=0.4),
    }
    found = await run(tmp_path, script)
    text, page = as_text(found), as_html(found)
    assert "failed   a2: says" in text
    assert "unscored a3: says: asking failed: RuntimeError" in text
    assert "secret" not in text + page
    assert "&lt;b&gt;x" in page
    assert "<b>x" not in page
    assert "http" not in page
    assert "<script" not in page
    assert {"Shares with 95 % intervals", "Expected against came", "Risk against coverage"} == {
        part.split('"')[0] for part in page.split('aria-label="')[1:]
    }
    assert as_html(found) == page
    assert [(one["sets"], one["cases"]) for one in json.loads(as_json(found))["decided"]] == [("s", 4)]
    assert show(tmp_path / "run") == text
    assert all(path.exists() for path in write_report(found, tmp_path / "run"))


async def test_versions_are_pinned_and_mixing_is_seen(tmp_path):
    script = {**SCRIPT, "a2": {**answered("yes"), "versions": {"model": "m-2"}}}
    found = await run(tmp_path, script, code="c-1")
    assert found.versions == {"model": ("m-1", "m-2")}
    assert "model: m-1, m-2 (mixed)" in as_text(found)
    assert "code: c-1" in as_text(found)
    (one,) = suite(tmp_path / "s.jsonl")
    assert found.pins.suites == {one.name: one.digest}


async def test_runs_are_compared_case_by_case(tmp_path):
    first = await run(tmp_path, SCRIPT, "first")
    second = await run(tmp_path, {**SCRIPT, "a1": answered("no"), "a2": answered("yes")}, "second")
    found = compare(first, second)
    assert (found.only_first, found.only_second) == (("a1",), ("a2",))
    assert (found.both, found.neither, found.left_out, found.n) == (1, 0, 1, 3)
    assert found.p == 1.0
    written = next(one for one in found.means if one.name == "model_share")
    assert (written.first, written.second, written.n, written.is_clear) == (0.5, 1.0, 2, False)
    assert "only second: 1 a2" in comparison_text(found)
    assert "model_share: 0.500 -> 1.000 (n=2" in comparison_text(found)


async def test_runs_without_a_common_case_cannot_be_compared(tmp_path):
    first = await run(tmp_path, SCRIPT)
    with pytest.raises(RunMismatchError, match="no scored case"):
        compare(first, SimpleNamespace(name="empty", records=()))


def test_a_folder_without_a_run_is_named(tmp_path):
    with pytest.raises(RunMismatchError, match=tmp_path.name):
        read_run(tmp_path)
