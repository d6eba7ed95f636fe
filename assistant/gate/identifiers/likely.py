"""Names that nothing announces: likelier read as a name than as words, between two whole words.

A run of Chinese is read twice: as the words of the dictionary, and with one stretch of it as a name (a
surname, then characters that names are made of). The gain of the second reading is measured against a bar
that is lower where the surroundings speak for a name.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from assistant.gate.identifiers.characters import UNSEEN, name_characters
from assistant.gate.identifiers.naming import any_of, naming
from assistant.gate.identifiers.subjects import is_subject
from assistant.gate.identifiers.tagging import Ints
from assistant.gate.names import names
from retrieval.segmenter import segmenter

_RUN = re.compile("[\u4e00-\u9fff]{2,}")
_BREAKS = frozenset(' \t\n,.;:!?。;、()/"')
_COUNTED = frozenset("张包支项管方层路班周")
_COUNTS = frozenset("这那哪一两二三四五六七八九十几每半数多0123456789")
"""Behind one of these the former count things: `这张单子`."""
_JOINS = frozenset("和与跟及、")
_PRIOR = math.log(0.04)
_COMPOUND = 3.0
_LONGEST = 4
_LONGEST_RUN = 500
"""A longer run without a break is no prose: only what is announced is a name there."""
_SPLIT = 3.0
"""So much likelier may be a reading in which a surname before a title is part of a word."""
_BARS = {2: (6.0, 3.0, 0.0), 3: (0.5, -2.0, -5.0), 4: (0.5, -2.0, -5.0)}
"""The gain that a name of so many characters must bring: told by nothing, on one side, on both."""
_LOWEST = min(min(bars) for bars in _BARS.values())
_DOUBT = 4.0
"""So much more must a name bring whose surname is an everyday word."""
_USUAL = (-13.0, -10.0, -7.5)
_MEDICINE = np.uint32(1 << 12)
_FLOOR = {2: -3.5, 3: -8.0, 4: -8.0}
"""Below this gain not even a label or a title makes a name of a stretch: it is words."""


@dataclass(frozen=True, slots=True)
class _Run:
    """The likeliest reading of a run up to and from every place, and where its words begin and end."""

    text: str
    before: list[float]
    after: list[float]
    begins: list[int]
    ends: list[int]

    def gain(self, start: int, stop: int, weight: float) -> float:
        """Give how much likelier the run is with `start:stop` as a name that weighs so much."""
        return self.before[start] + weight + self.after[stop] - self.before[-1]

    def opens(self, start: int) -> bool:
        """Say whether a whole word ends at `start`: no half of another, no foreign syllable."""
        return start - self.begins[start] != 1 or self.text[start - 1] in naming().neighbours

    def closes(self, stop: int) -> bool:
        """Say whether a whole word begins at `stop`."""
        return self.ends[stop] - stop != 1 or self.text[stop] in naming().neighbours

    def cut(self) -> list[int]:
        """Give each character's word on the likeliest way: its length, the place in it, how usual it is."""
        told: list[int] = []
        stop = len(self.text)
        while stop:
            start = self.begins[stop]
            size, weight = stop - start, self.before[stop] - self.before[start]
            usual = 1 + sum(weight > bar for bar in _USUAL)
            told += [usual * 64 + min(size, 4) * 8 + min(stop - place, 4) for place in range(stop, start, -1)]
            stop = start
        return told[::-1]


def _read(run: str) -> _Run:
    size = len(run)
    before, after = [-math.inf] * (size + 1), [-math.inf] * (size + 1)
    before[0] = after[size] = 0.0
    begins, ends = [0] * (size + 1), [size] * (size + 1)
    ways = list(segmenter().ways(run))
    for start, stop, weight in ways:
        if before[start] + weight > before[stop]:
            before[stop], begins[stop] = before[start] + weight, start
    for start, stop, weight in reversed(ways):
        if after[stop] + weight > after[start]:
            after[start], ends[start] = after[stop] + weight, stop
    return _Run(run, before, after, begins, ends)


def _weight(name: str) -> float:
    """Give the log-probability of a stretch as a name; minus infinity if no surname begins it."""
    data = naming()
    compound = name[:2] in data.compound
    given = name[2:] if compound else name[1:]
    if not given or len(given) > 2 or not (compound or name[0] in data.surnames):
        return -math.inf
    if not _no_given().isdisjoint(given) or given in data.titles or name.startswith(_never(name[0])):
        return -math.inf
    known = name_characters()
    weight = _PRIOR + known.get(name[0], UNSEEN).first + (_COMPOUND if compound else 0.0)
    for character in given[:-1]:
        weight += known.get(character, UNSEEN).middle
    return weight + known.get(given[-1], UNSEEN).last


@cache
def _never(surname: str) -> tuple[str, ...]:
    return tuple(one for one in naming().never if one[0] == surname)


@cache
def _no_given() -> frozenset[str]:
    return frozenset(naming().no_given)


@cache
def _surroundings() -> tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]]:
    data = naming()
    behind = re.compile(any_of((*data.behind, *data.titles, *data.relations)))
    before = tuple(one for one in (*data.labels, *data.before) if len(one) > 1 or one in data.asking)
    return before, behind, re.compile(any_of(data.made_of))


class NameReader:
    """Reads one folded text for names; a run is read once, when it is first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._runs = {match.start(): match.end() for match in _RUN.finditer(text)}
        self._starts = list(self._runs)
        self._read: dict[int, _Run] = {}
        self._joined: set[int] = set()
        self._medicines = bytearray(len(text))
        for one in names().find(text):
            self._medicines[one.start : one.end] = b"\1" * (one.end - one.start)

    def likely(self) -> Iterator[tuple[int, int]]:
        """Give the spans that are likelier a name than words; none overlaps another."""
        for at, end in self._runs.items():
            found = sorted(self._candidates(at, end), reverse=True) if end - at <= _LONGEST_RUN else []
            taken = bytearray(end - at)
            for _ in range(2):
                for gain, start, stop in found:
                    if gain < _LOWEST or any(taken[start - at : stop - at]):
                        continue
                    if gain >= self._bar(self._run(at), start - at, stop - at, at):
                        taken[start - at : stop - at] = b"\1" * (stop - start)
                        if self._text[stop : stop + 1] in _JOINS:
                            self._joined.add(stop + 1)
                        yield start, stop
                if not self._joined:
                    break

    def titled_surnames(self) -> Iterator[tuple[int, int]]:
        """Give the surnames that stand as a word of their own right before a title."""
        titles = _titles()
        for at, end in self._runs.items():
            for title in titles.finditer(self._text, at, end):
                run, start = self._run(at), title.start() - 1 - at
                whole = run.before[start] + run.after[start] >= run.before[-1] - _SPLIT
                if whole and run.opens(start):
                    yield title.start() - 1, title.start()

    def may_be_name(self, start: int, stop: int) -> bool:
        """Say whether a stretch that its surroundings call a name is no mere words and no medicine."""
        if stop - start < 2 or stop - start > _LONGEST:
            return True
        if any(self._medicines[start:stop]):
            return False
        nearest = bisect_right(self._starts, start) - 1
        if nearest < 0 or stop > self._runs[self._starts[nearest]]:
            return True
        at = self._starts[nearest]
        doubt = 2 * _DOUBT if self._text[start] in naming().doubtful else 0.0
        gain = self._run(at).gain(start - at, stop - at, _weight(self._text[start:stop]))
        return gain >= _FLOOR[stop - start] + doubt

    def is_subject(self, start: int, stop: int) -> bool:
        """Say whether a stretch stands where a question about a medicine names the medicine."""
        return is_subject(self._text, start, stop, self._medicines)

    def has_medicine(self, start: int, stop: int) -> bool:
        """Say whether the name of a medicine stands in a stretch."""
        return any(self._medicines[start:stop])

    def cut(self) -> Ints:
        """Give for every character how long and how usual its word is, and which place of it it holds."""
        told = np.zeros(len(self._text), dtype=np.uint32)
        for at, end in self._runs.items():
            if end - at <= _LONGEST_RUN:
                told[at:end] = self._run(at).cut()
        told[np.frombuffer(self._medicines, dtype=np.uint8) > 0] |= _MEDICINE
        return told

    def _run(self, at: int) -> _Run:
        if at not in self._read:
            self._read[at] = _read(self._text[at : self._runs[at]])
        return self._read[at]

    def _candidates(self, at: int, end: int) -> Iterator[tuple[float, int, int]]:
        data, text = naming(), self._text
        for start in range(at, end - 1):
            if text[start] in data.surnames or text[start : start + 2] in data.compound:
                if text[start] in _COUNTED and start > 0 and text[start - 1] in _COUNTS:
                    continue
                for stop in range(start + 2, min(start + _LONGEST, end) + 1):
                    weight = _weight(text[start:stop])
                    if weight > -math.inf and not any(self._medicines[start:stop]):
                        yield self._run(at).gain(start - at, stop - at, weight), start, stop

    def _bar(self, run: _Run, start: int, stop: int, at: int) -> float:
        """Give the gain that a name must bring where it stands in a run that begins at `at`."""
        text, begin, end = self._text, at + start, at + stop
        before, behind, made_of = _surroundings()
        asked = begin
        while asked > max(0, begin - 2) and text[asked - 1] in ": 是为叫(":
            asked -= 1
        left = text.endswith(before, 0, begin) or text.endswith(before, 0, asked)
        left = (
            left
            or begin in self._joined
            or (begin > 1 and text[begin - 1] == ":" and _is_han(text[begin - 2]))
        )
        right = behind.match(text, end) is not None
        if made_of.match(text, end) or not (left or run.opens(start)) or not (right or run.closes(stop)):
            return math.inf
        opens = begin == 0 or text[begin - 1] in _BREAKS
        closes = end == len(text) or text[end] in _BREAKS
        told = 2 if (left and (right or closes)) or (right and opens) else int(left or right)
        doubt = (_DOUBT, _DOUBT, 1.0)[told] if text[begin] in naming().doubtful else 0.0
        return _BARS[stop - start][told] + doubt


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


@cache
def _titles() -> re.Pattern[str]:
    data = naming()
    surnames = (
        "".join(set(data.surnames) - set(data.neighbours) - set(data.doubtful) - set(data.words)) + data.alone
    )
    return re.compile(f"(?<=[{surnames}])(?:{any_of(data.titles)})")
