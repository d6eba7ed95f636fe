"""What may be settled with another system, and what it may tell of its own work."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from assistant.errors import FindingError
from assistant.findings.finding import Source

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_LONGEST: Final = 60
_YEAR_H: Final = 24 * 366


def check_source(source: Source, known: Collection[Source]) -> None:
    """Refuse what cannot be settled.

    Raises:
        FindingError: says what of it.
    """
    for wrong in _faults(source, known):
        raise FindingError(wrong)


def check_month(month: str, examined: int, now: datetime) -> None:
    """Refuse a count that cannot be.

    Raises:
        FindingError: no month, one to come, or fewer than none.
    """
    if not _MONTH.fullmatch(month) or month > f"{now.astimezone():%Y-%m}":
        message = "'month' is written 2026-01 and is not one to come"
        raise FindingError(message)
    if examined < 0:
        message = "'examined' counts the examined; it cannot be less than none"
        raise FindingError(message)


def _faults(source: Source, known: Collection[Source]) -> Iterator[str]:
    if not _NAME.fullmatch(source.name):
        yield "a source's name has letters, digits, '-', '_', '.', at most 64"
    if any(one.key == source.key and one.name != source.name for one in known):
        yield "another source posts with this key; make a key for each"
    if not 0 < source.budget <= 1:
        yield "a budget is a share of the examined, above 0 and at most 1, e.g. 0.008"
    if not 1 <= source.call_within_h <= _YEAR_H:
        yield "a patient is called within 1 hour to a year"
    if source.priority == "P0":
        yield "a finding is no emergency of a patient who asks; use P1 to P4"
    if not source.department.strip():
        yield "name the department that reviews"
    for language, words in source.examination.items():
        if not 2 <= len(words.strip()) <= _LONGEST or any(mark in words for mark in "{}\n"):
            yield f"the examination's name ({language}) has 2 to {_LONGEST} plain characters"
