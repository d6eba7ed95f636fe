"""What a question asks for, as weighted terms: its own words, and other names for what it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from guidelines.text import fold
from retrieval.ports import SparseEncoder, SparseVector

OtherNames: TypeAlias = Callable[[str], Sequence[str]]
"""Gives other names, in either language, for what a text names: lay words, brands, abbreviations."""

_NAME_WEIGHT = 0.4
"""Of a word that the asker did not say; 0.2 to 0.7 measure alike, see DESIGN.md."""


def no_names(text: str) -> tuple[str, ...]:  # noqa: ARG001 - the shape of a source
    """Know no other name for anything."""
    return ()


class Understanding:
    """Weighs a question's terms; a term that only another name brings counts less than one that was said."""

    def __init__(
        self, encoder: SparseEncoder, *, other_names: OtherNames = no_names, weight: float = _NAME_WEIGHT
    ) -> None:
        self._encoder, self._other_names, self._weight = encoder, other_names, weight

    def terms(self, question: str) -> SparseVector:
        """Weigh the terms of a question and of the other names for what it names."""
        said = self._encoder.encode_query(question)
        weights = dict(zip(said.indices, said.values, strict=True))
        meant = self._encoder.encode_query("\n".join(map(fold, self._other_names(question))))
        for term in meant.indices:
            weights.setdefault(term, self._weight)
        ordered = sorted(weights.items())
        return SparseVector(tuple(term for term, _ in ordered), tuple(weight for _, weight in ordered))
