"""Which slots of the interview are filled, by what was said or by an answer to a question on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.gate.redflags.measures import measured
from assistant.triage.hearing import Heard
from assistant.triage.patient import Patient
from assistant.triage.rulebook import Slot
from assistant.triage.told import Told

State = Literal["present", "absent", "unknown", "told"]
Scalar = str | float | bool
_VITALS = ("systolic", "diastolic", "heart_rate", "saturation", "temperature", "glucose")
_CIRCULATION = frozenset({"systolic", "heart_rate", "saturation"})
"""A temperature alone leaves the other vitals to be asked."""
RELATIVES = (
    "爸", "妈", "爹", "娘", "爷", "奶", "外公", "外婆", "姥", "老公", "老婆", "老伴", "媳妇", "丈夫", "妻子",
    "儿子", "女儿", "孩子", "闺女", "宝宝", "娃", "bb", "弟", "妹", "哥", "姐", "同事", "室友", "朋友",
    "邻居", "工友", "婆婆", "公公", "my mum", "my mom", "my dad", "my son", "my daughter", "my wife",
    "my husband", "my baby",
    "my child", "my friend", "grandma", "grandpa", "he ", "she ",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is known of a slot: how, in whose words and in which turn; `turn` is None for stated fields."""

    state: State
    text: str = ""
    turn: int | None = None
    values: Mapping[str, Scalar] = field(default_factory=dict)


def fill(slots: Mapping[str, Slot], told: Told, patient: Patient) -> dict[str, Filled]:
    """Give every slot that something was said of; silence fills none."""
    filled = _stated(patient)
    if vitals := _vitals(told.heard):
        if not _CIRCULATION.isdisjoint(vitals.values) or _answered(slots["vitals"], told.heard):
            filled["vitals"] = vitals
        if "temperature" in vitals.values:
            filled["temperature"] = replace(vitals, values={"temperature": vitals.values["temperature"]})
        if "systolic" in vitals.values:
            filled["bp_value"] = Filled(
                state="told",
                text=vitals.text,
                turn=vitals.turn,
                values={
                    name: vitals.values[name] for name in ("systolic", "diastolic") if name in vitals.values
                },
            )
    for slot in slots.values():
        if slot.id not in filled and (found := _slot(slot, told)):
            filled[slot.id] = found
    if (speaker := _speaker(told.heard)) is not None:
        filled["speaker"] = speaker
    return filled


def _stated(patient: Patient) -> dict[str, Filled]:
    filled: dict[str, Filled] = {}
    if patient.months is not None:
        age: dict[str, Scalar] = (
            {"months": patient.months} if patient.months < 36 else {"years": round(patient.months / 12, 1)}
        )
        filled["age"] = Filled(state="told", values=age)
    if patient.sex is not None:
        filled["sex"] = Filled(state="told", values={"sex": patient.sex})
    if patient.pregnant is not None:
        filled["pregnancy_lmp"] = Filled(state="present" if patient.pregnant else "absent")
    return filled


def _slot(slot: Slot, told: Told) -> Filled | None:
    """Give what is known of a slot; `不知道` to a question on it outweighs a word said in passing."""
    answered = _answered(slot, told.heard)
    if answered is not None and answered.state == "unknown":
        return answered
    return _told(slot, told) or answered


def _told(slot: Slot, told: Told) -> Filled | None:
    said = told.said(slot.told)
    if said is None:
        return None
    number, span, affirmed = said
    state: State = "told" if slot.kind == "fact" else "present" if affirmed else "absent"
    return Filled(state=state, text=told.evidence(number, span), turn=told.heard[number].number)


def _answered(slot: Slot, heard: Iterable[Heard]) -> Filled | None:
    for one in heard:
        if any(word in one.answered for word in slot.asked):
            state: State = "told"
            if one.reply == "unknown":
                state = "unknown"
            elif slot.kind == "finding" and one.reply != "told":
                state = "present" if one.reply == "yes" else "absent"
            return Filled(state=state, text=one.text, turn=one.number)
    return None


def _vitals(heard: Iterable[Heard]) -> Filled | None:
    values: dict[str, Scalar] = {}
    text, turn = "", None
    for one in heard:
        for measure in measured(one.statement.lower()):
            if measure.quantity in _VITALS:
                values[measure.quantity] = measure.value
                text, turn = one.text, one.number
    return Filled(state="told", text=text, turn=turn, values=values) if values else None


def _speaker(heard: Iterable[Heard]) -> Filled | None:
    """Say that the patient is a relative, where the first words name one; nothing is guessed else."""
    for one in heard:
        lowered = one.text.lower()
        for word in RELATIVES:
            if lowered.startswith(
                (word, f"我{word}", f"俺{word}", f"我家{word}", f"阿{word}", f"我的{word}")
            ):
                return Filled(state="told", text=word.strip(), turn=one.number, values={"self": False})
        if lowered.startswith(("我", "i ", "i'", "my ")):
            return Filled(state="told", text=one.text[:1], turn=one.number, values={"self": True})
    return None
