"""Looks for disagreements among all editions in force; what two editions came to is remembered."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TypeAlias

from assistant.changes.change import Change
from assistant.changes.conflicts import Conflict, Holding, disagreements, one_topic, topic_of
from assistant.changes.showing import Showing, Viewer
from guidelines import Edition, EditionId, Ledger, Span, View

_HELD, _REMEMBERED = 256, 200_000

_Key: TypeAlias = tuple[EditionId, tuple[Span, ...]]
"""An edition and the stretches of it that an amendment has replaced: what it says never changes otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The disagreements among the pairs of editions compared so far; `left` pairs are yet to be compared."""

    conflicts: tuple[Conflict, ...]
    left: int


class ConflictFinder:
    """Compares editions in force of different families about one topic; every pair is compared once."""

    def __init__(self, ledger: Ledger) -> None:
        """Read from this ledger."""
        self._ledger = ledger
        self._pairs: dict[tuple[_Key, _Key], tuple[Change, ...]] = {}
        self._held = lru_cache(maxsize=_HELD)(self._hold)

    def find(
        self,
        viewer: Viewer,
        *,
        about: Callable[[Edition], bool] = lambda _: True,
        within_s: float = float("inf"),
    ) -> Found:
        """Find where editions disagree of which the viewer may know, one of each two being `about` something.

        Editions that were not compared before are compared as long as `within_s` lasts.
        """
        ends = time.monotonic() + within_s
        view = self._ledger.view(viewer.reader, as_of=None)
        replaced = self._replaced(view)
        showing = Showing(self._ledger)
        found: list[Conflict] = []
        left = 0
        for first, second in self._pairs_of(view, about):
            keys = tuple((one.edition_id, replaced.get(one.edition_id, ())) for one in (first, second))
            changes = self._pairs.get((keys[0], keys[1]))
            if changes is None and time.monotonic() >= ends:
                left += 1
                continue
            changes = changes if changes is not None else self._compare(*keys)
            shown = (showing.shown(one, first, second, viewer) for one in changes)
            found += [Conflict(shown=one) for one in shown if one is not None]
        return Found(conflicts=tuple(found), left=left)

    def _pairs_of(self, view: View, about: Callable[[Edition], bool]) -> Iterator[tuple[Edition, Edition]]:
        """Give the pairs to be compared, by id."""
        editions = [self._ledger.edition(one) for one in sorted(view.editions or ())]
        topics = [topic_of(one) for one in editions]
        wanted = [about(one) for one in editions]
        for i, j in sorted(_sharing(topics)):
            apart = editions[i].family_id != editions[j].family_id
            if apart and (wanted[i] or wanted[j]) and one_topic(topics[i], topics[j]):
                yield editions[i], editions[j]

    def _replaced(self, view: View) -> dict[EditionId, tuple[Span, ...]]:
        found: defaultdict[EditionId, list[Span]] = defaultdict(list)
        for passage_id, spans in view.amended.items():
            found[self._ledger.passage(passage_id).edition_id] += spans
        return {one: tuple(sorted(spans, key=lambda span: span.start)) for one, spans in found.items()}

    def _compare(self, first: _Key, second: _Key) -> tuple[Change, ...]:
        if len(self._pairs) >= _REMEMBERED:
            self._pairs.clear()
        changes = tuple(disagreements(self._held(first), self._held(second)))
        self._pairs[first, second] = changes
        return changes

    def _hold(self, key: _Key) -> Holding:
        return Holding(self._ledger, self._ledger.edition(key[0]), replaced=key[1])


def _sharing(topics: Sequence[frozenset[str]]) -> set[tuple[int, int]]:
    """Give the pairs whose topics have a word in common."""
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    for at, topic in enumerate(topics):
        for word in topic:
            by_word[word].append(at)
    return {pair for held in by_word.values() for pair in combinations(held, 2)}
