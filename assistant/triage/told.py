"""An interview as rules see it: every statement read once, formulas answered over all of them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.gate.redflags.formula import Formula, Step, Term
from assistant.gate.redflags.lexicon import Lexicon, Span
from assistant.gate.redflags.reading import Reading
from assistant.gate.redflags.spelling import Speller
from assistant.triage.hearing import Heard

_FACT = "is_"
_PAST = "past"
_DENIALS = ("denial", "not", "denied_after")
_LASTS = re.compile(r"[多几十]年了$|^从小|^打小|^天生|^生下来")
"""Words of the past by which something is there since then: it brings the person still."""


class Reader:
    """Reads texts against one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the words."""
        self._lexicon = lexicon
        self._speller = Speller(lexicon.latin_words)

    def read(self, text: str) -> Reading:
        """Give the named spans of a text; what is there for years is no past here, as it is to red flags."""
        reading = Reading.of(self._speller.spell(text), self._lexicon)
        if past := reading.raw.get(_PAST):
            spelt = reading.spelt.text
            reading.raw[_PAST] = [span for span in past if not _LASTS.search(spelt[slice(*span)])]
        return reading


@dataclass(slots=True)
class Told:
    """Everything said of the patient so far; `context` is the reading of age and pregnancy alone."""

    heard: Sequence[Heard]
    readings: Sequence[Reading]
    context: Reading
    facts: frozenset[str]
    asked: bool = False
    """Whether what is only asked about counts, too: a word that nobody says of the patient or denies."""
    _asserted: dict[Term, tuple[int, Span] | None] = field(default_factory=dict)

    def until(self, number: int) -> Told:
        """Give what had been told up to and with a statement."""
        return Told(
            heard=self.heard[: number + 1],
            readings=self.readings[: number + 1],
            context=self.context,
            facts=self.facts,
        )

    def with_questions(self) -> Told:
        """Give the same where what is only asked about counts, too."""
        return Told(
            heard=self.heard, readings=self.readings, context=self.context, facts=self.facts, asked=True
        )

    def holds(self, formula: Formula) -> int | None:
        """Give the number of the statement with which a formula begins to hold; None where it does not.

        Its terms may stand in different statements; `unless` counts in the statement of any of them only.
        """
        places: list[int] = []
        for term in formula.terms:
            place = self.asserted(term)
            if place is None:
                return None
            places.append(place[0])
        told = [place for place in places if place >= 0]
        if any(self.readings[place].spans(name) for place in told for name in formula.unless):
            return None
        return max(told, default=-1)

    def first(self, formulas: Iterable[Formula]) -> int | None:
        """Give the earliest statement with which any of the formulas holds."""
        found = [place for place in map(self.holds, formulas) if place is not None]
        return min(found, default=None)

    def asserted(self, term: Term) -> tuple[int, Span] | None:
        """Give the first statement that says a term of the patient now, and where; -1 is the context."""
        if term not in self._asserted:
            self._asserted[term] = self._find(term)
        return self._asserted[term]

    def _find(self, term: Term) -> tuple[int, Span] | None:
        if len(term) == 1 and any(name in self.facts for name in term[0].names):
            return -1, (0, 0)
        bare = tuple(step for step in term if not step.names[0].startswith(_FACT))
        if not bare:
            return None
        for number, reading in enumerate(self.readings):
            spans = reading.asserted(bare) or (self._asked_about(reading, bare) if self.asked else [])
            if spans:
                return number, spans[0]
        spans = self.context.asserted(bare)
        return (-1, spans[0]) if spans else None

    def _asked_about(self, reading: Reading, term: Term) -> list[Span]:
        if len(term) > 1:
            return []
        return [
            span
            for name in term[0].names
            for span in reading.spans(name)
            if not any(reading.present(one, span) for one in _DENIALS)
        ]

    def said(self, names: Iterable[str]) -> tuple[int, Span, bool] | None:
        """Give where any of the names stands and whether it is affirmed; an affirmation goes first."""
        denied: tuple[int, Span, bool] | None = None
        for number, reading in enumerate(self.readings):
            for name in names:
                spans = reading.spans(name)
                if not spans:
                    continue
                standing = reading.asserted(_term(name))
                if standing:
                    return number, standing[0], True
                denied = denied or (number, spans[0], False)
        return denied

    def evidence(self, number: int, span: Span) -> str:
        """Give the words of a statement that a span of its reading stands for."""
        start, end = self.readings[number].spelt.original(*span)
        return self.heard[number].statement[start:end]


def _term(name: str) -> Term:
    return (Step((name,), None),)
