"""The laboratory report reader: deterministic, no model; every line gets a flag and the reason for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.labs.applying import Whom
from assistant.labs.judging import Reader
from assistant.labs.knowledge import Knowledge
from assistant.labs.layout import read_layout
from assistant.labs.report import Item, Language, Patient, Report
from assistant.labs.whose import whose
from guidelines.text import language_of


def read_items(items: Sequence[Item], patient: Patient, known: Knowledge, *, today: date) -> Report:
    """Judge printed lines, in their order."""
    words = " ".join(f"{item.name} {item.range} {item.value}" for item in items)
    return _read(items, patient, known, today=today, words=words)


def read_text(text: str, patient: Patient, known: Knowledge, *, today: date) -> Report:
    """Find the printed lines of a pasted report and judge them; its head may say whose it is."""
    return _read(read_layout(text), whose(text, patient), known, today=today, words=text)


def _read(items: Sequence[Item], patient: Patient, known: Knowledge, *, today: date, words: str) -> Report:
    whom = Whom(patient=patient, group=known.group_of(patient.department), today=today)
    reader = Reader(known=known, whom=whom, language=_language(words))
    return Report(readings=tuple(reader.read(item) for item in items))


def _language(words: str) -> Language:
    return "zh" if language_of(words) == "zh" else "en"
