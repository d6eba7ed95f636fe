"""Texts are compared by what their signs mean, and checks say passed, failed or not scored."""

import json

import pytest

from evals.case import Case, load_suites
from evals.checks import judge
from evals.errors import SuiteError
from evals.folding import holds
from evals.outcome import read_answer

BASE = {
    "id": "c1",
    "ask": "?",
    "role": "doctor",
    "lang": "en",
    "group": "answerable",
    "author": "a",
    "source": "s",
    "verified": False,
}


def case_with(*checks):
    return Case.model_validate({**BASE, "checks": list(checks)})


def line(text="", *, outcome="answered", claims=()):
    return {"id": "c1", "outcome": outcome, "mode": "model", "text": text, "claims": list(claims)}


def claim(text, *, origin="model", document="who-malaria-2024", quote=None):
    citation = {
        "passage_id": "p1",
        "document_id": document,
        "edition_id": f"{document}@1",
        "quote": quote or text,
    }
    return {"text": text, "origin": origin, "citations": [citation]}


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        pytest.param("血压 １３０／８０ ｍｍＨｇ", "130/80 mmHg", id="width"),
        pytest.param("每3～6个月", "3-6个月", id="range-mark"),
        pytest.param("每3至6个月", "3–6个月", id="range-word-zh"),
        pytest.param("every 3 to 6 months", "3-6 months", id="range-word-en"),
        pytest.param("不低于140/90", "≥140/90", id="comparator-zh"),
        pytest.param(">= 140/90", "≥140/90", id="comparator-ascii"),
        pytest.param("at least 140/90", "≥140/90", id="comparator-en"),
        pytest.param("低于 130/80", "<130/80", id="below"),
        pytest.param("80岁及以上", "≥80岁", id="and-up-zh"),
        pytest.param("140/90 or higher", "≥140/90", id="and-up-en"),
        pytest.param("Grade B", "grade b", id="case"),
    ],
)
def test_equal_meaning_holds(text, fragment):
    assert holds(text, fragment)


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        pytest.param("1140/90", "140/90", id="longer-number-before"),
        pytest.param("7.5%", "7", id="decimal-after"),
        pytest.param("17.5", "7.5", id="digit-before"),
        pytest.param("0.75", "75", id="decimal-before"),
        pytest.param("≥140/90", "<140/90", id="other-comparator"),
        pytest.param("不超过140/90", ">140/90", id="negated-comparator"),
        pytest.param("5 0", "50", id="two-numbers"),
        pytest.param("anything", " ", id="nothing-wanted"),
    ],
)
def test_other_meaning_does_not(text, fragment):
    assert not holds(text, fragment)


@pytest.mark.parametrize(
    ("check", "answer", "passed"),
    [
        pytest.param({"says": ["a", "b"]}, line("b"), True, id="says-any"),
        pytest.param({"says": ["a"]}, line("", claims=[claim("a")]), True, id="says-in-claim"),
        pytest.param({"says": ["a"]}, line("b"), False, id="says-none"),
        pytest.param({"omits": ["a"]}, line("b"), True, id="omits"),
        pytest.param({"omits": ["b", "x"]}, line("x"), False, id="omits-one"),
        pytest.param({"cites": "who-malaria"}, line("b", claims=[claim("b")]), True, id="cites-family"),
        pytest.param(
            {"cites": "who-malaria-2024"}, line("b", claims=[claim("b")]), True, id="cites-document"
        ),
        pytest.param({"cites": "who-mal"}, line("b", claims=[claim("b")]), False, id="cites-no-half-word"),
        pytest.param({"cites": "who-malaria"}, line("b"), False, id="cites-nothing"),
        pytest.param(
            {"quote": "ten days"}, line("b", claims=[claim("b", quote="for ten days")]), True, id="quote"
        ),
        pytest.param(
            {"quote": "ten days"}, line("ten days", claims=[claim("b")]), False, id="quote-not-text"
        ),
        pytest.param({"declines": True}, line(outcome="deferred"), True, id="declines"),
        pytest.param({"declines": False}, line(outcome="blocked"), False, id="declines-not-wanted"),
        pytest.param({"outcome": "emergency"}, line(outcome="emergency"), True, id="outcome"),
        pytest.param({"outcome": "emergency"}, line(), False, id="outcome-other"),
        pytest.param(
            {"origin_share": 0.5},
            line(claims=[claim("a"), claim("b", origin="verbatim"), claim("c", origin="template")]),
            True,
            id="origin-share-leaves-fixed-text-out",
        ),
        pytest.param(
            {"origin_share": 0.6}, line(claims=[claim("a", origin="repaired")]), False, id="origin-low"
        ),
        pytest.param({"origin_share": 0.5}, line(), None, id="origin-of-nothing"),
        pytest.param({"says": ["a"]}, {"error": {"type": "timeout", "message": "m"}}, None, id="error-line"),
        pytest.param({"declines": True}, {"outcome": "maybe"}, None, id="no-answer-json"),
    ],
)
def test_a_check_against_an_answer(check, answer, passed):
    (verdict,) = judge(case_with(check), read_answer(answer))
    assert verdict.passed is passed
    assert verdict.check == next(iter(check))
    assert verdict.why


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("{", id="no-json"),
        pytest.param(json.dumps({**BASE, "checks": []}), id="no-check"),
        pytest.param(json.dumps({**BASE, "checks": [{"claims": ["a"]}]}), id="unknown-check"),
        pytest.param(json.dumps({**BASE, "checks": [{"says": ["a"], "omits": ["b"]}]}), id="two-in-one"),
        pytest.param(json.dumps({**BASE, "checks": [{"says": ["a"]}], "extra": 1}), id="unknown-field"),
        pytest.param("", id="empty"),
    ],
)
def test_a_broken_suite_is_refused(tmp_path, broken):
    path = tmp_path / "s.jsonl"
    path.write_text(broken)
    with pytest.raises(SuiteError):
        load_suites([path])


def test_ids_are_unique_across_suites(tmp_path):
    good = json.dumps({**BASE, "checks": [{"says": ["a"]}]})
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(good)
    with pytest.raises(SuiteError, match="c1"):
        load_suites([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])


def test_the_request_is_a_line_of_the_interface():
    case = Case.model_validate({**BASE, "as_of": "2020-06-01", "checks": [{"declines": True}]})
    assert case.request() == {"id": "c1", "question": "?", "role": "doctor", "as_of": "2020-06-01"}
