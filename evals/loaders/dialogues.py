"""Conversations with a note that a person wrote: MTS-Dialog by section, ACI-BENCH whole visits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from evals.case import Case, Turn
from evals.errors import SuiteError
from evals.loaders.rows import Row, Rows, case
from evals.suite import CaseSet

_MTS: Final = re.compile(r"^\s*(doctor|patient|guest_family\w*|guest_clinician\w*)\s*:\s*", re.I | re.M)
_ACI: Final = re.compile(r"^\s*\[(doctor|patient|\w+)\]\s*", re.I | re.M)


class _Section(Row):
    ID: str
    section_header: str
    section_text: str
    dialogue: str


class _Visit(Row):
    encounter_id: str
    dialogue: str
    note: str


def sections(rows: Rows) -> CaseSet:
    """Short conversations, each with one section of a note."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Section.model_validate(row)
        turns = turns_of(one.dialogue)
        yield _drafting(rows, one.ID, turns, note=one.section_text, kind=one.section_header)

    return rows.cases(make, shelf=None)


def visits(rows: Rows) -> CaseSet:
    """Whole visits, each with its note."""

    def make(row: Mapping[str, object]) -> Iterator[Case]:
        one = _Visit.model_validate(row)
        yield _drafting(rows, one.encounter_id, turns_of(one.dialogue), note=one.note, kind="NOTE")

    return rows.cases(make, shelf=None)


def turns_of(dialogue: str) -> tuple[Turn, ...]:
    """Read who says what; a line without a speaker goes on with the one before it.

    Raises:
        SuiteError: nobody speaks in it.
    """
    speaking = _MTS if _MTS.search(dialogue) else _ACI
    heads = list(speaking.finditer(dialogue))
    if not heads:
        message = "a dialogue names no speaker ('Doctor:' or '[doctor]'); correct the row"
        raise SuiteError(message)
    ends = [*(head.start() for head in heads[1:]), len(dialogue)]
    said = (
        (head[1].lower(), dialogue[head.end() : end].strip()) for head, end in zip(heads, ends, strict=True)
    )
    return tuple(Turn(speaker=_speaker(who), text=_joined(text)) for who, text in said if text)


def _drafting(rows: Rows, name: str, turns: tuple[Turn, ...], *, note: str, kind: str) -> Case:
    return case(
        rows.name,
        [{"founded": True}],
        id=f"{rows.path.stem}-{name}",
        ask=kind,
        role="doctor",
        lang="en",
        task="draft",
        group="drafting",
        kind=kind,
        history=turns,
        gold={"answer": note},
    )


def _speaker(who: str) -> str:
    if who.startswith("guest_family"):
        return "family"
    return "patient" if who.startswith("patient") else "doctor"


def _joined(text: str) -> str:
    """Write tokenised English as it is written: `do n't` is one word, marks stand at their words."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" (n't|'\w+)\b", r"\1", text)
    return re.sub(r" ([,.?!;:])", r"\1", text)
