"""What is done with a judged turn, by verdict and role: the table of the domain report §2.4."""

from __future__ import annotations

from typing import Final

from assistant.exchange import Role
from assistant.gate.matching import Scan
from assistant.gate.rule import RuleBook
from assistant.ports import GateAction, Verdict

_FIXED: Final[dict[Verdict, GateAction]] = {
    "emergency": "emergency",
    "blocked": "block",
    "injection": "block",
}
_CITED: Final = ("object", "herb", "formula", "guideline", "timing", "switch", "stop")
"""Slots by which a doctor's question is one to be answered with a citation."""


def action_for(verdict: Verdict, scan: Scan, *, role: Role, book: RuleBook) -> GateAction:
    """Give the action in the order emergency, block, transcribe, cite, answer."""
    if verdict in _FIXED:
        return _FIXED[verdict]
    published = role is Role.DOCTOR and bool(scan.spans(book.slot("guideline")))
    if not published and any(scan.spans(book.slot(name)) for name in _transcribing(role)):
        return "transcribe"
    if scan.spans(book.slot("refusal_talk")) and not published:
        return "answer"
    if role is Role.DOCTOR and any(scan.spans(book.slot(name)) for name in _CITED):
        return "cite"
    return "answer"


def _transcribing(role: Role) -> tuple[str, ...]:
    """Name the slots that ask for words to be taken down or read out: a patient only has them read out."""
    return ("read_out",) if role is Role.PATIENT else ("read_out", "dictated")
