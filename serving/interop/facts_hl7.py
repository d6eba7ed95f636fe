"""Facts of an HL7 v2 message (ORU^R01 results, ADT patient data), copied as they were sent."""

from __future__ import annotations

import re
from typing import Final

from serving.interop.hl7 import Segment, segments
from serving.problems import JsonObject

_SEX: Final = {"M": "男", "F": "女"}
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
                patient = _patient(one)
                owner = str(patient["id"])
            case "OBR":
                taken = one.part(7, 1)
            case "OBX" if one.part(5, 1):
                facts.append(_fact(one, taken, owner))
    return {"facts": facts, "patient": patient}  # type: ignore[dict-item] # JSON of JSON


def _patient(one: Segment) -> JsonObject:
    name = "".join(one.part(5, number) for number in (1, 2))
    return {
        "id": one.part(3, 1) or one.part(2, 1),
        "name": name or None,
        "sex": _SEX.get(one.field(8)),
        "age": None,
    }


def _fact(one: Segment, taken: str, owner: str | None) -> JsonObject:
    return {
        "name": one.part(3, 2) or one.part(3, 1),
        "value": one.part(5, 1),
        "unit": one.part(6, 2) or one.part(6, 1) or None,
        "time": _time(one.part(14, 1) or taken),
        "source": "HL7",
        "patient": owner,
    }


def _time(text: str) -> str | None:
    found = _TIME.match(text)
    if found is None:
        return None
    day = f"{found[1]}-{found[2]}-{found[3]}"
    return f"{day} {found[4]}:{found[5]}" if found[4] else day
