"""When a doctor may sign: nothing required is missing, the right patient, and every machine line was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assistant.charts.chart import Kept, Part, Signature
from assistant.charts.deciding import undecided
from assistant.errors import UnsignableError
from assistant.worklist.reply import Signer

READS_A_SECOND: Final = 40
"""Characters that nobody reads faster: a whole reading in less time was none (domain report REG-35)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a doctor states with the signature: whose record it is, which version, and if all was read.

    `read_whole` is the explicit statement that stands for opening every section one by one.
    """

    patient: str
    version: int
    read_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the house saw of the reading: sections opened with exactly this text, and since when."""

    opened: Mapping[str, datetime]
    since: datetime | None


def signature(kept: Kept, signing: Signing, signer: Signer, looked: Looked, *, at: datetime) -> Signature:
    """Give the signature, or say what keeps it back.

    Raises:
        UnsignableError: another patient, a required section that is empty, a step that nobody decided, or
            text that nobody looked at.
    """
    if signing.patient.strip() != kept.origin.patient.reference:
        message = "the record belongs to another patient than the one named; check before you sign"
        raise UnsignableError(message)
    missing = missing_parts(kept)
    if missing:
        message = f"required and empty: {', '.join(missing)}; write what is known, or that it was not taken"
        raise UnsignableError(message)
    waiting = undecided(kept)
    if waiting:
        message = f"not decided yet: {', '.join(waiting)}; accept, edit or reject each step"
        raise UnsignableError(message)
    dwell = 0.0 if looked.since is None else max(0.0, (at - looked.since).total_seconds())
    unseen = [part.name for part in kept.sheet.parts if part.by_machine and part.name not in looked.opened]
    if unseen and not signing.read_whole:
        message = f"not opened since they were written: {', '.join(unseen)}; read them, or state 全文已核对"
        raise UnsignableError(message)
    if unseen and dwell < reading_time(kept.sheet.parts):
        message = "nobody reads this record so fast; read it before you state 全文已核对"
        raise UnsignableError(message)
    return Signature(
        person=signer.person,
        name=signer.name,
        department=signer.department,
        at=at,
        attested=signing.read_whole,
        dwell_s=round(dwell, 1),
        opened=tuple(looked.opened),
        sha256=kept.sheet.sha256,
    )


def missing_parts(kept: Kept) -> list[str]:
    """Name the required sections in which nothing stands; the signature's own is filled by signing."""
    return [
        part.name
        for part in kept.sheet.parts
        if part.required and part.missing and part.filled_by != "person"
    ]


def reading_time(parts: tuple[Part, ...]) -> float:
    """Give the least seconds in which a person can have read the machine's sections."""
    return sum(len(part.text) for part in parts if part.by_machine) / READS_A_SECOND
