"""Facts of an HL7 v2 message (results, allergies, diagnoses, patient data), copied as they were sent."""

from __future__ import annotations

import re
from typing import Final

from serving.interop.hl7 import Segment, segments
from serving.problems import JsonObject

_SEX: Final = {"M": "男", "F": "女"}
_VOID: Final = frozenset("DWXNIO")
"""OBX-11 (HL7 table 0085): deleted, wrong, not obtainable, not asked, pending, order only."""
_PRELIMINARY: Final = frozenset("PRS")
_CODED: Final = frozenset({"CE", "CWE", "CNE"})
_DIAGNOSES: Final = {"A": "入院诊断", "F": "出院诊断"}
_TIME: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?")


def facts_of_message(text: str) -> JsonObject:
    """Read results and patient; order segments of medicines are not looked at.

    Raises:
        InvalidLineError: it is no HL7 v2 message.
    """
    owner: str | None = None
    patient: JsonObject | None = None
    taken = ""
    facts: list[JsonObject] = []
    for one in segments(text):
        match one.name:
            case "PID":
                person = _patient(one)
                owner = str(person["id"])
                patient = patient or (person if owner or person["name"] else None)
            case "OBR":
                taken = one.part(7, 1)
            case "OBX" if one.part(5, 1) and one.field(11) not in _VOID:
                facts.append(_result(one, taken) | {"patient": owner})
            case "AL1" if words := one.part(3, 2) or one.part(3, 1):
                facts.append(
                    _fact("过敏", "，".join(filter(None, (words, one.part(5, 1))))) | {"patient": owner}
                )
            case "DG1" if words := one.part(3, 2) or one.part(4, 1):
                name = _DIAGNOSES.get(one.field(6), "诊断")
                facts.append(_fact(name, words, _time(one.part(5, 1))) | {"patient": owner})
    return {"facts": facts, "patient": patient}  # type: ignore[dict-item] # JSON of JSON


def _patient(one: Segment) -> JsonObject:
    name = "".join(one.part(5, number) for number in (1, 2))
    return {
        "id": one.part(3, 1) or one.part(2, 1),
        "name": name or None,
        "sex": _SEX.get(one.field(8)),
        "age": None,
        "born": _time(one.part(7, 1)[:8]),
    }


def _result(one: Segment, taken: str) -> JsonObject:
    """Read one result: a coded one by its words, one that nobody has verified yet as preliminary."""
    words = one.part(5, 2) if one.field(2) in _CODED else ""
    read = _fact(one.part(3, 2) or one.part(3, 1), words or one.part(5, 1), _time(one.part(14, 1) or taken))
    source = "HL7, preliminary" if one.field(11) in _PRELIMINARY else "HL7"
    return read | {"unit": one.part(6, 2) or one.part(6, 1) or None, "source": source}


def _fact(name: str, value: str, time: str | None = None) -> JsonObject:
    return {"name": name, "value": value, "unit": None, "time": time, "source": "HL7"}


def _time(text: str) -> str | None:
    found = _TIME.match(text)
    if found is None:
        return None
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day} {found[4]}:{found[5]}" if found[4] else day
