"""Formulas over named spans: `chest|back ~12 tearing`, and terms joined by ` + ` or taken back by ` ! `.

`a ~8 b` means both within 8 characters in any order and one clause; `a >8 b` means in this order;
`a ~~40 b` may cross clauses of one sentence. What ` !! ` names takes back anywhere in the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.errors import GateRulesError

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LINK = re.compile(r"(~~|~|>)(\d+)")


@dataclass(frozen=True, slots=True)
class Link:
    """How a step hangs on what stands before it."""

    gap: int
    ordered: bool
    crosses_clauses: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One place of a term: any of `names`; `link` is None for the first."""

    names: tuple[str, ...]
    link: Link | None


Term = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """Holds where every term is near the others, none of `unless` in their clauses, none of `ends` beside."""

    terms: tuple[Term, ...]
    unless: tuple[str, ...]
    ends: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every name that the formula refers to."""
        return frozenset((*self.unless, *self.ends)) | {
            name for term in self.terms for step in term for name in step.names
        }


def parse(written: str) -> Formula:
    """Read a formula.

    Raises:
        GateRulesError: it does not follow the grammar above.
    """
    rest, *ends = written.split(" !! ")
    body, *unless = rest.split(" ! ")
    return Formula(
        terms=tuple(parse_term(term) for term in body.split(" + ")),
        unless=tuple(name for one in unless for name in _names(one, written)),
        ends=tuple(name for one in ends for name in _names(one, written)),
    )


def parse_term(written: str) -> Term:
    """Read one term, `a|b ~6 c`.

    Raises:
        GateRulesError: it does not follow the grammar above.
    """
    pieces = written.split()
    steps = [Step(_names(pieces[0] if pieces else "", written), None)]
    for link, names in zip(pieces[1::2], pieces[2::2], strict=False):
        match = _LINK.fullmatch(link)
        if match is None:
            message = f"{link!r} in {written!r} is no link; write ~8, ~~8 or >8"
            raise GateRulesError(message)
        how = Link(int(match[2]), ordered=match[1] == ">", crosses_clauses=match[1] == "~~")
        steps.append(Step(_names(names, written), how))
    if len(pieces) % 2 == 0:
        message = f"{written!r} must name something on both sides of every link"
        raise GateRulesError(message)
    return tuple(steps)


def _names(piece: str, where: str) -> tuple[str, ...]:
    names = tuple(piece.strip().split("|"))
    if not all(_NAME.fullmatch(name) for name in names):
        message = f"{piece!r} in {where!r} is no list of names; write lower_case|names"
        raise GateRulesError(message)
    return names
