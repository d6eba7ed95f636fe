"""What somebody claims: a value with who told it, what excludes it, and how it makes way for another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.clauses import clauses_of
from assistant.drafting.finding import Piece
from assistant.drafting.lexicon import latin
from assistant.drafting.record import Dropped, Said, Speaker, Talk
from assistant.drafting.values import Value, alike, exchanged, is_time, puts_right, values_of

STAFF: Final = frozenset({"doctor", "nurse"})
_OPEN: Final = re.compile(r"几|多[少久长大]|什么|哪|怎么|\b(?:how|what|when|where|which)\b", re.IGNORECASE)
_AROUND: Final = re.compile(
    r"大概|大约|差不多|才[对是]|先啱|估计|可能|应该|其实|也就|得有|顶多|最多|至少|将?近|好像|吧|了|的|有|是|就|快|小|得|都|多|来|嘛|呢|啊|[，,。.\s]|"
    r"\b(?:it's|it was|maybe|about|actually|around|like|since|for|the|or so|i think|been|has|on|at|in)\b",
    re.IGNORECASE,
)
_TIME_AROUND: Final = r"(?:已经|大概|差不多|快|小|得?有|得)*{}(?:多|来)?(?:吧|了|的)*"
_COMMON: Final = frozenset(
    {"your", "says", "have", "that", "this", "with", "about", "been", "more", "like", "just"}
)
_CLOSE_BY: Final = 3
_LITTLE: Final = 2
_LITTLE_EN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A value as it was told: the clause, and what it says."""

    by: Uttered
    value: Value

    @property
    def turn(self) -> int:
        """Give the turn in which it was told."""
        return self.by.clause.turn

    @property
    def speaker(self) -> Speaker:
        """Tell who told it."""
        return self.by.clause.speaker


def claims_of(clauses: Sequence[Uttered]) -> list[Claim]:
    """Give the values that stand in a clause's own words, not in the question that it answers."""
    return [
        Claim(by=one, value=value)
        for one in clauses
        for value in values_of(one)
        if value.said.turn == one.clause.turn
    ]


def asked_of(talk: Talk) -> Iterator[Uttered]:
    """Give what staff asks as if they stated it: a question may read out what a record says."""
    for clause in clauses_of(talk.turns):
        if clause.asks and clause.speaker in STAFF and not _OPEN.search(clause.text):
            yield Uttered(clause=clause, pieces=(Piece(clause.text, clause.said),))


def excludes(new: Value, old: Value) -> bool:
    """Say whether two values of one sort cannot both be so."""
    same = new.sort == old.sort and new.sort != "count:"
    return same and not alike(new, old) and puts_right(new, old, next_to=False)


def may_exclude(new: Value, old: Value) -> bool:
    """Say whether two values may be about one matter: two times, or a number that leaves its unit out."""
    if excludes(new, old):
        return True
    if is_time(new) and is_time(old):
        return not alike(new, old)
    counted = old.sort.startswith("count:") and not is_time(old) and not old.sort.startswith("count:第")
    bare = new.sort == "count:" and counted and old.sort not in {"count:点", "count:岁"}
    return bare and "" not in {new.number, old.number} and new.number != old.number


def of_one_matter(new: Claim, old: Claim) -> bool:
    """Say whether two claims are of one matter: told close by, or in words that they share.

    A number without a unit says nothing of what it counts: it stands alone, or the words are shared.
    """
    shared = bool(_words_of(new) & _words_of(old))
    if old.value.sort == "count:" and not old.value.alone:
        return shared
    return shared or abs(new.turn - old.turn) <= _CLOSE_BY


def _words_of(claim: Claim) -> set[str]:
    text = claim.by.clause.text.replace(claim.value.text, " ").lower()
    if latin(text):
        return set(re.findall(r"[a-z]{4,}", text)) - _COMMON
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def is_bare(one: Uttered, value: Value, *, besides: bool = True) -> bool:
    """Say whether a clause says nothing but a value; a short word `besides` does not count."""
    own = "".join(piece.text for piece in one.pieces if of_turn(piece, one.clause.turn))
    rest = _AROUND.sub("", own.replace(value.text, "", 1))
    return not rest if not besides else len(rest) <= (_LITTLE_EN if latin(own) else _LITTLE)


def of_turn(piece: Piece, turn: int) -> bool:
    """Say whether a piece copies what a turn said."""
    return isinstance(piece.source, Said) and piece.source.turn == turn


def made_right(
    clauses: Sequence[Uttered], old: Claim, new: Value, *, by: Uttered
) -> tuple[list[Uttered], list[Dropped]]:
    """Put a value in the place of a claim, wherever its speaker made it, up to the turn that puts it right.

    A clause that says nothing else goes; so does a time that is of another sort than the right one.
    """
    left: list[Uttered] = []
    dropped: list[Dropped] = []
    for one in clauses:
        mine = one.clause.speaker == old.speaker and one.clause.turn <= by.clause.turn and one is not by
        wrong = [x.value for x in claims_of([one]) if alike(x.value, old.value)] if mine else []
        if not wrong:
            left.append(one)
            continue
        why = f"turn {one.clause.turn}: put right in turn {by.clause.turn} to {new.text!r}"
        dropped.append(Dropped(wrong[-1].text, why))
        if new.sort == old.value.sort or new.sort == "count:":
            left.append(exchanged(one, wrong, _fitting(new)))
        elif not is_bare(one, wrong[-1]):
            left.append(_without(one, wrong[-1]))
    return left, dropped


def _fitting(new: Value) -> Value:
    """Have a number without a unit keep the unit of what it stands for."""
    return replace(new, alone=True) if new.sort == "count:" else new


def _without(one: Uttered, value: Value) -> Uttered:
    """Leave a time out of a clause, with the small words around it."""
    pieces: list[Piece] = []
    for piece in one.pieces:
        at = piece.source
        found = re.search(_TIME_AROUND.format(re.escape(value.text)), piece.text)
        if found is None or not isinstance(at, Said) or at.turn != value.said.turn:
            pieces.append(piece)
            continue
        pieces += [
            Piece(piece.text[: found.start()], Said(at.turn, at.start, at.start + found.start())),
            Piece(piece.text[found.end() :], Said(at.turn, at.start + found.end(), at.end)),
        ]
    return replace(one, pieces=tuple(piece for piece in pieces if piece.text))
