"""Facts of a FHIR bundle: observations as they were printed, and the patient that they belong to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from serving.errors import InvalidLineError
from serving.problems import JsonObject

_SEX: Final = {"male": "男", "female": "女"}
_Resource = dict[str, Any]


def facts_of_bundle(text: str) -> JsonObject:
    """Read a bundle, or a single resource; values are copied as they stand, nothing is converted.

    Raises:
        InvalidLineError: it is no FHIR JSON.
    """
    try:
        told = json.loads(text, parse_float=str)
    except ValueError:
        told = None
    if not isinstance(told, dict) or "resourceType" not in told:
        message = "this is no FHIR resource as JSON; export it again"
        raise InvalidLineError(message)
    resources = list(resources_of(told))
    patient = next((_patient(one) for one in resources if one.get("resourceType") == "Patient"), None)
    owner = None if patient is None else patient["id"]
    facts = [
        fact for one in resources if one.get("resourceType") == "Observation" for fact in _facts(one, owner)
    ]
    return {"facts": facts, "patient": patient}  # type: ignore[dict-item] # JSON of JSON


def resources_of(told: _Resource) -> Iterator[_Resource]:
    """Give every resource of a bundle, or the single one."""
    if told["resourceType"] != "Bundle":
        yield told
        return
    for entry in told.get("entry") or ():
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(resource, dict):
            yield resource


def _patient(one: _Resource) -> _Resource:
    identifiers = [item.get("value") for item in one.get("identifier") or () if item.get("value")]
    names = one.get("name") or [{}]
    family, given = names[0].get("family") or "", "".join(names[0].get("given") or ())
    return {
        "id": str(next(iter(identifiers), one.get("id") or "")),
        "name": names[0].get("text") or f"{family}{given}" or None,
        "sex": _SEX.get(str(one.get("gender"))),
        "age": None,
    }


def _facts(one: _Resource, owner: str | None) -> Iterator[_Resource]:
    """Give an observation's value, or those of its components (a blood pressure has two)."""
    time = one.get("effectiveDateTime") or one.get("issued")
    for part in (one, *(one.get("component") or ())):
        value, unit = value_of(part)
        if value is not None:
            yield {
                "name": named(part.get("code") or {}),
                "value": value,
                "unit": unit,
                "time": time,
                "source": "FHIR",
                "patient": owner,
            }


def value_of(part: _Resource) -> tuple[str | None, str | None]:
    """Give an observation's value as it was printed, and its unit."""
    quantity = part.get("valueQuantity")
    if isinstance(quantity, dict) and quantity.get("value") is not None:
        comparator = quantity.get("comparator") or ""
        return f"{comparator}{quantity['value']}", quantity.get("unit") or quantity.get("code")
    for key in ("valueString", "valueInteger", "valueBoolean", "valueDateTime"):
        if part.get(key) is not None:
            return str(part[key]), None
    coded = part.get("valueCodeableConcept")
    return (named(coded), None) if isinstance(coded, dict) else (None, None)


def named(concept: _Resource) -> str:
    """Give the words of a coded concept, else its code."""
    codings = concept.get("coding") or [{}]
    return str(concept.get("text") or codings[0].get("display") or codings[0].get("code") or "?")
