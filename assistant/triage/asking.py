"""What is still missing, most important first; the next question; and when a first direction is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from assistant.triage.patient import Patient
from assistant.triage.rulebook import Complaint, Slot
from assistant.triage.slots import Filled

Ended = Literal["red_flag", "guardian", "enough", "limit"]
MOST_QUESTIONS: Final = 8
"""Questions before the first direction (domain report §3.4: 8 to 10)."""
_CORE: Final = (
    "onset", "fever", "pregnancy_lmp", "past_history", "current_drugs", "age", "sex", "allergy", "vitals",
    "severity", "course", "site", "character", "triggers", "surgery", "treatment_tried", "travel", "speaker",
)  # fmt: skip
_BEFORE_DIRECTION: Final = ("onset", "age")
_WHOLE_LIST: Final = 3
"""Complaints whose own questions are all asked; of others only the first ones."""


def missing(
    complaints: Sequence[Complaint], filled: Mapping[str, Filled], patient: Patient
) -> tuple[str, ...]:
    """Give the slots that nothing was said of, those of the complaints before those of all interviews."""
    wanted: list[str] = [slot for one in complaints[:_WHOLE_LIST] for slot in one.ask] or ["site"]
    if patient.pregnant:
        wanted += ["gestational_age", "vaginal_bleeding", "fetal_movement"]
    if patient.child:
        wanted += ["mental_state", "feeding", "urine_output"]
    if patient.may_be_pregnant and patient.sex == "female":
        wanted.append("pregnancy_lmp")
    if patient.once_pregnant:
        wanted.insert(0, "pregnancy_lmp")
    wanted += _CORE
    return tuple(
        slot
        for slot in dict.fromkeys(wanted)
        if slot not in filled and (slot != "pregnancy_lmp" or patient.may_be_pregnant)
    )


def next_question(lacking: Sequence[str], slots: Mapping[str, Slot]) -> Slot | None:
    """Give the slot to ask for next; None where nothing is missing."""
    return slots[lacking[0]] if lacking else None


def ended(
    *,
    urgent: bool,
    alone: bool,
    complaints: Sequence[Complaint],
    lacking: Sequence[str],
    asked: int,
    first: Sequence[str] = (),
) -> Ended | None:
    """Say why a first direction is due now; None where the interview goes on.

    `first` are slots that are asked for before any direction, whatever the complaint.
    """
    if urgent:
        return "red_flag"
    if alone:
        return "guardian"
    if asked >= MOST_QUESTIONS:
        return "limit"
    if complaints and not (set(lacking) & {*complaints[0].ask, *_BEFORE_DIRECTION, *first}):
        return "enough"
    return None
