"""A line on an answer whose guidelines differ: both values, each with issuer and year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.changes.change import NumberChange
from assistant.changes.disagreement import differing, for_same_people, opposed
from assistant.wording import text as wording
from guidelines import Language, Ledger
from guidelines.citation import Citation

_MOST_LINES = 2
_QUOTE = 60
_NEAR = 0.25
"""How alike the words around two numbers must be for a reader to be told that they differ."""


class SideBySide:
    """Sets what different families state of one matter beside each other; nothing is weighed or blended."""

    def __init__(self, ledger: Ledger) -> None:
        """Look families up in `ledger`."""
        self._ledger = ledger

    def on(self, citations: Sequence[Citation], language: Language) -> tuple[str, ...]:
        """Give the lines for an answer's citations, in order, a few at most, one for each two families."""
        seen: set[frozenset[str]] = set()
        lines: list[str] = []
        for one, other in combinations(dict.fromkeys(citations), 2):
            pair = frozenset((self._family(one), self._family(other)))
            if len(pair) == 1 or pair in seen:
                continue
            line = next(_lines(one, other, language), None)
            if line is not None:
                seen.add(pair)
                lines.append(line)
        return tuple(lines[:_MOST_LINES])

    def _family(self, citation: Citation) -> str:
        return str(self._ledger.edition(citation.edition_id).family_id)


def _lines(one: Citation, other: Citation, language: Language) -> Iterator[str]:
    if not for_same_people(f"{one.title}。{one.quote}", f"{other.title}。{other.quote}"):
        return
    sources = {"one": _source(one, language), "other": _source(other, language)}
    for number in differing(one.quote, other.quote, near_enough=_NEAR):
        yield _values(number, sources, language)
    if opposed(one.quote, other.quote):
        quotes = {"one_quote": _short(one.quote), "other_quote": _short(other.quote)}
        yield wording("beside.words", language, **sources, **quotes)


def _values(number: NumberChange, sources: dict[str, str], language: Language) -> str:
    values = {"one_value": number.old_said, "other_value": number.new_said}
    return wording("beside.number", language, what=number.what, **sources, **values)


def _source(citation: Citation, language: Language) -> str:
    return wording(
        "beside.source", language, title=citation.title, issuer=citation.issuer, year=str(citation.year)
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _QUOTE else f"{line[:_QUOTE]}…"
