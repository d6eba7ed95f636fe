"""A clause at the start or end of a statement that its partner lacks, told as a statement of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from guidelines.changes.unit import Unit, unit_key

Held: TypeAlias = Callable[[str, str], float]
"""Gives the share of the first text's words that the second one says."""

_COMMA = re.compile(r"[，；;]|,\s")
# A clause that holds a number changes more when it comes or goes, and its few words are shared by chance.
_FOREIGN, _FOREIGN_NUMBER, _SHARED = 0.15, 0.34, 0.5
_DIGIT = re.compile(r"\d")
_LEAST = 3


def trim(unit: Unit, other: Unit, held: Held) -> tuple[Unit, tuple[Unit, ...]]:
    """Part a statement from clauses at its ends of which its partner says nothing.

    A clause stays where the partner's clause at that end is foreign, too: one was put in the other's place.
    """
    rest, parts = unit, []
    for last in (True, False):
        while (cut := _cut(rest, last=last)) is not None:
            keep, part = cut
            bar = _FOREIGN_NUMBER if _DIGIT.search(part.text) else _FOREIGN
            if held(part.text, other.text) >= bar or held(_end(other, last=last), unit.text) < _SHARED:
                break
            rest = keep
            parts.append(part)
    return rest, tuple(sorted(parts, key=lambda one: one.start))


def _cut(unit: Unit, *, last: bool) -> tuple[Unit, Unit] | None:
    """Cut off the last or first clause; None where there is only one or it says next to nothing."""
    at = _commas(unit)
    if not at:
        return None
    where = at[-1] if last else at[0]
    head, tail = _slice(unit, 0, where), _slice(unit, where, len(unit.text))
    keep, part = (head, tail) if last else (tail, head)
    return (keep, part) if min(len(unit_key(keep.text)), len(unit_key(part.text))) >= _LEAST else None


def _commas(unit: Unit) -> list[int]:
    """Give the places behind commas outside brackets."""
    depth, found = 0, []
    stops = {match.start(): match.end() for match in _COMMA.finditer(unit.text)}
    for index, letter in enumerate(unit.text):
        depth += (letter in "(（[") - (letter in ")）]")
        if index in stops and depth <= 0 and stops[index] < len(unit.text):
            found.append(stops[index])
    return found


def _end(unit: Unit, *, last: bool) -> str:
    at = _commas(unit)
    if not at:
        return unit.text
    return unit.text[at[-1] :] if last else unit.text[: at[0]]


def _slice(unit: Unit, start: int, end: int) -> Unit:
    piece = unit.text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return replace(
        unit, text=piece.strip(), start=unit.start + first, end=unit.start + first + len(piece.strip())
    )
