"""Gathers what the reader is taught: `python -m evals.reader_lessons OUT.npz [FILE …]`.

Own texts of four kinds: how urgent it is (red flags' proofs and cases, own stories, own messages to triage),
which department sees it, whether somebody asks for what only a doctor may prescribe, and which stretches
name somebody. Files add to them (`gathered` says how they are told apart); JSON Lines of ordinary questions
(`text`, or the first of `instruction`) teach that most are no emergency, where no rule raises them.
The output holds pieces and labels alone; `evals.reader_training` learns from it.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal, get_args
from zlib import crc32

import numpy as np

from assistant.gate.redflags.finder import RedFlags, urgency
from assistant.gate.redflags.training import in_one
from assistant.gate.redflags.training import messages as to_triage
from assistant.reader import LEVELS, TAGS, encoder_file
from assistant.reader.pieces import Piece, Pieces
from assistant.reader.weights import Weights
from assistant.triage.departments import departments as listed_departments
from assistant.triage.patient import Patient
from assistant.triage.story import story
from evals.department_channel import examples, told
from evals.name_messages import messages, templates

Role = Literal["patient", "doctor", "clerk"]
Marked = tuple[int, int, str]
_URGENT: Final = frozenset({"E120", "ED"})
_BELOW: Final = frozenset({"C24", "C72", "SELF"})
_MARK: Final = re.compile(r"\[\[([A-Z]+):(.*?)\]\]")
_TAGGED: Final = frozenset({"NAME", "ADDRESS"})
_REQUEST: Final = 0.7
_STORY: Final = 2.0
"""Weights of a request, and of a story or a message to triage, which carry two labels."""
_MOST_ORDINARY: Final = 4_500
_MOST_ASKED: Final = 4_000
_MOST_NAMED: Final = 2_500
_LONGEST: Final = 160
"""Pieces that are learned from; what is longer is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A text with what is known of it; an empty set or None is unknown."""

    text: str
    author: str
    role: Role = "patient"
    levels: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    asks: bool | None = None
    marked: tuple[Marked, ...] | None = None
    weight: float = 1.0


def urgent() -> Iterator[Lesson]:
    """Give the red flags' proofs and cases, and own stories."""
    for flag in RedFlags().book.flags:
        level = flag.formulas[-1][0]
        yield from (_leveled(text, "flags", level) for text in flag.hits)
        yield from (_leveled(text, "flags", None) for text in flag.misses)
    for case in _lines(resources.files("assistant.gate.redflags").joinpath("cases.jsonl").read_text("utf-8")):
        yield _leveled(case["text"], case["author"], case["level"])
    for one in told():
        levels, seen = frozenset({one.level}), frozenset({one.department})
        yield Lesson(text=one.text, author=one.file, levels=levels, departments=seen, weight=_STORY)


def talks(file: Path, questions: Sequence[Path]) -> Iterator[Lesson]:
    """Give what patients of a public set told, with the department of its label; no level is known.

    Every second talk is left to be measured on. Questions teach the department that their complaints name.
    """
    for one in examples(file, questions):
        if one.department and not (one.talk and held_out(one.talk)):
            seen = frozenset({one.department})
            yield Lesson(text=one.text, author="talks", departments=seen, weight=one.weight)


def held_out(talk: str) -> bool:
    """Say whether a talk of the public set is never learned from."""
    return bool(crc32(talk.encode()) % 2)


def _behind_the_emergency() -> set[str]:
    """Give the departments but the emergency one, which is a matter of urgency."""
    listed = listed_departments()
    return {one.name for one in listed.department} - {listed.emergency}


def _leveled(text: str, author: str, level: str | None) -> Lesson:
    return Lesson(text=text, author=author, levels=frozenset({level}) if level else _BELOW)


def sent(lines: Iterable[str], author: str) -> Iterator[Lesson]:
    """Give own messages to triage: `LEVEL|FLAG|DEPARTMENTS|TEXT`, turns parted by ` // `."""
    known = _behind_the_emergency()
    for one in to_triage(lines):
        yield Lesson(
            text=one.text,
            author=author,
            levels=frozenset({one.level}),
            departments=one.departments & known,
            weight=_STORY,
        )


def requests(lines: Iterable[str], author: str) -> Iterator[Lesson]:
    """Give own requests: `ROLE|CLASS|ACTION|TEXT`; of an emergency it is not known whether it asks."""
    for line in lines:
        parts = line.strip().split("|")
        if len(parts) != 4 or parts[0] not in get_args(Role):
            continue
        grave = parts[2] == "emergency"
        yield Lesson(
            text=in_one(parts[3]),
            author=author,
            role=parts[0],  # type: ignore[arg-type] # looked up among the roles above
            asks=None if grave else parts[2] == "block",
            levels=_URGENT if grave else _BELOW,
        )


def interviews(lines: Iterable[str], author: str) -> Iterator[Lesson]:
    """Give own interviews, as they stand after each turn of the patient.

    What ends calmly was calm from its first turn; what ends urgently may not have been: it teaches its end.
    """
    known = _behind_the_emergency()
    for line in lines:
        case = json.loads(line)
        if "turns" not in case:
            continue
        levels = frozenset(case.get("accept_urgency") or [case["urgency"]])
        about = _patient(case).statement()
        told: list[tuple[str, str]] = []
        question, texts = "", []
        for turn in case["turns"]:
            if turn["speaker"] == "assistant":
                question = turn["text"]
            else:
                told.append((question, turn["text"]))
                texts.append(story(told, about))
                question = ""
        calm = levels.isdisjoint(_URGENT)
        seen = frozenset(case["departments"]) & known
        for text in texts if calm else texts[-1:]:
            yield Lesson(text=text, author=author, levels=levels, departments=seen, weight=_STORY)


def _patient(case: Mapping[str, Any]) -> Patient:
    months = case.get("age_months") or (12 * case["age"] if case.get("age") is not None else None)
    return Patient(months=months, pregnant=case.get("pregnant"))


def marked(lines: Iterable[str], author: str) -> Iterator[Lesson]:
    """Give texts with identifiers marked `[[TYPE:text]]`."""
    for line in lines:
        plain, spans, at = "", list[Marked](), 0
        for mark in _MARK.finditer(line.rstrip("\n")):
            plain += line[at : mark.start()]
            spans.append((len(plain), len(plain) + len(mark[2]), mark[1] if mark[1] in _TAGGED else "OTHER"))
            plain += mark[2]
            at = mark.end()
        if plain := plain + line[at:].rstrip("\n"):
            yield Lesson(text=plain, author=author, marked=tuple(spans))


def asked() -> Iterator[Lesson]:
    """Give the gate's own requests and their neighbours; disguises are the rules' business."""
    for name in ("block", "pass"):
        listed = resources.files("assistant.gate.cases").joinpath(f"{name}.jsonl").read_text("utf-8")
        for case in _lines(listed):
            if "disguise" in case:
                continue
            grave = case["expect"] == "emergency"
            turns = [turn["text"] for turn in case.get("history", ()) if turn["speaker"] != "assistant"]
            yield from (Lesson(text=turn, author="earlier", levels=_BELOW) for turn in turns if not grave)
            yield Lesson(
                text="。".join([*turns[-2:], case["text"]]),
                author=case.get("author", "gate"),
                role=case["role"],
                asks=None if grave else case["expect"] == "blocked",
                levels=_URGENT if grave else _BELOW,
                weight=_REQUEST,
            )


def ordinary(files: Iterable[Path]) -> Iterator[Lesson]:
    """Give ordinary questions, and how public consultations begin, that no rule raises."""
    flags = RedFlags()
    for file in files:
        texts = [_opening(one) for one in _lines(file.read_text("utf-8")) if not held_out(one.get("id", ""))]
        random.Random(1).shuffle(texts)  # noqa: S311 - an order, nothing secret
        for text in texts[:_MOST_ORDINARY]:
            if urgency(flags.rules(flags.read(text))) not in _URGENT:
                yield Lesson(text=text, author="asked", levels=_BELOW, weight=0.5)


def _opening(one: Mapping[str, Any]) -> str:
    """Give a question, or what the patient of a public consultation says first."""
    if "dialog" in one:
        return str(one["dialog"][0]).partition("：")[2]
    return str(one.get("first_turn") or one.get("text") or one["instruction"][0])


def named() -> Iterator[Lesson]:
    """Give messages of templates, which name somebody, with invented names."""
    for author in templates():
        for one in messages(author, fills=2, seed=23, half=None):
            spans = tuple((start, end, "NAME") for start, end in one.names)
            yield Lesson(text=one.text, author=author, marked=spans, weight=0.7)


def identified(lines: str, author: str) -> Iterator[Lesson]:
    """Give cases of identifiers: `text`, `spans` of names."""
    for case in _lines(lines):
        spans = tuple((start, end, "NAME") for start, end in case["spans"])
        yield Lesson(text=case["text"], author=author, marked=spans)


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def some(given: Iterable[Lesson], most: int) -> list[Lesson]:
    """Give so many of the lessons, drawn by a fixed seed."""
    kept = list(given)
    random.Random(2).shuffle(kept)  # noqa: S311 - an order, nothing secret
    return kept[:most]


def gathered(files: Sequence[Path]) -> list[Lesson]:
    """Give all lessons.

    Files tell by the beginning of their names what they are: `urg_`, `role_`, `phi_`, `interviews_` and
    `door_`, `identifiers_`, `visible` (public consultations with their departments), `dev` (without them);
    others are ordinary questions.
    """
    found = [*urgent(), *some(asked(), _MOST_ASKED), *some(named(), _MOST_NAMED)]
    questions, consultations, begun = list[Path](), list[Path](), list[Path]()
    for file in files:
        text = file.read_text("utf-8")
        match file.stem.split("_")[0]:
            case "urg":
                found += sent(text.splitlines(), file.stem)
            case "role":
                found += requests(text.splitlines(), file.stem)
            case "interviews" | "door":
                found += interviews(text.splitlines(), file.stem)
            case "phi":
                found += marked(text.splitlines(), file.stem)
            case "identifiers":
                found += identified(text, file.stem)
            case "visible":
                consultations.append(file)
            case "dev":
                begun.append(file)
            case _:
                questions.append(file)
    found += ordinary([*questions, *consultations, *begun])
    for file in consultations:
        found += talks(file, questions)
    # What somebody writes of an illness names nobody: a third of such texts says so.
    chance = random.Random(3)  # noqa: S311 - an order, nothing secret
    return [
        replace(one, marked=()) if one.marked is None and chance.random() < 0.3 and _anonymous(one) else one
        for one in found
    ]


def _anonymous(one: Lesson) -> bool:
    return not one.author.startswith(("asked", "role"))


def labels(one: Lesson, pieces: Sequence[Piece]) -> list[int]:
    """Give each piece's tag."""
    given = [0] * len(pieces)
    for start, end, kind in one.marked or ():
        inside = [place for place, piece in enumerate(pieces) if piece.start < end and piece.end > start]
        for place in inside:
            given[place] = TAGS.index(f"I-{kind}")
        if inside:
            given[inside[0]] = TAGS.index(f"B-{kind}")
    return given


def main(arguments: Sequence[str]) -> None:
    """Write the lessons as numbers."""
    out, files = Path(arguments[0]), [Path(one) for one in arguments[1:]]
    weights = Weights(encoder_file())
    pieces, vocabulary = Pieces(weights.vocabulary), weights.vocabulary
    departments = [one.name for one in listed_departments().department]
    kept: dict[str, list[Any]] = {name: [] for name in ("numbers", "tags", "ends")}
    rows: list[tuple[Any, ...]] = []
    for one in gathered(files):
        cut = pieces.cut(one.text)[:_LONGEST]
        numbers = [vocabulary.first, *(piece.number for piece in pieces.cut(f"{one.role}: "))]
        tags = [-1] * len(numbers)
        numbers += [piece.number for piece in cut]
        tags += labels(one, cut) if one.marked is not None else [-1] * len(cut)
        kept["numbers"] += [*numbers, vocabulary.last]
        kept["tags"] += [*tags, -1]
        kept["ends"].append(len(kept["numbers"]))
        rows.append(
            (
                [name in one.levels for name in LEVELS],
                [name in one.departments for name in departments],
                -1 if one.asks is None else int(one.asks),
                one.weight,
                one.author,
            )
        )
    levels, seen, asks, weighed, authors = zip(*rows, strict=True)
    np.savez_compressed(
        out,
        numbers=np.array(kept["numbers"], np.int32),
        tags=np.array(kept["tags"], np.int8),
        ends=np.array(kept["ends"], np.int64),
        levels=np.array(levels, bool),
        departments=np.array(seen, bool),
        asks=np.array(asks, np.int8),
        weights=np.array(weighed, np.float32),
        authors=np.array(authors),
        names=np.array(departments),
    )
    sys.stdout.write(f"{len(rows)} lessons, {len(kept['numbers'])} pieces\n")


if __name__ == "__main__":
    main(sys.argv[1:])
