"""What is promised of wrong answers holds on fresh questions; where too little was judged, that is said."""

import random

import pytest

from assistant.risk import Case, Learned, OutOfReach, TooFew, Wanted, learn, open_cases
from assistant.risk.control import at_most
from tests.fakes.tables import every

TWO, FIVE, TEN = Wanted(alpha=0.02), Wanted(alpha=0.05), Wanted(alpha=0.1)
ON_AVERAGE = Wanted(alpha=0.1, of="asked")


def cases(right=0, wrong=0, *, at=0.2, unanswered=0):
    return (
        *[Case(risk=at, wrong=False)] * right,
        *[Case(risk=at, wrong=True)] * wrong,
        *[Case(risk=None, wrong=False)] * unanswered,
    )


@every(
    [
        ("none", (), TWO, TooFew(n=0, needed=149)),
        ("one too few", cases(148), TWO, TooFew(n=148, needed=149)),
        ("just enough", cases(149), TWO, Learned(bar=0.2, asked=149, shown=149, wrong=0)),
        ("unanswered ones prove nothing", cases(100, unanswered=900), TWO, TooFew(n=100, needed=149)),
        ("but count", cases(200, unanswered=50), TWO, Learned(bar=0.2, asked=250, shown=200, wrong=0)),
        ("a single fault", cases(148, 1), TWO, OutOfReach(n=149)),
        ("all wrong", cases(0, 500), TEN, OutOfReach(n=500)),
        (
            "sure ones right, unsure ones wrong",
            (*cases(100, at=0.1), *cases(0, 100, at=0.6)),
            FIVE,
            Learned(bar=0.1, asked=200, shown=100, wrong=0),
        ),
        (
            "a fault among the surest does not hide the many after it",
            (*cases(70, 2, at=0.01), *cases(200, at=0.3)),
            FIVE,
            Learned(bar=0.3, asked=272, shown=272, wrong=2),
        ),
        ("on average, too few", cases(8), ON_AVERAGE, TooFew(n=8, needed=9)),
        ("on average, just enough", cases(9), ON_AVERAGE, Learned(bar=0.2, asked=9, shown=9, wrong=0)),
        (
            "on average, of all that were asked",
            cases(10, 1, unanswered=8),
            ON_AVERAGE,
            Learned(bar=0.2, asked=19, shown=11, wrong=1),
        ),
        ("on average, one fault too many", cases(10, 1, unanswered=7), ON_AVERAGE, OutOfReach(n=18)),
    ],
    name=lambda row: row[0],
)
def test_the_highest_proven_bar_or_why_there_is_none(row):
    _, judged, wanted, expected = row
    assert learn(judged, wanted) == expected


def drawn(draw, n):
    """Give questions whose chance of a wrong answer grows with their risk, and those chances."""
    risks = [draw.betavariate(1.2, 2.5) for _ in range(n)]
    chances = {risk: 0.003 + 0.35 * risk**1.5 for risk in risks}
    return [Case(risk=risk, wrong=draw.random() < chances[risk]) for risk in risks], chances


def test_the_share_that_is_promised_is_kept_on_drawn_questions():
    draw, broken, answered, mean = random.Random(3), 0, [], []
    for _ in range(60):
        judged, chances = drawn(draw, 200)
        found = learn(judged, TEN)
        if isinstance(found, Learned):
            under = [chance for risk, chance in chances.items() if risk <= found.bar]
            broken += sum(under) / len(under) > TEN.alpha
            answered.append(found.coverage)
        average = learn(judged, Wanted(alpha=0.03, of="asked"))
        fresh = drawn(draw, 200)[1]
        bar = average.bar if isinstance(average, Learned) else -1.0
        mean.append(sum(chance for risk, chance in fresh.items() if risk <= bar) / len(fresh))
    assert broken / 60 <= 0.1
    assert sum(answered) / 60 >= 0.5
    assert 0.015 <= sum(mean) / 60 <= 0.032


def test_the_binomial_tail_is_the_known_one():
    assert at_most(0, 149, 0.02) == pytest.approx(0.98**149)
    assert at_most(2, 4, 0.5) == pytest.approx(11 / 16)
    assert at_most(7, 7, 0.3) == pytest.approx(1.0)


@pytest.mark.parametrize("given", [{"alpha": 0.0}, {"alpha": 0.6}, {"alpha": 0.1, "confidence": 0.5}])
def test_what_cannot_be_promised_is_refused(given):
    with pytest.raises(ValueError, match="must lie between"):
        Wanted(**given)


def test_the_shipped_cases_say_what_they_are_and_do_not_prove_two_percent():
    shipped = open_cases()
    assert f"{len(shipped.cases)} questions" in shipped.told
    assert not isinstance(learn(shipped.cases, TWO), Learned)
    assert isinstance(learn(shipped.cases, Wanted(alpha=0.2)), Learned)
