"""D01-D35: each a value or not measured, never invented; words raise what they should; effects by role."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.deferral_triggers import (
    PERSONAL,
    TRIGGERS,
    effect_of,
    for_a_person,
    listening,
    measured_triggers,
    raised,
    with_triggers,
)
from assistant.exchange import NOT_MEASURED, Asker, Deferred, Dropped, Question, Role, Trace, Turn, Voice
from assistant.wording import keys as wording_keys
from assistant.worklist.rules import wanted_for
from assistant.worklist.triggers import trigger_names
from tests.fakes.outcomes import OUTCOMES, answered
from tests.fakes.tables import every

DAY = date(2026, 6, 1)
SEARCHED = {"gate": "clear", "evidence_sentences": 3, "support_rate": 1.0}


def asked(text="甲病多久复查一次？", role=Role.PATIENT, **fields):
    asker = Asker(role=role, person="p-1")
    return Question(**{"id": "q", "text": text, "asker": asker, "language": "zh"} | fields)


def ended(reason, *, dropped=(), **signals):
    trace = Trace(versions={}, signals=signals, dropped=dropped)
    return Deferred(claims=(), reason=reason, effect="hard", trace=trace)


def measure(outcome, **fields):
    return with_triggers(asked(**fields), outcome, on=DAY).trace.signals


def test_every_trigger_has_a_name_an_effect_and_a_signal_in_every_outcome():
    assert set(TRIGGERS) == set(trigger_names())
    for outcome in OUTCOMES.values():
        signals = measure(outcome)
        for trigger in TRIGGERS:
            assert signals[trigger] in {True, False, NOT_MEASURED}
            assert effect_of(trigger, Role.PATIENT) is not None


def test_what_nobody_looked_for_is_not_measured():
    bare = measured_triggers(asked(), ended("failed"))
    words = {one.trigger for one in listening() if one.complete} | {"D31"}
    assert {name for name, value in bare.items() if value != NOT_MEASURED} == words
    assert not any(bare[name] for name in words)
    never = {"D04", "D07", "D14", "D15", "D16", "D17", "D29", "D30", "D35"}
    assert {bare[name] for name in never} == {NOT_MEASURED}


VOICE = Voice(twin_id="t", doctor="d", doctor_name="李医生")
BLOCKED = replace(OUTCOMES["blocked"], trace=Trace(versions={}, signals={"gate": "blocked"}))
OLD = replace(answered(), trace=Trace(versions={}))
ROWS = {
    "weak": ("D01", True, ended("weak_evidence", **SEARCHED), {}),
    "enough": ("D01", False, replace(answered(), trace=Trace(versions={}, signals=SEARCHED)), {}),
    "no-search": ("D01", NOT_MEASURED, ended("injection", gate="injection"), {}),
    "dropped": ("D02", True, ended("not_in_evidence", dropped=(Dropped("x", "number"),), **SEARCHED), {}),
    "kept-back": ("D02", False, ended("no_evidence", dropped=(Dropped("x", "gate: P1"),), **SEARCHED), {}),
    "uncited": ("D03", True, ended("no_evidence", **SEARCHED), {}),
    "old": ("D05", True, OLD, {}),
    "of-its-time": ("D05", False, OLD, {"as_of": date(2021, 1, 1)}),
    "population": (
        "D06",
        True,
        ended("not_in_evidence", dropped=(Dropped("x", "it belongs to another population"),)),
        {},
    ),
    "pregnant": ("D08", True, ended("failed"), {"text": "我怀孕20周，血压高怎么办"}),
    "regimen": (
        "D10",
        True,
        replace(OUTCOMES["blocked"], trace=Trace(versions={}, signals={"gate": "blocked"})),
        {},
    ),
    "no-regimen": ("D10", False, ended("no_evidence", **SEARCHED), {}),
    "alarm": ("D11", True, OUTCOMES["emergency"], {}),
    "critical": ("D12", True, ended("critical_lab"), {}),
    "asked-twice": ("D18", True, ended("failed"), {"history": (Turn("patient", "甲病多久复查一次？ "),)}),
    "told-once": ("D18", False, ended("failed"), {"history": (Turn("assistant", "甲病多久复查一次？"),)}),
    "person": ("D25", True, ended("person_asked"), {}),
    "long": ("D31", True, ended("failed"), {"history": tuple(Turn("patient", str(n)) for n in range(21))}),
    "language": ("D32", True, ended("unsupported_language"), {"language": None}),
    "injected": ("D33", True, ended("injection", gate="injection"), {}),
    "out-of-scope": ("D09", True, ended("twin_scope"), {"voice": VOICE}),
    "no-twin": ("D09", NOT_MEASURED, ended("no_evidence"), {}),
    "missed-round": ("D07", True, ended("follow_up_missed"), {}),
    "beyond-the-card": ("D17", True, ended("twin_scope"), {"voice": VOICE}),
    "stale-answer": ("D17", True, ended("twin_answer_stale"), {"voice": VOICE}),
    "within-the-card": ("D17", False, OLD, {"voice": VOICE}),
    "no-persona": ("D17", NOT_MEASURED, OLD, {}),
    "deviation": ("D19", True, ended("follow_up_deviation"), {}),
    "notifiable": ("D29", True, ended("failed"), {"text": "我怀疑自己得了肺结核"}),
    "nothing-urgent": ("D30", False, OLD, {}),
    "nobody-routed": ("D30", NOT_MEASURED, OUTCOMES["emergency"], {}),
    "overtaken": ("D35", True, ended("changed_meanwhile"), {}),
    "revoked": ("D34", True, ended("twin_unavailable"), {"voice": VOICE}),
    "twin-speaks": ("D34", False, OLD, {"voice": VOICE}),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_trigger_is_measured_by_what_happened(name):
    trigger, value, outcome, fields = ROWS[name]
    assert measure(outcome, **fields)[trigger] == value


EXAMPLES = [
    (cues, text, expected)
    for cues in listening()
    for expected, texts in ((True, cues.hits), (False, cues.misses))
    for text in texts
]


@every(EXAMPLES, name=lambda row: f"{row[0].trigger} {row[1]}")
def test_words_raise_what_they_should_and_nothing_else(row):
    cues, text, expected = row
    assert (cues.heard(text) is True) == expected


def test_every_cue_has_two_examples_of_each_kind():
    assert all(len(one.hits) >= 2 and len(one.misses) >= 2 for one in listening())


def test_a_measured_signal_of_another_room_stays():
    outcome = ended("failed", D04=True)
    assert with_triggers(asked(), outcome, on=DAY).trace.signals["D04"] is True


def test_a_patient_s_personal_question_goes_to_a_person_a_doctor_s_does_not():
    for trigger, reason in PERSONAL.items():
        cues = next(one for one in listening() if one.trigger == trigger)
        assert f"deferred.{reason}" in wording_keys()
        for text in cues.hits:
            assert for_a_person(asked(text)) == reason
            assert for_a_person(asked(text, role=Role.DOCTOR)) is None
        assert all(for_a_person(asked(text)) is None for text in cues.misses)


def test_a_raised_trigger_makes_the_task_as_urgent_as_it_asks_for():
    question = asked("我怀孕20周，血压高怎么办")
    outcome = with_triggers(question, ended("no_evidence", **SEARCHED), on=DAY)
    wanted = wanted_for(question, outcome)
    assert (wanted.priority, "D08" in wanted.triggers) == ("P2", True)


def test_effects_are_milder_for_staff_where_a_flag_is_enough():
    signals = {"D04": True, "D24": True, "D25": True, "D01": NOT_MEASURED}
    assert [(one.trigger, one.effect) for one in raised(signals, Role.PATIENT)] == [
        ("D04", "hard"),
        ("D24", "hard"),
        ("D25", "hard"),
    ]
    assert [one.effect for one in raised(signals, Role.DOCTOR)] == ["flag", None, "hard"]


def test_the_page_of_triggers_tells_the_effects_that_are_in_force():
    page = (Path(__file__).parents[3] / "docs" / "deferral.md").read_text("utf-8")
    rows = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| D")}
    assert tuple(rows) == TRIGGERS
    for trigger, row in rows.items():
        cells = [cell.strip() for cell in row.split("|")]
        assert cells[2] == trigger_names()[trigger]["en"]
        told = [effect_of(trigger, role) or "–" for role in (Role.PATIENT, Role.DOCTOR)]
        assert cells[4:6] == told, trigger


NEVER = {"D15", "D16"}
"""What nothing in the house can measure; the page says why of each."""


def test_the_page_says_of_every_trigger_where_it_is_measured_or_why_nowhere():
    page = (Path(__file__).parents[3] / "docs" / "deferral.md").read_text("utf-8")
    rows = {
        row.split("|")[1].strip(): row.split("|")[3] for row in page.splitlines() if row.startswith("| D")
    }
    assert {name for name, told in rows.items() if told.strip().startswith("**not measured**")} == NEVER
    assert all(len(rows[name]) > len(" **not measured**: why ") for name in NEVER)
    measured = {name for name, value, *_ in ROWS.values() if value != NOT_MEASURED}
    elsewhere = {"D04": "cited", "D14": "report", "D30": "task"}
    heard = {one.trigger for one in listening()}
    assert measured | heard | set(elsewhere) == set(TRIGGERS) - NEVER
    assert all(word in rows[name] for name, word in elsewhere.items())
