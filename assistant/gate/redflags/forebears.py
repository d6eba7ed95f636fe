"""What runs in the family, or what somebody died of, is nobody's complaint; what is told beside it may be.

Problem: `My wife passed away and I don't want to live`, `family history of strokes, my face is drooping`: a
remark about the dead or the family must not take back what a living person has. Rejected: taking back the
whole sentence (it hid both of these), or the remark's own clause alone (`grandpa had chest pain, he died of
it` would call an ambulance). Chosen: whom a sign is told of is the person named nearest before it, and what
runs in a family is an illness's name, not a sign. Cost: of a dead person's signs told after the death, and of
nobody, as `uncle died of it, crushing chest pain`, the floor assumes that they are the writer's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.gate.redflags.clauses import begins_in
from assistant.gate.redflags.lexicon import Span

_Who: TypeAlias = Literal["the_writer", "their_child", "their_partner", "forebear"]
_ALL: tuple[_Who, ...] = ("the_writer", "their_child", "their_partner", "forebear")
_EDGE = 1
"""A blank or a stop that a sign may have beyond the illness's name."""
_NOT_OF_BLOOD = frozenset({"the_writer", "their_child", "their_partner"})


@dataclass(frozen=True, slots=True)
class Forebears:
    """Tells, sign by sign, whether it is of the family or of the dead; `spans` gives the words of a name."""

    spans: Callable[[str], list[Span]]

    def own(self, sign: Span, clause: Span, sentence: Span) -> bool:
        """Say whether a sign is theirs alone."""
        return any(
            self._in_the_blood(sign, word, clause, sentence) for word in self._of("runs_in_family", sentence)
        ) or any(self._of_the_dead(sign, word, clause, sentence) for word in self._of("died_of", sentence))

    def _in_the_blood(self, sign: Span, word: Span, clause: Span, sentence: Span) -> bool:
        who, at = self._nearest(sign, clause, sentence)
        beside = begins_in(clause, word)
        if self._is_illness(sign):
            return beside or who not in _NOT_OF_BLOOD
        if who in _NOT_OF_BLOOD:
            return False
        if who == "forebear":
            return word[0] < at or sign[0] < word[0]
        asked = sign[0] < word[0] and word in self.spans("asked_of_family")
        listed = word[1] <= sign[0] and word in self.spans("family_history_of")
        return beside and (asked or listed)

    def _of_the_dead(self, sign: Span, word: Span, clause: Span, sentence: Span) -> bool:
        who, at = self._nearest(sign, clause, sentence)
        beside = begins_in(clause, word)
        if who == "the_writer":
            return False
        if who is not None and at > word[0]:
            return self._is_illness(sign) or self._any("died_of", (at, sentence[1]))
        if sign[0] < word[1]:
            return who is not None or beside or self._is_illness(sign)
        if beside:
            return not self._any("since_then", clause)
        told_on = self._any("the_dead", clause) or self._any("back_then", clause)
        return told_on or self._is_illness(sign)

    def _nearest(self, sign: Span, clause: Span, sentence: Span) -> tuple[_Who | None, int]:
        """Give whoever is named last before a sign in its sentence, and where; nobody: None.

        Where the sign is a whole clause, whoever is named in it counts.
        """
        until = sign[1] if sign == clause else sign[0] + 1
        named: list[tuple[int, _Who]] = [
            (one[0], who) for who in _ALL for one in self.spans(who) if sentence[0] <= one[0] < until
        ]
        at, who = max(named, default=(sentence[0], None))
        return who, at

    def _is_illness(self, sign: Span) -> bool:
        return any(
            one[0] - sign[0] <= _EDGE and sign[1] - one[1] <= _EDGE and one[0] < sign[1] and sign[0] < one[1]
            for one in self.spans("illness_named")
        )

    def _of(self, name: str, around: Span) -> list[Span]:
        return [one for one in self.spans(name) if begins_in(around, one)]

    def _any(self, name: str, around: Span) -> bool:
        return bool(self._of(name, around))
