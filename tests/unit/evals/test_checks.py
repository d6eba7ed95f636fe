"""Texts are compared by what their signs mean, and checks say passed, failed or not scored."""

import json

import pytest

from evals import Case, SuiteError, judge, load
from evals.checks import Ranks
from evals.folding import holds, numbers, overlaps, stands_under
from evals.outcome import Answer, Judged, read

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
        pytest.param({"says": ["a", "b"]}, line("b"), False, id="says-all"),
        pytest.param({"says_any": ["a", "b"]}, line("b"), True, id="says-any"),
        pytest.param({"says_any": ["a", "c"]}, line("b"), False, id="says-none-of"),
        pytest.param({"says": "a"}, line("", claims=[claim("a")]), True, id="says-in-claim"),
        pytest.param({"says": ["a"]}, line("b"), False, id="says-none"),
        pytest.param({"omits": ["a"]}, line("b"), True, id="omits"),
        pytest.param({"omits": ["b", "x"]}, line("x"), False, id="omits-one"),
        pytest.param(
            {"omits": ["b"]},
            line("b", claims=[claim("b", origin="template")]),
            True,
            id="omits-not-in-our-fixed-text",
        ),
        pytest.param(
            {"omits": ["b"], "unless_quoted": True},
            line("b", claims=[claim("b", origin="verbatim")]),
            True,
            id="omits-but-quoted",
        ),
        pytest.param(
            {"omits": ["b"], "unless_quoted": True}, line("b", claims=[claim("b")]), False, id="omits-written"
        ),
        pytest.param({"before": ["stop", "start"]}, line("stop A, then start B"), True, id="before"),
        pytest.param(
            {"before": ["stop", "start"]}, line("start B, then stop A"), False, id="before-other-way"
        ),
        pytest.param({"before": ["stop", "start"]}, line("start B"), False, id="before-lacks-one"),
        pytest.param(
            {"cites": {"document": "who-malaria-2024", "edition": "1", "quote": "for ten days"}},
            line("b", claims=[claim("b", quote="Give it for ten days.")]),
            True,
            id="cites-place",
        ),
        pytest.param(
            {"cites": {"document": "who-malaria-2024", "quote": "for ten days in all"}},
            line("b", claims=[claim("b", quote="Once a month.")]),
            False,
            id="cites-other-place",
        ),
        pytest.param(
            {"cites": {"document": "who-malaria-2024", "edition": "2"}},
            line("b", claims=[claim("b")]),
            False,
            id="cites-other-edition",
        ),
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
        pytest.param({"outcome": ["answered", "deferred"]}, line(), True, id="outcome-one-of"),
        pytest.param({"escalates": True}, line(outcome="emergency"), True, id="escalates"),
        pytest.param({"escalates": False}, line(outcome="emergency"), False, id="escalates-unwanted"),
        pytest.param({"blocked": True}, line(outcome="blocked"), True, id="blocked"),
        pytest.param({"blocked": False}, line(outcome="deferred"), True, id="not-blocked"),
        pytest.param(
            {"corrects": {"quote": "no vaccine"}}, line(outcome="deferred"), True, id="corrects-or-defers"
        ),
        pytest.param(
            {"corrects": {"quote": "no vaccine"}},
            line("b", claims=[claim("b", quote="There is no vaccine yet.")]),
            True,
            id="corrects",
        ),
        pytest.param(
            {"corrects": {"quote": "no vaccine"}},
            line("two doses", claims=[claim("b")]),
            False,
            id="plays-along",
        ),
        pytest.param({"verdict": "supported"}, line(), None, id="other-task"),
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
    (verdict,) = judge(case_with(check), read(Answer, answer))
    assert verdict.passed is passed
    assert verdict.check == next(iter(check))
    assert verdict.why


@pytest.mark.parametrize(
    ("check", "reply", "passed"),
    [
        pytest.param({"verdict": "unsupported"}, Judged(verdict="unknown"), True, id="stopped"),
        pytest.param({"verdict": "unsupported"}, Judged(verdict="supported"), False, id="let-through"),
        pytest.param({"verdict": "supported"}, Judged(verdict="unknown"), False, id="not-kept"),
        pytest.param({"finds": 5}, Ranks(5), True, id="found"),
        pytest.param({"finds": 5}, Ranks(6), False, id="too-deep"),
        pytest.param({"finds": 5}, Ranks(None), False, id="not-found"),
        pytest.param({"says": "a"}, Ranks(1), None, id="other-task"),
    ],
)
def test_a_check_of_another_task(check, reply, passed):
    (verdict,) = judge(case_with(check), reply)
    assert verdict.passed is passed


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        pytest.param("疗程为５天。", "疗程 为5天", True, id="folded"),
        pytest.param("应在48小时内开始，最好24小时内", "最好24小时内开始服用", True, id="half"),
        pytest.param("疗程为5天", "剂量为75mg", False, id="other"),
        pytest.param("", "剂量", False, id="empty"),
    ],
)
def test_quotations_overlap_by_at_least_half(one, other, common):
    assert overlaps(one, other) is common
    assert overlaps(other, one) is common


def test_a_heading_is_quoted_by_what_stands_under_it():
    assert stands_under("（二）中型", "七、临床分型 › （二）中型")
    assert not stands_under("（三）重型", "七、临床分型 › （二）中型")


def test_numbers_are_read_as_values():
    assert numbers("每日 2 次，每次75.0 mg，1,200 例[3]") == {"2", "75", "1200"}


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        pytest.param("{", "line 2 is not JSON", id="no-json"),
        pytest.param("[1]", "line 2 is no JSON object", id="no-object"),
        pytest.param(json.dumps({**BASE, "checks": []}), "line 2: checks", id="no-check"),
        pytest.param(json.dumps({**BASE, "checks": [{"claims": ["a"]}]}), "'claims'", id="unknown-check"),
        pytest.param(
            json.dumps({**BASE, "checks": [{"says": ["a"], "omits": ["b"]}]}), "says.omits", id="two-in-one"
        ),
        pytest.param(
            json.dumps({**BASE, "checks": [{"says": ["a"]}], "extra": 1}), "extra", id="unknown-field"
        ),
        pytest.param(
            json.dumps({**BASE, "id": "g", "task": "ground", "checks": [{"verdict": "supported"}]}),
            "needs 'evidence'",
            id="ground-without-evidence",
        ),
        pytest.param(json.dumps({**BASE, "checks": [{"says": "a"}]}), "repeated ids", id="repeated"),
    ],
)
def test_a_broken_suite_is_refused_by_its_line(tmp_path, broken, named):
    path = tmp_path / "s.jsonl"
    path.write_text(json.dumps({**BASE, "checks": [{"says": "a"}]}) + "\n" + broken)
    with pytest.raises(SuiteError, match=named.replace(".", r"\.")):
        load(path)


def test_the_request_is_a_line_of_the_interface():
    case = Case.model_validate(
        {
            **BASE,
            "as_of": "2020-06-01",
            "collection": "c",
            "history": [{"speaker": "patient", "text": "?"}],
            "checks": [{"declines": True}],
        }
    )
    assert case.request() == {
        "id": "c1",
        "question": "?",
        "role": "doctor",
        "history": [{"speaker": "patient", "text": "?"}],
        "as_of": "2020-06-01",
        "collection": "c",
    }
    assert case.query(most=5) == {"id": "c1", "query": "?", "k": 5, "as_of": "2020-06-01", "collection": "c"}


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        pytest.param([{"declines": True}], "declined", id="declines"),
        pytest.param([{"corrects": "d"}], "declined", id="corrects"),
        pytest.param([{"omits": "x"}, {"says": "a"}], "answered", id="says"),
        pytest.param([{"escalates": True}], None, id="neither"),
    ],
)
def test_what_is_expected_follows_from_the_checks(checks, expected):
    assert case_with(*checks).expected == expected


def test_the_gold_place_follows_from_the_checks():
    place = case_with({"cites": "d-1"}, {"quote": "140/90"}, {"omits": ["150/90"]}).place
    assert (place.document, place.quote, place.traps) == ("d-1", "140/90", ("150/90",))
    assert case_with({"cites": "d-1"}).place is None
