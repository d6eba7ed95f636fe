"""A finding out of FHIR R4B: a diagnostic report, an observation, or a bundle of one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from assistant.errors import FindingError, ImageOnlyError, UnknownSubjectError
from serving.interop.facts_fhir import named, resources_of, value_of
from serving.problems import Json, JsonObject
from serving.validation import printable

_Resource = Mapping[str, Any]
_READY: Final = frozenset({"preliminary", "final", "amended", "corrected", "appended", "partial"})
_RETRACTED: Final = frozenset({"entered-in-error", "cancelled"})
_ORDERS: Final = frozenset(
    {"MedicationRequest", "MedicationDispense", "MedicationAdministration", "RequestGroup", "NutritionOrder"}
)
_PICTURES: Final = frozenset({"ImagingStudy", "Media", "Binary"})
_ENGLISH: Final = "en"


def finding_of_fhir(told: JsonObject) -> JsonObject:
    """Read a resource into the fields of a posted finding; words are copied, pictures counted.

    Of one that is taken back nothing but its number and the reason is read; an observation that is taken
    back is left out of a report that stands.

    Raises:
        FindingError: nothing that could be reviewed: two reports, one not ready, an order.
        ImageOnlyError: pictures without words.
        UnknownSubjectError: it names nobody, or several.
    """
    found = list(_every(told))
    kinds = list(map(_kind, found))
    orders = sorted(_ORDERS.intersection(kinds))
    if orders:
        message = f"the bundle holds {orders[0]!r}; a finding orders nothing: leave it out"
        raise FindingError(message)
    reports = [one for one in found if _kind(one) == "DiagnosticReport"]
    if len(reports) > 1:
        message = f"{len(reports)} reports in one posting; post each under a key of its own"
        raise FindingError(message)
    observations = [one for one in found if _kind(one) == "Observation"]
    head = next(iter((*reports, *observations)), None)
    if head is None:
        raise _nothing(kinds)
    status = _text(head.get("status"))
    if status in _RETRACTED:
        return {"id": _identifier(head), "status": status, "reason": _why(head)}
    if head in reports:
        observations = [one for one in observations if _text(one.get("status")) not in _RETRACTED]
    for one in (*reports, *observations):
        _refuse_unready(one)
    stages: list[Json] = [*_stages(_ordered(head, observations)), *_conclusion(head)]
    left_out = _pictures(found, head)
    if not stages and left_out:
        raise _images()
    system = next((one for one in found if _kind(one) == "Device"), {})
    return {
        "id": _identifier(head),
        "patient": _subject(head, observations, found),
        "examined_on": _day(head, observations),
        "steps": stages,
        "images": left_out,
        "status": status,
        "model": {"name": _device_name(system), "version": _device_version(system)},
    }


def _every(told: JsonObject) -> Iterator[_Resource]:
    for one in resources_of(dict(told)):
        yield one
        yield from (inner for inner in _listed(one.get("contained")))


def _listed(value: object) -> list[_Resource]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _part(value: object) -> _Resource:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """Give a word or a number as text; what has another shape is no text."""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _kind(one: _Resource) -> str:
    return _text(one.get("resourceType"))


def _refuse_unready(one: _Resource) -> None:
    status = _text(one.get("status"))
    if status not in _READY:
        message = (
            f"{_kind(one)} has the status {printable(status)!r}; post what is {', '.join(sorted(_READY))}"
        )
        raise FindingError(message)


def _ordered(head: _Resource, observations: list[_Resource]) -> list[_Resource]:
    """Give the observations in the order in which the report names its results, then the rest."""
    wanted = [_text(one.get("reference")) for one in _listed(head.get("result"))]
    rank = {_last(reference): number for number, reference in enumerate(wanted)}
    return sorted(observations, key=lambda one: rank.get(_text(one.get("id")), len(rank)))


def _stages(observations: list[_Resource]) -> Iterator[JsonObject]:
    for one in observations:
        for part in (one, *_listed(one.get("component"))):
            value, unit = value_of(dict(part))
            notes = " ".join(_text(note.get("text")) for note in _listed(part.get("note")))
            words = " ".join(filter(None, (_text(value), _text(unit), notes.strip())))
            if words:
                yield {"name": named(dict(_part(part.get("code")))), "text": words}


def _conclusion(head: _Resource) -> Iterator[JsonObject]:
    coded = [named(dict(one)) for one in _listed(head.get("conclusionCode"))]
    words = _text(head.get("conclusion")) or "; ".join(coded)
    if _kind(head) == "DiagnosticReport" and words:
        yield {"name": "conclusion", "text": words}


def _why(head: _Resource) -> str:
    """Give the words that come with what is taken back."""
    notes = " ".join(_text(note.get("text")) for note in _listed(head.get("note")))
    return _text(head.get("conclusion")) or notes


def _pictures(found: list[_Resource], head: _Resource) -> int:
    attached = len(_listed(head.get("presentedForm"))) + len(_listed(head.get("media")))
    resources = sum(_kind(one) in _PICTURES for one in found)
    return resources or attached or len(_listed(head.get("imagingStudy")))


def _subject(head: _Resource, observations: list[_Resource], found: list[_Resource]) -> JsonObject:
    named_as = {_text(_part(one.get("subject")).get("reference")) for one in (head, *observations)} - {""}
    if len(named_as) > 1:
        message = "the resources belong to several patients; post each patient's alone"
        raise UnknownSubjectError(message)
    patients = [one for one in found if _kind(one) == "Patient"]
    reference = next(iter(named_as), "")
    patient = next((one for one in patients if _text(one.get("id")) == _last(reference)), None)
    # Inside a bundle a reference may be the entry's own address, which the resource does not repeat.
    if patient is None and len(patients) == 1 and (not reference or reference.startswith("urn:")):
        patient = patients[0]
    subject = _part(head.get("subject"))
    identifiers = _listed((patient or {}).get("identifier")) or [_part(subject.get("identifier"))]
    number = next(filter(None, (_text(one.get("value")) for one in identifiers)), None)
    name = _name(patient or {}) or _text(subject.get("display"))
    if number is None or not name:
        message = "send the patient along, with the hospital's own number as identifier, and a name"
        raise UnknownSubjectError(message)
    phones = [one for one in _listed((patient or {}).get("telecom")) if one.get("system") == "phone"]
    return {
        "id": number,
        "name": name,
        "phone": next(filter(None, (_text(one.get("value")) for one in phones)), None),
        "birth_date": _text((patient or {}).get("birthDate")) or None,
        "language": _language(patient or {}),
    }


def _name(patient: _Resource) -> str:
    first = next(iter(_listed(patient.get("name"))), {})
    given = first.get("given")
    parts = (_text(first.get("family")), *(map(_text, given) if isinstance(given, list) else ()))
    return _text(first.get("text")) or "".join(parts)


def _language(patient: _Resource) -> str:
    told = next(iter(_listed(patient.get("communication"))), {})
    code = next((_text(one.get("code")) for one in _listed(_part(told.get("language")).get("coding"))), "")
    return _ENGLISH if code.lower().startswith(_ENGLISH) else "zh"


def _identifier(head: _Resource) -> str | None:
    listed = _listed(head.get("identifier"))
    return next(filter(None, (_text(one.get("value")) for one in listed)), None) or _text(head.get("id"))


def _day(head: _Resource, observations: list[_Resource]) -> str | None:
    for one in (head, *observations):
        period = _part(one.get("effectivePeriod")).get("start")
        told = _text(one.get("effectiveDateTime")) or _text(period) or _text(one.get("issued"))
        if told:
            return told[: len("YYYY-MM-DD")]
    return None


def _device_name(device: _Resource) -> str | None:
    return next((_text(one.get("name")) for one in _listed(device.get("deviceName"))), None)


def _device_version(device: _Resource) -> str | None:
    return next((_text(one.get("value")) for one in _listed(device.get("version"))), None)


def _last(reference: str) -> str:
    return reference.removeprefix("#").removeprefix("urn:uuid:").rpartition("/")[2]


def _nothing(kinds: list[str]) -> FindingError:
    if _PICTURES.intersection(kinds):
        return _images()
    kind = printable(kinds[0]) if kinds else "nothing"
    return FindingError(f"{kind!r} holds no finding; post a DiagnosticReport, an Observation or a Bundle")


def _images() -> ImageOnlyError:
    return ImageOnlyError("only pictures came; post what your system found in words, pictures stay with you")
