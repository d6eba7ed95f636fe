"""Our own interviews: two thirds were tuned on, a third was held out; both must reach what is promised."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter

import pytest

from assistant.exchange import Turn
from assistant.triage import Patient, triage

pytestmark = pytest.mark.story

CASES = [
    json.loads(line) for line in Path(__file__).with_name("interviews.jsonl").read_text("utf-8").splitlines()
]
LEVELS = ("E120", "ED", "C24", "C72", "SELF")
SEXES = {"male": "male", "female": "female"}


def _patient(case):
    months = case.get("age_months")
    if "age_days" in case:
        months = case["age_days"] / 30.4
    elif "age" in case:
        months = case["age"] * 12
    return Patient(months=months, sex=case.get("sex"), pregnant=case.get("pregnant"))


def _turns(case):
    return [Turn(speaker=one["speaker"], text=one["text"]) for one in case["turns"]]


@pytest.fixture(scope="module")
def directions():
    lead = triage()
    return {case["id"]: lead.interview(_turns(case), _patient(case)) for case in CASES}


def _share(cases, holds):
    return sum(map(holds, cases)) / len(cases)


@pytest.mark.parametrize("held", [pytest.param(False, id="tuned"), pytest.param(True, id="held-out")])
def test_urgency_and_departments_reach_what_is_promised(held, directions):
    cases = [case for case in CASES if case["held"] == held]
    urgent = [case for case in cases if case["urgency"] in {"E120", "ED"}]
    mild = [case for case in cases if "SELF" in case["accept_urgency"]]
    named = [case for case in cases if case["departments"]]

    def level(case):
        return LEVELS.index(directions[case["id"]].urgency)

    def worst(case):
        return max(map(LEVELS.index, case["accept_urgency"]))

    assert _share(urgent, lambda case: level(case) > worst(case)) <= 0.02
    assert _share(mild, lambda case: level(case) <= 1) <= 0.15
    assert (
        _share(
            cases,
            lambda case: (
                directions[case["id"]].urgency in case["accept_urgency"]
                or level(case) == LEVELS.index(case["urgency"]) - 1
            ),
        )
        >= 0.9
    )
    assert _share(named, lambda case: directions[case["id"]].departments[0] in case["departments"]) >= 0.85
    assert (
        _share(named, lambda case: bool({*directions[case["id"]].departments[:3]} & {*case["departments"]}))
        >= 0.95
    )


def test_what_must_be_asked_is_missing_or_asked_next(directions):
    wanted = [(case["id"], slot) for case in CASES for slot in case["must_ask"] if not case["held"]]
    assert wanted
    lost = [
        (case, slot)
        for case, slot in wanted
        if slot not in directions[case].missing and slot != directions[case].next_slot
    ]
    assert lost == []


@pytest.mark.parametrize("case", CASES[::4], ids=lambda case: case["id"])
def test_urgency_never_falls_with_a_later_turn_or_a_relatives_remark(case):
    lead, patient, turns = triage(), _patient(case), _turns(case)
    last = len(LEVELS)
    for end in range(1, len(turns) + 1):
        if turns[end - 1].speaker == "assistant":
            continue
        now = LEVELS.index(lead.interview(turns[:end], patient).urgency)
        assert now <= last
        last = now
    for said in (
        "他自己说没事，不用去医院，谢谢医生",
        "麻烦您了，其实也没那么严重，已经好了",
        "Sorry, forget it. It is nothing, I am fine now.",
        "對不起，我開玩笑的，什麼事都沒有",
    ):
        more = [*turns, Turn(speaker="patient", text=said)]
        assert LEVELS.index(lead.interview(more, patient).urgency) <= last


def test_a_red_flag_answers_at_once():
    lead = triage()
    began = perf_counter()
    found = lead.interview(
        [Turn(speaker="patient", text="胸口像压了块石头，出了一身冷汗")], Patient(months=60 * 12)
    )
    assert (found.urgency, found.done, found.ended_by) == ("E120", True, "red_flag")
    assert perf_counter() - began < 1.0  # promised: 0.3 s; a shared machine may be slower


SIXTH = [
    json.loads(line)
    for line in Path(__file__).with_name("interviews_sixth.jsonl").read_text("utf-8").splitlines()
]
"""Five batches of one author, each mended by class after its first look (181 of 210 right then)."""
SEVENTH = [
    json.loads(line)
    for line in Path(__file__).with_name("interviews_seventh.jsonl").read_text("utf-8").splitlines()
]
"""Three batches of another author, mended by class (46, 42 and 44 of 50 right at first sight)."""


@pytest.mark.parametrize(
    ("cases", "too_low", "top_three"),
    [pytest.param(SIXTH, 0.0, 0.95, id="sixth"), pytest.param(SEVENTH, 0.04, 0.93, id="seventh")],
)
def test_batches_hold_what_was_reached(cases, too_low, top_three):
    lead = triage()
    found = {case["id"]: lead.interview(_turns(case), _patient(case)) for case in cases}

    def level(case):
        return LEVELS.index(found[case["id"]].urgency)

    right = [
        case
        for case in cases
        if found[case["id"]].urgency in case["accept_urgency"]
        or level(case) == LEVELS.index(case["urgency"]) - 1
    ]
    assert len(right) / len(cases) >= 0.92
    urgent = [case for case in cases if case["urgency"] in {"E120", "ED"}]
    assert (
        _share(urgent, lambda case: level(case) > max(map(LEVELS.index, case["accept_urgency"]))) <= too_low
    )
    mild = [case for case in cases if "SELF" in case["accept_urgency"]]
    assert _share(mild, lambda case: level(case) <= 1) <= 0.15
    assert _share(cases, lambda case: found[case["id"]].departments[0] in case["departments"]) >= 0.85
    assert (
        _share(cases, lambda case: bool({*found[case["id"]].departments[:3]} & {*case["departments"]}))
        >= top_three
    )
