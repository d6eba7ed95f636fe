"""Cutting a pasted text into the statements that can be checked; greetings and questions are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.checking.non_claims import claims_nothing
from assistant.checking.tables import Row, rows
from guidelines.text import sentences

_BULLET = re.compile(
    r"[\s>\u3000]*(?:[-*+]\s+|[•·●▪◦■◆√✓✔]\s*|\d{1,2}\s*[、.．)）](?!\d)\s*|[（(]\s*\d{1,2}\s*[)）]\s*|[①-⑳]\s*"
    r"|[一二三四五六七八九十]{1,3}、\s*)"
)
_HEADING = re.compile(r"\s*#{1,6}\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_LEAD_IN = re.compile(r"[：:]\s*$")
_TITLE_ZH, _TITLE_EN = 18, 60
_SHORTEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A stretch `start:end` of the text that claims something.

    `reading` is what is checked: the stretch without list marks and emphasis, a table's row with its column
    heads. `about` is the line that introduces it, empty where none does.
    """

    text: str
    start: int
    end: int
    reading: str
    about: str = ""


def statements(text: str) -> tuple[Statement, ...]:
    """Give every statement in order.

    No statement: a question, a greeting or thanks, the advice to ask a doctor, a person's own story
    ("I measured …"), a heading or lead-in, and what has hardly a word.
    """
    found: list[Statement] = []
    lead = heading = ""
    for line in rows(text):
        if line.kind == "rule":
            continue
        if line.kind == "row":
            about = lead or heading
            found += [one for one in _row(line, about) if _claims(one.reading)]
            continue
        bullet = _BULLET.match(line.text)
        title = _HEADING.match(line.text)
        mark = title or bullet
        body = _Body.of(line, mark.end() if mark else 0)
        if not body.text:
            lead = ""
            continue
        if title or (not bullet and line.followed and _is_title(body.text)):
            heading, lead = body.text.strip(" ：:"), ""
            continue
        about = (lead or heading) if bullet or lead else heading
        lead = lead if bullet else ""
        for one in _sentences(body):
            if _LEAD_IN.search(one.text):
                lead = one.reading.rstrip(" ：:")
            elif _claims(one.reading):
                found.append(replace(one, about=about if bullet or not lead else lead))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Body:
    """A line's own words and where they begin in the text."""

    text: str
    start: int

    @classmethod
    def of(cls, line: Row, skipped: int) -> _Body:
        words = line.text[skipped:]
        blank = len(words) - len(words.lstrip())
        return cls(words.strip(), line.start + skipped + blank)


def _sentences(body: _Body) -> Iterator[Statement]:
    for span in sentences(body.text):
        words = body.text[span.start : span.end]
        start = body.start + span.start
        yield Statement(text=words, start=start, end=start + len(words), reading=_plain(words))


def _row(line: Row, about: str) -> Iterator[Statement]:
    words = line.text.strip().strip("|｜").strip()
    if words:
        start = line.start + line.text.index(words)
        yield Statement(
            text=words, start=start, end=start + len(words), reading=_plain(line.reading), about=about
        )


def _plain(words: str) -> str:
    return _EMPHASIS.sub("", words).strip()


def _claims(reading: str) -> bool:
    letters = sum(2 if "\u3400" <= letter <= "\u9fff" else letter.isalnum() for letter in reading)
    return letters >= _SHORTEST and not claims_nothing(reading)


def _is_title(words: str) -> bool:
    """Say whether a line without a mark is a title: short, no full stop, no number."""
    if words[-1] in "。.!！?？；;：:，,、" or any(letter.isdigit() for letter in words):
        return False
    han = any("\u3400" <= letter <= "\u9fff" for letter in words)
    return len(words) <= (_TITLE_ZH if han else _TITLE_EN) and not re.search(
        r"[，,；;]|应|可|须|需|不|是|为|\b(?:is|are|should|must|may|can|not|needs?|has|have)\b", words
    )
