"""What a question asks for, as weighted terms and as a vector: its own words, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from guidelines.text import fold, language_of
from retrieval.asking import subject_of
from retrieval.ideas import Mention, ideas
from retrieval.ports import Embedder, SparseEncoder, SparseVector, Vector
from retrieval.spoken import in_digits

OtherNames: TypeAlias = Callable[[str], Sequence[str]]
"""Gives other names, in either language, for what a text names: lay words, brands, abbreviations."""

_NAME_WEIGHT = 0.4
"""Of a word that the asker did not say; 0.2 to 0.7 measure alike, see DESIGN.md."""

_USUAL_WEIGHT = 0.6
"""Of the usual name of an idea that was named otherwise, in either language."""

_GLOSS_OF_TERMS = 0.3
"""How much the English gloss of a Chinese question counts that says everything as a guideline would."""

_MOST_TOLD = 1.6
"""How much more the gloss of plain speech counts than the share of the question that it tells."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def no_names(text: str) -> tuple[str, ...]:  # noqa: ARG001 - the shape of a source
    """Know no other name for anything."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A question as it was understood.

    `written` has its numbers in digits, `subject` its asking left out besides. `mentions` are the ideas that
    may be called otherwise: all of a Chinese question, those of an English one if it names any in `plain`
    speech. `told` is the share of the subject, 0..1, that the mentions make up.
    """

    written: str
    subject: str
    mentions: tuple[Mention, ...]
    plain: bool
    told: float

    @property
    def gloss(self) -> str:
        """The usual English names of what is spoken of, and the numbers."""
        names = dict.fromkeys(mention.idea.name for mention in self.mentions)
        return " ".join((*names, *_NUMBER.findall(self.written))) if names else ""


@lru_cache(maxsize=512)
def meaning_of(question: str) -> Meaning:
    """Understand a question; the same words mean the same."""
    written = in_digits(fold(question))
    lower = written.lower()
    named = ideas().named(lower)
    spoken = [one for one in named if not one.idea.written_in(lower[one.start : one.end])]
    subject = subject_of(question)
    covered = {at for one in named for at in range(one.start, one.end)}
    return Meaning(
        written=written,
        subject=subject,
        mentions=tuple(named if spoken or language_of(written) == "zh" else ()),
        plain=bool(spoken),
        told=min(1.0, len(covered) / max(1, len(subject))),
    )


class Understanding:
    """Weighs a question's terms; a term that only another name brings counts less than one that was said."""

    def __init__(
        self, encoder: SparseEncoder, *, other_names: OtherNames = no_names, weight: float = _NAME_WEIGHT
    ) -> None:
        self._encoder, self._other_names, self._weight = encoder, other_names, weight

    def terms(self, question: str) -> SparseVector:
        """Weigh the terms of a question and of the other names for what it names; asking weighs nothing."""
        meaning = meaning_of(question)
        said = self._encoder.encode_query(meaning.subject)
        weights = dict(zip(said.indices, said.values, strict=True))
        for weight, names in self._meant(meaning):
            for term in self._encoder.encode_query("\n".join(map(fold, names))).indices:
                weights.setdefault(term, weight)
        ordered = sorted(weights.items())
        return SparseVector(tuple(term for term, _ in ordered), tuple(weight for _, weight in ordered))

    def _meant(self, meaning: Meaning) -> Iterator[tuple[float, Sequence[str]]]:
        found = [mention.idea for mention in meaning.mentions]
        yield _USUAL_WEIGHT, [name for idea in found for name in (*idea.english[:1], *idea.chinese[:1])]
        yield self._weight, [name for idea in found for name in idea.names]
        yield self._weight, self._other_names(meaning.written)

    @staticmethod
    def vector(question: str, embedder: Embedder) -> Vector:
        """Embed a question; what it means lies between its own words and their English gloss."""
        meaning = meaning_of(question)
        own = embedder.embed_query(meaning.written)
        if not meaning.gloss:
            return own
        share = min(1.0, _MOST_TOLD * meaning.told) if meaning.plain else _GLOSS_OF_TERMS
        both = np.asarray(own) + share * np.asarray(embedder.embed_query(meaning.gloss))
        return tuple(float(one) for one in both / np.linalg.norm(both))
