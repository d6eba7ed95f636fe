"""The smoke suite is made from checked facts in force on the day, and its checks accept those facts."""

from collections import Counter
from datetime import date

from evals.checks import judge
from evals.folding import comparable
from evals.loaders import load
from evals.outcome import Answer, Cited, Shown
from evals.suites import suite_path
from guidelines.ledger import Reader, speaking
from guidelines.library import starter_library
from guidelines.library.records import read_digest, read_library
from tests.fakes.tables import every

CASES = load(suite_path("smoke"))[0].cases
FACTS = {
    f"{name} {fact.id}": fact
    for name in read_library().library.editions
    for fact in read_digest(name)[0].fact
}
ANSWERED = [case for case in CASES if case.group != "unanswerable"]
UNANSWERABLE = [case for case in CASES if case.group == "unanswerable"]
EDITIONS = [content.edition for content in starter_library()]
TODAY = date(2026, 11, 22)


def answer_with(*sentences, outcome="answered"):
    """An answer of verbatim (document, text) sentences."""
    claims = tuple(
        Shown(
            text=text,
            origin="verbatim",
            citations=(Cited(passage_id="p", document_id=document, edition_id="e", quote=text),),
        )
        for document, text in sentences
    )
    return Answer(outcome=outcome, text="\n".join(text for _, text in sentences), claims=claims)


def test_the_suite_is_large_and_mixed_enough():
    groups = Counter(case.group for case in CASES)
    assert len(CASES) >= 48
    assert groups["answerable"] >= 30
    assert groups["unanswerable"] >= 12
    assert groups["edition"] >= 8
    assert 0.5 <= sum(case.lang == "zh" for case in CASES) / len(CASES) <= 0.7
    assert sum(case.role == "patient" for case in CASES) >= 8


@every(ANSWERED, name=lambda case: case.id)
def test_a_case_stands_on_a_checked_fact_in_force(case):
    assert FACTS[case.source].certainty == "checked"
    views = speaking(EDITIONS, Reader(), as_of=case.as_of, today=TODAY)
    assert case.source.split()[0] in {edition_id.partition("@")[0] for edition_id in views}


# A quoted fact answers these only together with the fact that names the tool.
NEEDS_TWO = {"htn-en-02": ("acc-aha-hypertension-2025 N2a",)}


@every(ANSWERED, name=lambda case: case.id)
def test_the_checks_accept_the_fact_and_refuse_silence(case):
    sources = (case.source, *NEEDS_TWO.get(case.id, ()))
    fact = answer_with(*((one.split()[0], FACTS[one].text) for one in sources))
    failed = [verdict for verdict in judge(case, fact) if verdict.passed is not True]
    assert failed == []
    assert any(verdict.passed is False for verdict in judge(case, answer_with()))


@every(UNANSWERABLE, name=lambda case: case.id)
def test_unanswerable_cases_want_a_decline(case):
    assert [verdict.passed for verdict in judge(case, answer_with(outcome="deferred"))] == [True]
    assert [verdict.passed for verdict in judge(case, answer_with(("d", "x")))] == [False]


@every(ANSWERED, name=lambda case: case.id)
def test_no_question_copies_its_fact(case):
    asked, fact = comparable(case.ask), comparable(FACTS[case.source].text)
    length = 12 if case.lang == "zh" else 32
    copied = [
        fact[at : at + length] for at in range(len(fact) - length + 1) if fact[at : at + length] in asked
    ]
    assert not copied, copied
