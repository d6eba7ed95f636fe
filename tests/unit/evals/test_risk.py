"""Selective risk: wrong answers among those given, from the surest on; what was declined is no answer."""

import pytest

from evals.record import CaseRecord, CheckRecord
from evals.risk import Point, selective


def record(name, got, passed, confidence):
    return CaseRecord(
        id=name,
        set="s",
        case="c",
        group="answerable",
        task="ask",
        lang="en",
        role="doctor",
        verdicts=(CheckRecord(check="says", passed=passed, why="w"),),
        got=got,
        confidence=confidence,
    )


def test_the_curve_ends_at_the_machines_own_coverage():
    found = selective(
        [
            record("a", "answered", True, 0.9),
            record("b", "answered", False, 0.5),
            record("c", "answered", True, 0.7),
            record("d", "deferred", False, 0.1),
            record("e", None, None, None),
        ]
    )
    assert (found.asked, found.answered, found.wrong) == (4, 3, 1)
    assert found.curve == (Point(0.25, 0.0), Point(0.5, 0.0), Point(0.75, pytest.approx(1 / 3)))
    assert found.aurc == pytest.approx(1 / 9)


def test_equal_confidence_enters_together():
    same = [record("a", "answered", True, 0.5), record("b", "answered", False, 0.5)]
    assert selective(same).curve == (Point(1.0, 0.5),)


def test_without_a_confidence_there_is_no_curve():
    found = selective([record("a", "answered", False, None)])
    assert (found.wrong, found.curve, found.aurc) == (1, (), None)
