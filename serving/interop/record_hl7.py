"""A record as HL7 v2.5.1: MDM^T02, a document, or ORU^R01, a report; never an order, never a medicine."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from serving.interop.hl7 import escaped, message
from serving.interop.record_page import Page

_SEX: Final = {"男": "M", "女": "F", "male": "M", "female": "F", "m": "M", "f": "F"}
_DRAFT, _SIGNED = "IP", "AU"
"""Completion of a document (table 0271): in progress, authenticated."""


def write(page: Page) -> bytes:
    """Write the document; the first result line is the label, the last its machine-readable form."""
    return message([*_head(page), *_results(page)])


def write_report(page: Page) -> bytes:
    """Write the report with the same result lines, for systems that take in results and no documents."""
    return message([*_report_head(page), *_results(page)])


def _results(page: Page) -> list[list[str]]:
    lines = [("AI-LABEL", "AI label", page.label.text)]
    lines += [(f"S{number}", one.name, one.text) for number, one in enumerate(page.printed, start=1)]
    if page.codes:
        lines.append(("CODES", page.word("codes"), "\n".join(page.code_lines)))
    lines.append(("SIGNATURE", page.word("signed"), page.signature_line))
    if page.amendments:
        lines.append(("AMENDMENTS", page.word("amendments"), "\n".join(page.amendment_lines)))
    lines.append(("AIGC", "AIGC", page.label.json))
    return [_result(number, line, page) for number, line in enumerate(lines, start=1)]


def _head(page: Page) -> list[list[str]]:
    now = _time(page.written_at)
    kind = f"{page.chart_id}.{page.version}"
    event = "T02"
    signer = page.signature
    signed = (
        ""
        if signer is None
        else f"{escaped(signer.person)}^{escaped(signer.name)}^^^^^^^^^^^^^{_time(signer.at)}"
    )
    txa = ["TXA", "1", escaped(page.title), "TX", _time(page.created_at)]
    txa += ["", _time(page.changed_at), "", "", "" if page.final else escaped(page.author), "", ""]
    txa += [kind, "", "", "", "", _SIGNED if page.final else _DRAFT, "", "", "", "", signed]
    return [
        _message_head(page, f"MDM^{event}^MDM_T02"),
        ["EVN", event, now],
        _patient(page),
        ["PV1", "1", "U"],
        txa,
    ]


def _report_head(page: Page) -> list[list[str]]:
    status = "C" if page.amended else "F" if page.final else "P"
    kind = f"{page.chart_id}.{page.version}"
    obr = ["OBR", "1", "", kind, f"RECORD^{escaped(page.title)}^L", "", "", _time(page.created_at)]
    obr += [""] * 14 + [_time(page.changed_at), "", "", status]
    if page.signature is not None:
        signer = f"{escaped(page.signature.person)}&{escaped(page.signature.name)}"
        obr += [""] * 6 + [f"{signer}^{_time(page.signature.at)}"]
    return [_message_head(page, "ORU^R01^ORU_R01"), _patient(page), ["PV1", "1", "U"], obr]


def _message_head(page: Page, event: str) -> list[str]:
    kind = f"{page.chart_id}.{page.version}"
    msh = ["MSH", "^~\\&", "YIZHENG", "", "", "", _time(page.written_at), "", event, kind, "P", "2.5.1"]
    return [*msh, "", "", "", "", "", "UNICODE UTF-8"]


def _patient(page: Page) -> list[str]:
    patient = page.patient
    pid = ["PID", "1", "", escaped(patient.reference), "", escaped(patient.name or ""), "", ""]
    return [*pid, _SEX.get((patient.sex or "").lower(), "U")]


def _result(number: int, line: tuple[str, str, str], page: Page) -> list[str]:
    code, name, text = line
    status = "F" if page.final else "P"
    return [
        "OBX",
        str(number),
        "TX",
        f"{code}^{escaped(name)}^L",
        "",
        escaped(text),
        "",
        "",
        "",
        "",
        "",
        status,
    ]


def _time(at: datetime) -> str:
    return at.astimezone().strftime("%Y%m%d%H%M%S%z")
