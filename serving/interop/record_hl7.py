"""A record as HL7 v2.5.1 MDM^T02: a document with its text; never an order, never a medicine segment."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from serving.interop.hl7 import escaped, message
from serving.interop.record_page import Page

_SEX: Final = {"男": "M", "女": "F", "male": "M", "female": "F", "m": "M", "f": "F"}
_DRAFT, _SIGNED = "IP", "AU"
"""Completion of a document (table 0271): in progress, authenticated."""


def write(page: Page) -> bytes:
    """Write the notification; the first result line is the label, the last its machine-readable form."""
    lines = [("AI-LABEL", "AI label", page.label.text)]
    lines += [(f"S{number}", one.name, one.text) for number, one in enumerate(page.printed, start=1)]
    if page.codes:
        lines.append(("CODES", page.word("codes"), "\n".join(page.code_lines)))
    lines.append(("SIGNATURE", page.word("signed"), page.signature_line))
    if page.amendments:
        lines.append(("AMENDMENTS", page.word("amendments"), "\n".join(page.amendment_lines)))
    lines.append(("AIGC", "AIGC", page.label.json))
    return message(
        [*_head(page), *(_result(number, line, page) for number, line in enumerate(lines, start=1))]
    )


def _head(page: Page) -> list[list[str]]:
    now, patient = _time(page.written_at), page.patient
    kind = f"{page.chart_id}.{page.version}"
    event = "T02"
    signer = page.signature
    signed = (
        ""
        if signer is None
        else f"{escaped(signer.person)}^{escaped(signer.name)}^^^^^^^^^^^^^{_time(signer.at)}"
    )
    msh = ["MSH", "^~\\&", "YIZHENG", "", "", "", now, "", f"MDM^{event}^MDM_T02", kind, "P", "2.5.1"]
    msh += ["", "", "", "", "", "UNICODE UTF-8"]
    pid = ["PID", "1", "", escaped(patient.reference), "", escaped(patient.name or ""), "", ""]
    pid.append(_SEX.get((patient.sex or "").lower(), "U"))
    txa = ["TXA", "1", escaped(page.title), "TX", _time(page.created_at)]
    txa += ["", _time(page.changed_at), "", "", "" if page.final else escaped(page.author), "", ""]
    txa += [kind, "", "", "", "", _SIGNED if page.final else _DRAFT, "", "", "", "", signed]
    return [msh, ["EVN", event, now], pid, ["PV1", "1", "U"], txa]


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
