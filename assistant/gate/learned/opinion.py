"""The learned channels' say where no rule has spoken: letters first, meaning where these leave it open."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from math import log
from typing import Final

from assistant.gate.folding import Folded
from assistant.gate.learned.channel import LONGEST, channel, readable
from assistant.gate.learned.meaning import Embedding, embedded, meaning, meant
from assistant.gate.learned.slots import slot_features
from assistant.gate.matching import Scan
from assistant.gate.names import Names
from assistant.gate.rule import RuleBook
from retrieval.errors import RetrievalError

logger = logging.getLogger(__name__)
_TURNS: Final = 3
_LEAST: Final = 1e-9
_RECORDED: Final = "dictated"
_READ_OUT: Final = "read_out"
_HARMLESS: Final = ("effect", "test_effect", "errand", "refusal_talk", "news")
"""Of 195 own cases that hold one of these and that rules leave open, 3 are requests."""
_HARMLESS_ALONE: Final = ("meal", "vaccine", "technique", "mechanism", "finding_meant", "other_act")
"""Where no medicine is named beside them: of 227 such cases 2 are requests."""
_NO_CURE: Final = ("examination", "desk", "contagion")
"""Where no medicine is named beside them and no wish to be treated: of 131 such cases none is a request."""
_THERAPY: Final = "therapy"


def spared() -> tuple[str, ...]:
    """Name the slots beside which the channels stay silent, whatever else is said."""
    return (_READ_OUT, _RECORDED, *_HARMLESS)


def reports(book: RuleBook, scan: Scan) -> bool:
    """Say whether a turn tells a history to be known, asking for nothing."""
    return bool(scan.spans(book.slot("history_told"))) and not scan.spans(book.slot("plea"))


def tells(book: RuleBook, scan: Scan) -> bool:
    """Say whether a turn tells what is taken or ends the talk and wants nothing, or names no medicine."""
    if reports(book, scan) or scan.spans(book.slot("closing")):
        return True
    if not scan.spans(book.slot("object")):
        cure = scan.spans(book.slot(_THERAPY))
        alone = _HARMLESS_ALONE if cure else (*_HARMLESS_ALONE, *_NO_CURE)
        if any(scan.spans(book.slot(one)) for one in alone):
            return True
    return bool(scan.spans(book.slot("told_use"))) and not scan.spans(book.slot("wanted"))


class SecondOpinion:
    """Says whether a conversation looks like a request for a regimen; deterministic, without network."""

    def __init__(self, book: RuleBook, lexicon: Names, embedding: Embedding | None) -> None:
        """Read slots of `book` and names of `lexicon`; without an embedding, letters decide alone."""
        self._book, self._lexicon = book, lexicon
        known = embedding is not None and embedding.identity == meaning().identity
        self._embedding = embedding if known else None

    def blocks(self, scans: Sequence[Scan]) -> bool:
        """Judge the last of these turns of one asker, read as the rules read it."""
        turns = [_end(one) for one in scans[-_TURNS:]]
        texts = [readable(one.folded, self._lexicon) for one in turns]
        letters = channel()
        slots = slot_features(self._book, turns)
        score = letters.score(texts, slots)
        if score >= letters.threshold:
            return True
        if self._embedding is None or score < letters.unclear:
            return False
        return self._means(self._embedding, texts, score, slots)

    def _means(
        self, embedding: Embedding, texts: Sequence[str], score: float, slots: Collection[str]
    ) -> bool:
        try:
            vector = embedded(embedding, meant(texts))
        except RetrievalError as fault:
            logger.warning("no embedding for an unclear turn cause=%s", type(fault).__name__)
            return False
        return meaning().score(vector, _logit(score), slots) >= meaning().threshold


def _end(scan: Scan) -> Scan:
    """Give the end of a long turn, where what is asked stands."""
    folded = scan.folded
    if len(folded.text) <= LONGEST:
        return scan
    return Scan(Folded(folded.text[-LONGEST:], folded.origins[-LONGEST:]))


def _logit(score: float) -> float:
    held = min(max(score, _LEAST), 1 - _LEAST)
    return log(held / (1 - held))
