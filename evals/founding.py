"""What a free text says that its conversation does not: numbers, clinical terms, sides, denials.

Its reading of numbers and near words is its own; terms and denials are those of the records door, which it
is to judge by the same measure as any other writer. Calibrated against human scores: `evals/DESIGN.md`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from typing import Final

from assistant.drafting.answering import Reader
from assistant.drafting.clauses import clauses_of, in_plain_marks
from assistant.drafting.lexicon import denied, pattern
from assistant.drafting.record import Talk, Turn
from assistant.drafting.register import in_record_words, stem, weighty

_TERMS: Final = ("symptom", "disease", "drug", "surgery", "habit", "allergy", "relative")
_DENIABLE: Final = frozenset({"symptom", "disease"})
_FACTS: Final = ("symptom", "disease", "drug", "surgery", "habit", "body", "result", "relative")
# Heads that a note sets behind a matter: `hearing loss` is grounded where only hearing was spoken of.
_HEADS: Final = frozenset(
    stem(one) for one in ("history", "loss", "disease", "problem", "condition", "disorder")
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LISTED = re.compile(r"^(?:[\d.]+|[•*-])\s*")
_SIDE = re.compile(r"\b(?:left|right|bilateral|both)\b")
_BLANK = re.compile(r"\[[A-Z][^\]]*\]")
_PARTS = re.compile(r"[,;]|\bbut\b")
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ORDINALS = (
    *(
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
    ),
    *(
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
    ),
)
_COUNTS: Final = (
    ("once", "1"),
    ("twice", "2"),
    ("couple", "2"),
    ("half", "0.5"),
    ("dozen", "12"),
    ("hundred", "100"),
)


class Founding:
    """One English conversation, ready to be held against texts about it."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        """Read the conversation once."""
        talk = in_plain_marks(Talk(turns=tuple(turns), language="en"))
        whole = " \n".join(turn.text for turn in talk.turns)
        self._known = _near(weighty(whole))
        self._numbers = frozenset(_numbers_heard(whole))
        self._sides = frozenset(_SIDE.findall(whole.lower()))
        self._told = tuple(
            (
                frozenset(weighty(one.text)),
                one.answered == "no" or (one.answered is None and denied(one.text)),
            )
            for one in Reader(talk).read(clauses_of(talk.turns))
        )

    def fault(self, sentence: str) -> str | None:
        """Name what a sentence says without ground in the conversation, or None."""
        plain = in_record_words(_LISTED.sub("", sentence.strip()))
        number = next((one for one in _numbers(plain) if one not in self._numbers), None)
        if number is not None:
            return f"number {number}"
        side = next((one for one in _SIDE.findall(plain) if one not in self._sides), None)
        if side is not None and side not in {"both", "bilateral"}:
            return f"side {side}"
        return next(self._unknown_terms(sentence, plain), None)

    def _unknown_terms(self, sentence: str, plain: str) -> Iterator[str]:
        denies, alone = denied(sentence), _PARTS.search(sentence) is None
        for group in _TERMS:
            for match in pattern(group).finditer(plain):
                words = set(weighty(match[0]))
                words = (words - _HEADS) or words
                if not words <= self._known:
                    yield f"{group} {match[0]}"
                elif group in _DENIABLE:
                    told = [no for said, no in self._told if words <= said]
                    if told and all(told) and not denies:
                        yield f"{group} {match[0]} affirmed"
                    if told and not any(told) and denies and alone:
                        yield f"{group} {match[0]} denied"

    def facts(self, text: str) -> frozenset[str]:
        """Give the numbers and terms of a text that the conversation holds too."""
        plain = in_record_words(text)
        numbers = {one for one in _numbers(plain) if one in self._numbers}
        terms = {
            " ".join(words)
            for group in _FACTS
            for match in pattern(group).finditer(plain)
            if (words := weighty(match[0])) and set(words) <= self._known
        }
        return frozenset(numbers | terms)


def sentences_of(text: str) -> list[str]:
    """Cut a note into sentences; headings, empty bullets and blanks to be filled in are none."""
    parts = (_LISTED.sub("", one.strip()) for one in _SENTENCE.split(text.replace("**", "")))
    return [one for one in parts if one and not (one.isupper() or one.endswith(":") or _BLANK.search(one))]


def holds(facts: Iterable[str], text: str) -> frozenset[str]:
    """Give the facts that a text holds, in its own or near words."""
    plain = in_record_words(text)
    words, numbers = _near(weighty(text)), frozenset(_numbers_heard(plain))
    return frozenset(one for one in facts if one in numbers or set(one.split()) <= words)


@cache
def _groups() -> tuple[frozenset[str], ...]:
    raw = tomllib.loads(resources.files("evals").joinpath("near_words.toml").read_text("utf-8"))
    return tuple(frozenset(stem(word) for word in group.split()) for group in raw["groups"])


def _near(words: Iterable[str]) -> frozenset[str]:
    known = set(words)
    return frozenset(known.union(*(group for group in _groups() if group & known)))


def _numbers(plain: str) -> set[str]:
    """Give the numbers of a text in the record's words, spoken years and hundreds put together."""
    found = set(_NUMBER.findall(plain))
    for number, ten in enumerate(_TENS, 2):
        found |= {f"{number}0"} if ten in plain else set()
    for tens, ones in re.findall(r"\b(1[89]|20) (\d\d)\b", plain):
        found.add(f"{tens}{ones}")
    for base, word, rest in re.findall(r"\b(\d+) (thousand|hundred)(?: and)?(?: (\d+))?\b", plain):
        found.add(str(int(base) * (1000 if word == "thousand" else 100) + int(rest or 0)))
    return found | {f"{whole}.{part}" for whole, part in re.findall(r"\b(\d+) point (\d+)\b", plain)}


def _numbers_heard(text: str) -> set[str]:
    """Give every number that may be written of what was said: ordinals, months and counts among them."""
    plain = in_record_words(text)
    found = _numbers(plain)
    for number, month in enumerate(_MONTHS, 1):
        found |= {str(number), f"{number:02d}"} if re.search(rf"\b{month}", plain) else set()
    for number, ordinal in enumerate(_ORDINALS, 1):
        found |= {str(number), f"{number:02d}"} if re.search(rf"\b{ordinal}\b", plain) else set()
    for tens, ordinal in re.findall(rf"\b(20|30) ({'|'.join(_ORDINALS[:9])})\b", plain):
        found.add(str(int(tens) + _ORDINALS.index(ordinal) + 1))
    return found | {number for word, number in _COUNTS if word in plain}
