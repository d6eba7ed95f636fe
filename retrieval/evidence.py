"""Evidence as the model and the grounding see it: numbered sentences, each a slice of a stored passage."""

from __future__ import annotations

from dataclasses import dataclass

from guidelines import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSentence:
    """A sentence that an answer may stand on.

    `text == passage.text[start:end]`. `scope` is what says whom and what it speaks of when the sentence
    itself does not: document title, heading path, table header, the sentence before. Scope is used to check
    a claim's population and condition; it is never quoted.
    """

    marker: int
    text: str
    passage: Passage
    title: str
    start: int
    end: int
    scope: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Numbered evidence within a token budget; markers run 1..n in the order shown to the model."""

    sentences: tuple[EvidenceSentence, ...]
    tokens: int
    truncated: bool

    def numbered(self, marker: int) -> EvidenceSentence | None:
        """Give the sentence with this marker, or None when no such number was handed out."""
        return self.sentences[marker - 1] if 1 <= marker <= len(self.sentences) else None
