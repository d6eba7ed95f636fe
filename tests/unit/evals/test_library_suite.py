"""The suites of the library stand on facts in force on the day; their checks accept them, refuse rivals."""

import re
from collections import Counter
from datetime import date

from evals.checks import judge
from evals.folding import comparable
from evals.outcome import Answer, Cited, Shown
from evals.suite import load_own
from evals.suites import suite_path
from guidelines.ledger import Reader, speaking
from guidelines.library import starter_library
from guidelines.library.records import read_digest, read_library
from tests.fakes.tables import every

CASES = load_own(suite_path("library")).cases
LAY = load_own(suite_path("lay")).cases
BOTH = (*CASES, *LAY)
SMOKE = load_own(suite_path("smoke")).cases
FACTS = {
    f"{name} {fact.id}": fact
    for name in read_library().library.editions
    for fact in read_digest(name)[0].fact
}
EDITIONS = [content.edition for content in starter_library()]
TODAY = date(2026, 11, 22)
ON_A_FACT = re.compile(r"(?P<guideline>G\d\d) (?P<fact>\S+ \S+?)(?:; not (?P<rival>\S+ \S+))?")
HAN = re.compile(r"[\u4e00-\u9fff]")
NOT_THERE = re.compile(r"G\d\d: .+|not in the library: .+")


def source(case, part):
    return (ON_A_FACT.fullmatch(case.source) or {part: None})[part]


ON_FACTS = [case for case in BOTH if source(case, "fact")]
ANSWERED = [case for case in ON_FACTS if case.group != "unanswerable" and case.kind != "silent"]
RIVALS = [case for case in ANSWERED if source(case, "rival")]
UNANSWERABLE = [case for case in BOTH if case.group == "unanswerable"]


def answer_with(*facts, outcome="answered"):
    """An answer that quotes these facts word for word; without facts it says nothing."""
    claims = tuple(
        Shown(
            text=FACTS[fact].text,
            origin="verbatim",
            citations=(
                Cited(passage_id="p", document_id=fact.split()[0], edition_id="e", quote=FACTS[fact].text),
            ),
        )
        for fact in facts
    )
    return Answer(outcome=outcome, text="\n".join(claim.text for claim in claims), claims=claims)


def passes(case, answer):
    return all(verdict.passed is True for verdict in judge(case, answer))


def named(cases):
    return every(cases, name=lambda case: case.id)


def test_the_suite_is_large_and_mixed_enough():
    size = len(CASES)
    groups, roles = Counter(case.group for case in CASES), Counter(case.role for case in CASES)
    assert size >= 160
    assert 0.45 <= groups["answerable"] / size <= 0.55
    assert groups["unanswerable"] / size >= 0.2
    assert groups["edition"] / size >= 0.25
    assert 0.45 <= sum(case.lang == "zh" for case in CASES) / size <= 0.6
    assert roles["patient"] >= 30
    assert sum(case.kind == "cross" for case in CASES) >= 20
    assert {source(case, "guideline") for case in ON_FACTS} == {f"G{number:02}" for number in range(1, 21)}


def test_the_lay_suite_asks_for_what_is_and_what_is_not_in_the_library():
    groups = Counter(case.group for case in LAY)
    assert groups["answerable"] >= 100
    assert groups["unanswerable"] >= 40
    assert {case.kind for case in LAY} == {"colloquial", "absent"}


def test_no_question_is_asked_twice():
    asked = Counter((comparable(case.ask), case.as_of, case.role) for case in BOTH)
    assert [one for one, count in asked.items() if count > 1] == []
    assert {comparable(case.ask) for case in BOTH} & {comparable(case.ask) for case in SMOKE} == set()


@named(BOTH)
def test_a_case_names_where_it_comes_from(case):
    assert case.author
    assert case.verified is False
    assert ON_A_FACT.fullmatch(case.source) or NOT_THERE.fullmatch(case.source)
    assert case.lang == ("zh" if HAN.search(case.ask) else "en")


@named(ON_FACTS)
def test_its_facts_are_in_the_library_under_one_guideline(case):
    facts = [fact for fact in (source(case, "fact"), source(case, "rival")) if fact]
    assert set(facts) <= FACTS.keys()
    if case.kind == "cross":
        assert bool(HAN.search(case.ask)) is not bool(HAN.search(FACTS[facts[0]].text))
    same = {
        source(other, "guideline")
        for other in ON_FACTS
        if source(other, "fact").split()[0] == facts[0].split()[0]
    }
    assert same == {source(case, "guideline")}


@named(ANSWERED)
def test_a_case_stands_on_a_fact_that_its_asker_may_see_on_that_day(case):
    fact = source(case, "fact")
    views = speaking(EDITIONS, Reader(), as_of=case.as_of, today=TODAY)
    assert fact.split()[0] in {edition_id.partition("@")[0] for edition_id in views}
    assert case.role == "doctor" or FACTS[fact].certainty == "checked"


@named(ANSWERED)
def test_the_checks_accept_the_fact_and_refuse_silence(case):
    fact = answer_with(source(case, "fact"))
    assert [verdict for verdict in judge(case, fact) if verdict.passed is not True] == []
    assert not passes(case, answer_with())
    assert not passes(case, answer_with(outcome="deferred"))


@named(RIVALS)
def test_the_other_editions_value_is_refused_alone_and_beside_the_right_one(case):
    assert not passes(case, answer_with(source(case, "rival")))
    assert not passes(case, answer_with(source(case, "fact"), source(case, "rival")))


@named([case for case in CASES if case.kind == "silent"])
def test_what_only_a_superseded_edition_says_is_not_said(case):
    fact = source(case, "fact")
    views = speaking(EDITIONS, Reader(), as_of=None, today=TODAY)
    assert fact.split()[0] not in {edition_id.partition("@")[0] for edition_id in views}
    assert passes(case, answer_with(outcome="deferred"))
    assert not passes(case, answer_with(fact))


@named(UNANSWERABLE)
def test_unanswerable_cases_want_a_decline_or_the_correcting_passage(case):
    other = next(fact for fact in FACTS if fact.split()[0] not in case.source)
    assert passes(case, answer_with(outcome="deferred"))
    assert not passes(case, answer_with(other))
    assert passes(case, answer_with(source(case, "fact") or other)) is (case.kind == "premise")


@named([case for case in UNANSWERABLE if case.kind == "unchecked"])
def test_a_patient_is_declined_only_what_nobody_has_checked(case):
    assert case.role == "patient"
    assert FACTS[source(case, "fact")].certainty != "checked"


@named(ANSWERED)
def test_no_question_copies_its_fact(case):
    asked, fact = comparable(case.ask), comparable(FACTS[source(case, "fact")].text)
    length = 12 if HAN.search(fact) else 32
    copied = [
        fact[at : at + length] for at in range(len(fact) - length + 1) if fact[at : at + length] in asked
    ]
    assert not copied, copied
