"""One automaton for all surface patterns: a text is read once, whatever the number of words.

Patterns hold literals, `(a|b)`, `[ab]`, `?`, `(a|b)*`, `.` for any character inside a clause but a negation,
and `breath*` for the rest of a Latin word. The automaton is made deterministic on the way, as texts are read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.errors import GateRulesError

_BREAKS = frozenset(",。!?;:\n、不没无未否")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_MOST_EDGES = 4096
_ANY, _REST = "any", "rest"
_NOWHERE: frozenset[int] = frozenset()


@dataclass(slots=True)
class State:
    """A deterministic state: which names end here, where each character leads, in states and in patterns."""

    members: frozenset[int]
    names: tuple[str, ...]
    then: dict[str, State | None] = field(default_factory=dict)
    leads: dict[str, set[int]] | None = None


class Automaton:
    """Takes patterns with their names, then steps through texts one character at a time."""

    def __init__(self) -> None:
        self._nodes = 1
        self._edges: dict[int, dict[str, set[int]]] = {}
        self._any: dict[int, set[int]] = {}
        self._word: dict[int, set[int]] = {}
        self._free: dict[int, set[int]] = {}
        self._common: dict[tuple[int, str], int] = {}
        self._ends: dict[int, set[str]] = {}
        self._states: dict[frozenset[int], State] = {}
        self._first: State | None = None

    def add(self, pattern: str, name: str) -> None:
        """Let `name` end wherever `pattern` does.

        Raises:
            GateRulesError: brackets that do not match.
        """
        out, rest = self._alternatives(pattern, 0, 0)
        if rest != len(pattern):
            message = f"pattern {pattern!r} closes a bracket that was never opened; correct it"
            raise GateRulesError(message)
        self._ends.setdefault(out, set()).add(name)

    @property
    def first(self) -> State:
        """The state before the first character."""
        if self._first is None:
            self._first = self._state(frozenset({0}))
        return self._first

    def step(self, state: State, character: str) -> State | None:
        """Go on by one character; None where no pattern goes on."""
        leads = state.leads if state.leads is not None else self._index(state)
        reached = set(leads.get(character, ()))
        if character not in _BREAKS:
            reached |= leads.get(_ANY, frozenset())
        if character in _WORD:
            reached |= leads.get(_REST, frozenset())
        following = self._state(frozenset(reached)) if reached else None
        if len(state.then) < _MOST_EDGES:
            state.then[character] = following
        return following

    def _index(self, state: State) -> dict[str, set[int]]:
        """Gather where the members of a state go on, by character, once it is left for the first time."""
        leads: dict[str, set[int]] = {}
        for one in state.members:
            for character, following in self._edges.get(one, {}).items():
                leads.setdefault(character, set()).update(following)
            if one in self._any:
                leads.setdefault(_ANY, set()).update(self._any[one])
            if one in self._word:
                leads.setdefault(_REST, set()).update(self._word[one])
        state.leads = leads
        return leads

    def _state(self, reached: frozenset[int]) -> State:
        open_still, members = list(reached), set(reached)
        while open_still:
            for one in self._free.get(open_still.pop(), _NOWHERE) - members:
                members.add(one)
                open_still.append(one)
        whole = frozenset(members)
        if whole not in self._states:
            names = {name for one in whole for name in self._ends.get(one, ())}
            self._states[whole] = State(whole, tuple(sorted(names)))
        return self._states[whole]

    def _new(self) -> int:
        self._nodes += 1
        return self._nodes - 1

    def _pass(self, start: int, end: int) -> None:
        """Let `end` be reached from `start` without a character."""
        self._free.setdefault(start, set()).add(end)

    def _lead(self, start: int, character: str, end: int) -> None:
        self._edges.setdefault(start, {}).setdefault(character, set()).add(end)

    def _alternatives(self, pattern: str, at: int, start: int) -> tuple[int, int]:
        end, here = self._new(), start
        while at < len(pattern) and pattern[at] != ")":
            if pattern[at] == "|":
                self._pass(here, end)
                here, at = start, at + 1
            elif pattern[at] not in "([." and pattern[at + 1 : at + 2] not in {"?", "*"}:
                here, at = self._plain(pattern[at], here), at + 1
            else:
                here, at = self._piece(pattern, at, here)
        self._pass(here, end)
        return end, at

    def _plain(self, character: str, start: int) -> int:
        """Go one character on: patterns that begin alike share the way."""
        end = self._common.get((start, character))
        if end is None:
            end = self._common[start, character] = self._new()
            self._lead(start, character, end)
        return end

    def _piece(self, pattern: str, at: int, start: int) -> tuple[int, int]:
        before = self._new()
        self._pass(start, before)
        opening = pattern[at]
        end, at = self._atom(pattern, at, before)
        mark = pattern[at] if at < len(pattern) else ""
        if mark == "?":
            self._pass(before, end)
        elif mark == "*" and opening in "([":
            self._pass(before, end)
            self._pass(end, before)
        elif mark == "*":
            rest = self._new()
            self._pass(end, rest)
            self._word.setdefault(rest, set()).add(rest)
            end = rest
        else:
            return end, at
        return end, at + 1

    def _atom(self, pattern: str, at: int, start: int) -> tuple[int, int]:
        if pattern[at] == "(":
            end, at = self._alternatives(pattern, at + 1, start)
            if at >= len(pattern):
                message = f"pattern {pattern!r} opens a bracket and never closes it; correct it"
                raise GateRulesError(message)
            return end, at + 1
        end = self._new()
        if pattern[at] == "[":
            closing = pattern.index("]", at)
            for character in _class(pattern[at + 1 : closing]):
                self._lead(start, character, end)
            return end, closing + 1
        if pattern[at] == ".":
            self._any.setdefault(start, set()).add(end)
        else:
            self._lead(start, pattern[at], end)
        return end, at + 1


def _class(written: str) -> str:
    return written.replace("0-9", "0123456789")
