"""A record as a FHIR R4B document: a person is its author, the machine only its assembler.

Only the resource types listed here are ever written: no order of a medicine can come out of this file.
"""

from __future__ import annotations

import uuid
from html import escape
from typing import Any, Final

from serving.interop.record_page import Page, Source

WRITTEN: Final = frozenset({"Bundle", "Composition", "Patient", "Practitioner", "Device", "Provenance"})
AIAST: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "AIAST",
    "display": "Artificial Intelligence asserted",
}
AIGC: Final = "http://www.tc260.org.cn/ns/AIGC/1.0/"
_PARTICIPANT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_EMPTY: Final = "http://terminology.hl7.org/CodeSystem/list-empty-reason"
_SEX: Final = {"男": "male", "女": "female", "male": "male", "female": "female"}
_NAMESPACE: Final = uuid.UUID("6a4ac2f6-2a0e-5d0c-9a3f-0f6b3c1c9d11")

_Resource = dict[str, Any]


def write(page: Page) -> bytes:
    """Write the document bundle; it is checked against the resource models before it leaves."""
    from fhir.resources.R4B.bundle import Bundle

    checked = Bundle.model_validate(bundle(page))
    data: bytes = checked.model_dump_json(indent=1).encode()
    return data


def bundle(page: Page) -> _Resource:
    """Give the document bundle as plain JSON."""
    told = (page.author, *page.editors, *page.deciders, *(one.person for one in page.amendments))
    people = dict.fromkeys(told)
    if page.signature is not None:
        people[page.signature.person] = None
    named = {one.person: one.name for one in page.amendments}
    if page.signature is not None:
        named[page.signature.person] = page.signature.name
    resources = [
        _composition(page),
        _patient(page),
        *(_practitioner(page, person, named.get(person)) for person in people),
        _device(page),
        *_provenances(page),
    ]
    return {
        "resourceType": "Bundle",
        "meta": {"security": [AIAST]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": _urn(page, f"bundle/{page.version}")},
        "type": "document",
        "timestamp": page.written_at.isoformat(),
        "entry": [{"fullUrl": one.pop("_at"), "resource": one} for one in resources],
    }


def _composition(page: Page) -> _Resource:
    status = "amended" if page.amended else "final" if page.final else "preliminary"
    made: _Resource = {
        "_at": _urn(page, "composition"),
        "resourceType": "Composition",
        "language": "zh-CN" if page.language == "zh" else "en",
        "meta": {"security": [AIAST]},
        "extension": [{"url": AIGC, "valueString": page.label.json}],
        "text": _narrative("additional", [page.label.text, page.title]),
        "identifier": {"system": "urn:yizheng:record", "value": f"{page.chart_id}/{page.version}"},
        "status": status,
        "type": {"text": page.title},
        "subject": {"reference": _urn(page, "patient")},
        "date": page.changed_at.isoformat(),
        "author": [_to(page, page.signature.person if page.signature is not None else page.author)],
        "title": page.title,
        "section": _sections(page),
    }
    if page.signature is not None:
        made["attester"] = [
            {
                "mode": "legal",
                "time": page.signature.at.isoformat(),
                "party": _to(page, page.signature.person),
            }
        ]
    return made


def _sections(page: Page) -> list[_Resource]:
    """Write the sections; each carries the visible label, so that one copied alone still has it."""
    made: list[_Resource] = []
    for one in page.printed:
        section: _Resource = {"title": one.name, "text": _narrative("generated", [one.text, page.label.text])}
        if one.missing:
            section["emptyReason"] = {"coding": [{"system": _EMPTY, "code": "unavailable"}], "text": one.text}
        made.append(section)
    if page.codes:
        lines = [*page.code_lines, page.label.text]
        made.append({"title": page.word("codes"), "text": _narrative("additional", lines)})
    if page.amendments:
        lines = [*page.amendment_lines, page.label.text]
        made.append({"title": page.word("amendments"), "text": _narrative("additional", lines)})
    return made


def _narrative(status: str, lines: list[str]) -> _Resource:
    paragraphs = "".join(f"<p>{_breaks(line)}</p>" for line in lines)
    return {"status": status, "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{paragraphs}</div>'}


def _breaks(text: str) -> str:
    return "<br/>".join(escape(line, quote=False) for line in text.splitlines())


def _patient(page: Page) -> _Resource:
    patient = page.patient
    made: _Resource = {
        "_at": _urn(page, "patient"),
        "resourceType": "Patient",
        "identifier": [{"system": "urn:yizheng:patient", "value": patient.reference}],
    }
    if patient.name:
        made["name"] = [{"text": patient.name}]
    if (patient.sex or "").lower() in _SEX:
        made["gender"] = _SEX[(patient.sex or "").lower()]
    return made


def _practitioner(page: Page, person: str, name: str | None) -> _Resource:
    made: _Resource = {
        "_at": _urn(page, f"person/{person}"),
        "resourceType": "Practitioner",
        "identifier": [{"system": "urn:yizheng:account", "value": person}],
    }
    if name:
        made["name"] = [{"text": name}]
    return made


def _device(page: Page) -> _Resource:
    return {
        "_at": _urn(page, "device"),
        "resourceType": "Device",
        "meta": {"security": [AIAST]},
        "deviceName": [{"name": "Yizheng record drafting", "type": "model-name"}],
        "type": {"text": "artificial intelligence drafting software"},
    }


def _provenances(page: Page) -> list[_Resource]:
    """Say who did what: the machine assembled, people edited and decided steps, a person verified."""
    assembly = _provenance(page, "assembly", page.created_at.isoformat(), _assembly(page))
    assembly["entity"] = [_entity(one) for one in page.sources]
    made = [assembly]
    if page.editors:
        editors = [_agent("author", _to(page, one)) for one in page.editors]
        made.append(_provenance(page, "editing", page.changed_at.isoformat(), editors))
    if page.deciders:
        deciders = [_agent("verifier", _to(page, one)) for one in page.deciders]
        made.append(_provenance(page, "step by step review", page.changed_at.isoformat(), deciders))
    if page.signature is not None:
        signer = [_agent("verifier", _to(page, page.signature.person))]
        made.append(_provenance(page, "verification", page.signature.at.isoformat(), signer))
    return made


def _assembly(page: Page) -> list[_Resource]:
    machine = _agent("assembler", {"reference": _urn(page, "device")})
    return [machine, _agent("author", _to(page, page.author))]


def _provenance(page: Page, what: str, recorded: str, agents: list[_Resource]) -> _Resource:
    return {
        "_at": _urn(page, f"provenance/{what.replace(' ', '-')}"),
        "resourceType": "Provenance",
        "target": [{"reference": _urn(page, "composition")}],
        "recorded": recorded,
        "activity": {"text": what},
        "agent": agents,
    }


def _entity(source: Source) -> _Resource:
    identifier = {"system": f"urn:yizheng:sha256:{source.kind}", "value": source.value}
    return {"role": "source", "what": {"identifier": identifier, "display": f"{source.kind}: {source.name}"}}


def _agent(kind: str, who: _Resource) -> _Resource:
    return {"type": {"coding": [{"system": _PARTICIPANT, "code": kind}]}, "who": who}


def _to(page: Page, person: str) -> _Resource:
    return {"reference": _urn(page, f"person/{person}")}


def _urn(page: Page, part: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{page.chart_id}/{part}')}"
