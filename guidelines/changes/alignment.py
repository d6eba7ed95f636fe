"""Which unit of an old edition answers to which of a new one: across reordering, splitting and merging."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guidelines.changes.similarity import Likeness, Row, words
from guidelines.changes.trimming import trim
from guidelines.changes.unit import Unit

_CANDIDATES = 12
# Weighed on invented editions (tests/unit/guidelines/changes): words decide, heading and order break ties.
_BAR = 0.40
_LEAST = 0.22
_HEADING, _ORDER, _NUMBERS = 0.12, 0.10, 0.10
_ORDER_REACH = 6.0
_PART, _LEAST_PART = 0.6, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Units that state the same matter; one side is empty where only one edition speaks of it.

    Several units stand on one side where a statement was split or several were merged. `score` is the
    likeness of the words, from 0 (only one side) to 1 (the same words).
    """

    old: tuple[Unit, ...]
    new: tuple[Unit, ...]
    score: float


def align(old: Sequence[Unit], new: Sequence[Unit]) -> tuple[Pairing, ...]:
    """Pair every unit of both editions exactly once, in the new edition's order, then what was removed."""
    task = _Alignment(old, new)
    task.pair_same()
    task.pair_alike()
    task.attach_parts()
    return task.pairings()


class _Alignment:
    """The state of one alignment: `images[i]` are the new units that answer to old unit `i`."""

    def __init__(self, old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self._old, self._new = old, new
        self._words = [words(unit.body) for unit in old], [words(unit.body) for unit in new]
        self._places = [words(unit.place) for unit in old], [words(unit.place) for unit in new]
        self._likeness = Likeness(*self._words)
        self._image: dict[int, int] = {}
        self._origin: dict[int, int] = {}
        self._more_old: dict[int, list[int]] = {}
        self._more_new: dict[int, list[int]] = {}
        self._score: dict[int, float] = {}

    def pair_same(self) -> None:
        """Pair units of the same words, those under the same heading first, then in order."""
        by_key: dict[str, list[int]] = {}
        for unit in self._new:
            by_key.setdefault(unit.key, []).append(unit.ordinal)
        for same_place in (True, False):
            for unit in self._old:
                open_ = [
                    j
                    for j in by_key.get(unit.key, ())
                    if j not in self._origin and (not same_place or self._new[j].place == unit.place)
                ]
                if unit.ordinal not in self._image and open_:
                    self._pair(unit.ordinal, open_[0], 1.0)

    def pair_alike(self) -> None:
        """Pair what is left, the most alike first."""
        expected = self._expected()
        ranked = []
        for i in range(len(self._old)):
            if i in self._image:
                continue
            cosines = self._likeness.to_new(i)
            for j in _best(cosines):
                if j in self._origin or cosines[j] < _LEAST:
                    continue
                bonus = _HEADING * self._same_place(i, j) + _NUMBERS * self._same_numbers(i, j)
                bonus += _ORDER * float(np.exp(-abs(j - expected[i]) / _ORDER_REACH))
                if cosines[j] + bonus >= _BAR:
                    ranked.append((cosines[j] + bonus, -i, -j, float(cosines[j])))
        for _, i, j, cosine in sorted(ranked, reverse=True):
            if -i not in self._image and -j not in self._origin:
                self._pair(-i, -j, cosine)

    def attach_parts(self) -> None:
        """Give what is still alone to the pair of which it is a part: a split or a merged statement."""
        old_words, new_words = self._words
        spare = {i: old_words[i] - new_words[j] for i, j in self._image.items()}
        for j in [unit.ordinal for unit in self._new if unit.ordinal not in self._origin]:
            near = [i for i in _best(self._likeness.to_old(j)) if i in self._image]
            whole = self._whole(new_words[j], {i: (spare[i], new_words[self._image[i]]) for i in near})
            if whole is not None:
                self._more_new.setdefault(whole, []).append(j)
                self._origin[j] = whole
                spare[whole] -= new_words[j]
        partner = {j: i for i, j in self._image.items() if i not in self._more_new}
        spare = {i: new_words[j] - old_words[i] for j, i in partner.items()}
        for i in [unit.ordinal for unit in self._old if unit.ordinal not in self._image]:
            near = [partner[j] for j in _best(self._likeness.to_new(i)) if j in partner]
            whole = self._whole(old_words[i], {o: (spare[o], old_words[o]) for o in near})
            if whole is not None:
                self._more_old.setdefault(whole, []).append(i)
                spare[whole] -= old_words[i]

    def pairings(self) -> tuple[Pairing, ...]:
        """Write down what was found."""
        attached = {i for more in self._more_old.values() for i in more}
        found: list[Pairing] = []
        for unit in self._new:
            i = self._origin.get(unit.ordinal)
            if i is None:
                found.append(Pairing(old=(), new=(unit,), score=0.0))
            elif self._image[i] == unit.ordinal:
                olds = sorted([i, *self._more_old.get(i, ())])
                news = sorted([unit.ordinal, *self._more_new.get(i, ())])
                found += self._trimmed(
                    Pairing(
                        old=tuple(self._old[one] for one in olds),
                        new=tuple(self._new[one] for one in news),
                        score=round(min(1.0, self._score[i]), 4),
                    )
                )
        removed = (u for u in self._old if u.ordinal not in self._image and u.ordinal not in attached)
        return (*found, *(Pairing(old=(unit,), new=(), score=0.0) for unit in removed))

    def _trimmed(self, pair: Pairing) -> list[Pairing]:
        """Tell a clause at the end of a sentence apart that only one edition has."""
        one_each = len(pair.old) == len(pair.new) == 1
        if not one_each or {pair.old[0].kind, pair.new[0].kind} != {"narrative"} or pair.score == 1:
            return [pair]
        before, after = pair.old[0], pair.new[0]
        old, removed = trim(before, after, self._held)
        new, added = trim(after, before, self._held)
        return [
            Pairing(old=(old,), new=(new,), score=pair.score),
            *(Pairing(old=(), new=(unit,), score=0.0) for unit in added),
            *(Pairing(old=(unit,), new=(), score=0.0) for unit in removed),
        ]

    def _held(self, part: str, whole: str) -> float:
        return self._likeness.held(words(part), words(whole))

    def _pair(self, i: int, j: int, score: float) -> None:
        self._image[i], self._origin[j], self._score[i] = j, i, score

    def _expected(self) -> list[float]:
        """Say where each old unit would stand if it had kept its place between its neighbours."""
        anchors = sorted(self._image.items()) or [(0, 0)]
        xs, ys = zip(*anchors, strict=True)
        return [float(place) for place in np.interp(np.arange(len(self._old)), xs, ys)]

    def _same_place(self, i: int, j: int) -> float:
        first, second = self._places[0][i], self._places[1][j]
        if self._old[i].place == self._new[j].place:
            return 1.0
        union = (first | second).total()
        return (first & second).total() / union if union else 0.0

    def _same_numbers(self, i: int, j: int) -> float:
        """Give the share of telling numbers; a lone digit is shared by chance."""
        both = self._words[0][i], self._words[1][j]
        first, second = ({w for w in side if w[0].isdigit() and len(w) > 1} for side in both)
        return len(first & second) / (len(first | second) or 1)

    def _whole(self, part: Counter[str], pairs: dict[int, tuple[Counter[str], Counter[str]]]) -> int | None:
        """Find the pair of which one statement has this part to spare, beyond what its partner says."""
        shares = {}
        for i, (spare, said) in pairs.items():
            own = part - said
            if len(own) >= _LEAST_PART:
                shares[i] = self._likeness.held(own, spare)
        best = max(shares, key=lambda i: (shares[i], -i), default=None)
        return best if best is not None and shares[best] >= _PART else None


def _best(cosines: Row) -> list[int]:
    """Give the places of the greatest cosines above nothing, best first."""
    ranked = np.argsort(-cosines, kind="stable")[:_CANDIDATES]
    return [place for place in ranked.tolist() if cosines[place] > 0]
