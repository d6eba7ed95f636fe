"""Facts of a FHIR bundle: observations, allergies and conditions as printed, each with its patient."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from serving.errors import InvalidLineError
from serving.problems import JsonObject

_SEX: Final = {"male": "男", "female": "女"}
_VOID: Final = frozenset({"entered-in-error", "cancelled", "refuted", "draft"})
_OVER: Final = frozenset({"resolved", "inactive", "remission"})
_STATED: Final = {"AllergyIntolerance": "过敏", "Condition": "诊断"}
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
    people = [one for one in resources if one.get("resourceType") == "Patient"]
    known = {str(one.get("id") or ""): _patient(one) for one in people}
    patient = next(iter(known.values()), None)
    facts = [
        fact | {"patient": _owner(one, known)}
        for one in resources
        if not _states(one) & _VOID
        for fact in _facts(one)
    ]
    return {"facts": facts, "patient": patient}  # type: ignore[dict-item] # JSON of JSON


def _states(one: _Resource) -> set[str]:
    """Give every status that a resource states of itself."""
    stated = {str(one.get("status"))}
    for key in ("verificationStatus", "clinicalStatus"):
        concept = one.get(key)
        codings = concept.get("coding") if isinstance(concept, dict) else None
        stated |= {str(item.get("code")) for item in codings or () if isinstance(item, dict)}
    return stated


def _owner(one: _Resource, known: dict[str, _Resource]) -> str | None:
    """Say whose a resource is: whom it refers to, else the only patient of the bundle."""
    told = one.get("subject") or one.get("patient")
    reference = str(told.get("reference") or "") if isinstance(told, dict) else ""
    named = reference.rpartition("/")[2].rpartition(":")[2]
    if named:
        return str(known[named]["id"]) if named in known else named
    return str(next(iter(known.values()))["id"]) if len(known) == 1 else None


def resources_of(told: _Resource) -> Iterator[_Resource]:
    """Give every resource of a bundle, or the single one."""
    if told["resourceType"] != "Bundle":
        yield told
        return
    entries = told.get("entry")
    for entry in entries if isinstance(entries, list) else ():
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
        "born": one.get("birthDate"),
    }


def _facts(one: _Resource) -> Iterator[_Resource]:
    """Give what a resource states; an observation with components (a blood pressure) states several."""
    kind = str(one.get("resourceType"))
    if kind == "Observation":
        time = one.get("effectiveDateTime") or one.get("issued")
        for part in (one, *(one.get("component") or ())):
            value, unit = value_of(part) if isinstance(part, dict) else (None, None)
            if value is not None:
                yield _fact(named(part.get("code") or {}), value, time, unit=unit)
    elif kind in _STATED and one.get("code") and not _states(one) & _OVER:
        yield _fact(_STATED[kind], named(one["code"]), one.get("recordedDate"))


def _fact(name: str, value: str, time: object, *, unit: str | None = None) -> _Resource:
    return {"name": name, "value": value, "unit": unit, "time": time, "source": "FHIR"}


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
    listed = concept.get("coding")
    codings = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    codings = codings or [{}]
    return str(concept.get("text") or codings[0].get("display") or codings[0].get("code") or "?")
