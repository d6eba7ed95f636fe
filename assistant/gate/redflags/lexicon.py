"""The words of the red flags: every surface in one automaton, so that a text is read in linear time."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from itertools import accumulate

from assistant.errors import GateRulesError
from assistant.gate.folding import fold
from assistant.gate.redflags.automaton import Automaton, State
from assistant.gate.redflags.formula import Term, parse_term
from assistant.gate.redflags.spoken import spoken

Span = tuple[int, int]
_LATIN_WORD = re.compile("[a-z]+")
_MOST_SPANS = 200
"""A word that stands more often than this in one text tells nothing more."""
_LONGEST = 40
_EXCEPT = "_except"
"""`pregnant_except` lists longer words in which `pregnant` means something else."""
_ANY_EXCEPT = "any_except"
"""Longer words in which no part means itself: a medicine named for what it is against, an idiom."""
_KEPT_IN_ANY = frozenset({"pills"})


class Lexicon:
    """Finds every word of every name in a folded text; also keeps names that are sequences of others."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """Take surface patterns by name; one that begins with `= ` is a sequence of names.

        Raises:
            GateRulesError: a pattern or sequence that cannot be read.
        """
        self._automaton = Automaton()
        self.sequences: dict[str, tuple[Term, ...]] = {}
        self.names = frozenset(words)
        self.latin_words: set[str] = set()
        for name, patterns in words.items():
            given = tuple(patterns)
            self.sequences[name] = tuple(parse_term(one[2:]) for one in given if one.startswith("= "))
            for pattern in given:
                if not pattern.startswith("= "):
                    folded = spoken().pattern(fold(pattern).text)
                    self._automaton.add(folded, name)
                    self.latin_words.update(_LATIN_WORD.findall(folded))

    @property
    def referred(self) -> frozenset[str]:
        """Every name that a sequence is made of."""
        terms = (term for sequence in self.sequences.values() for term in sequence)
        return frozenset(name for term in terms for step in term for name in step.names)

    def reachable(self, found: Iterable[str]) -> frozenset[str]:
        """Give the names that may stand in a text in which only those of `found` were read."""
        reached = set(found)
        waiting = [name for name, terms in self.sequences.items() if terms and name not in reached]
        grown = True
        while grown:
            grown = False
            for name in waiting:
                if name not in reached and any(
                    all(not reached.isdisjoint(step.names) for step in term) for term in self.sequences[name]
                ):
                    reached.add(name)
                    grown = True
        return frozenset(reached)

    def scan(self, text: str) -> dict[str, list[Span]]:
        """Give the spans of every word found, by name, in order of their start."""
        found: dict[str, list[Span]] = {}
        first, step = self._automaton.first, self._automaton.step
        length = len(text)
        for at in range(length):
            character = text[at]
            state = first.then[character] if character in first.then else step(first, character)
            if state is None or (at and _latin(character) and _latin(text[at - 1])):
                continue
            end = at + 1
            furthest = min(length, at + _LONGEST)
            while state is not None:
                if state.names:
                    _keep(found, state, text, (at, end))
                if end == furthest:
                    break
                character = text[end]
                state = state.then[character] if character in state.then else step(state, character)
                end += 1
        named = found.pop(_ANY_EXCEPT, [])
        for name in [name for name in found if name.endswith(_EXCEPT)]:
            _leave_out(found, name.removesuffix(_EXCEPT), found.pop(name))
        if named:
            for name in found.keys() - _KEPT_IN_ANY:
                _leave_out(found, name, named)
        return found


def _keep(found: dict[str, list[Span]], state: State, text: str, span: Span) -> None:
    end = span[1]
    if end < len(text) and _latin(text[end - 1]) and _latin(text[end]):
        return
    for name in state.names:
        spans = found.setdefault(name, [])
        if len(spans) < _MOST_SPANS:
            spans.append(span)


def _leave_out(found: dict[str, list[Span]], name: str, inside: Sequence[Span]) -> None:
    """Take the spans of a name out that are a part of a longer word of another meaning."""
    starts = [one[0] for one in inside]
    furthest = list(accumulate((one[1] for one in inside), max))
    kept = [
        span
        for span in found.get(name, ())
        if not (place := bisect_right(starts, span[0])) or furthest[place - 1] < span[1]
    ]
    if kept:
        found[name] = kept
    else:
        found.pop(name, None)


def _latin(character: str) -> bool:
    return "a" <= character <= "z" or "0" <= character <= "9"


def load_words(folder: Traversable) -> dict[str, list[str]]:
    """Read every `[words]` table of a folder.

    Raises:
        GateRulesError: a file that cannot be read, or a name that stands in two files.
    """
    words: dict[str, list[str]] = {}
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            table = tomllib.loads(file.read_text("utf-8"))["words"]
        except (KeyError, tomllib.TOMLDecodeError) as fault:
            message = f"words {file.name!r} cannot be read: {fault}; correct the file"
            raise GateRulesError(message) from fault
        if twice := words.keys() & table.keys():
            message = f"words {sorted(twice)!r} of {file.name!r} stand in another file, too; join them"
            raise GateRulesError(message)
        words |= table
    return words
