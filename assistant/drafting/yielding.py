"""Who gives way: a speaker who lets another person's word, or a record's, stand against their own.

`十天` off the ward's sheet against `四五天`: `那按单子上的`. The other's word stands in the place of what
it excludes; what only said so is left out. A ruling of staff (`以家属为准`) decides between others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from assistant.drafting import yielding_signs as sign
from assistant.drafting.answering import Uttered
from assistant.drafting.claims import (
    STAFF,
    Claim,
    asked_of,
    claims_of,
    excludes,
    is_bare,
    made_right,
    may_exclude,
    of_one_matter,
)
from assistant.drafting.clauses import Clause
from assistant.drafting.finding import Kind
from assistant.drafting.lexicon import denied, latin, pattern
from assistant.drafting.record import Dropped, Speaker, Talk
from assistant.drafting.staff_signs import by_sign
from assistant.drafting.values import Value, alike, values_of

_NAMES: Final = frozenset({"drug", "disease", "relative"})
"""Of which a person may have many: two of them exclude each other only where a record is read out."""
_NEAR: Final = 2
_FURTHEST: Final = 10
_IN_FEW: Final = 30
_IN_FEW_EN: Final = 90


def yielded(uttered: Sequence[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Have everybody's word stand to whom another gives way; gives what is left and what was set aside."""
    left, dropped = list(uttered), list[Dropped]()
    questions = list(asked_of(talk))
    asked, told = _by_turn(questions), _by_turn(left)
    for turn, said in enumerate(talk.turns):
        here = told.get(turn, [])
        giving = [one for one in here if sign.GIVES_WAY.search(one.clause.text)]
        echoing = (
            []
            if giving or not turn
            else _echoes(told, asked, here, agrees=bool(sign.AGREES.match(said.text)))
        )
        if not (giving or echoing):
            continue
        if echoing:
            giving, furthest = echoing, _NEAR + 1
        else:
            furthest = _FURTHEST
        settled = _by_value(left, questions, giving, talk, furthest=furthest) or _by_denial(
            left, giving, said.speaker, talk
        )
        if settled is not None:
            left, gone = settled
            dropped += gone
            told = _by_turn(left)
    for settle in (_of_oneself, _refuted):
        left, gone = settle(left, talk)
        dropped += gone
    return left, dropped


_Turns = Mapping[int, Sequence[Uttered]]


def _by_turn(clauses: Iterable[Uttered]) -> _Turns:
    """Sort clauses by the turn in which they were said, so that a long talk is not searched for each."""
    turns: dict[int, list[Uttered]] = defaultdict(list)
    for one in clauses:
        turns[one.clause.turn].append(one)
    return turns


def _echoes(told: _Turns, asked: _Turns, here: Sequence[Uttered], *, agrees: bool) -> list[Uttered]:
    """Give the clauses that only say again what the other has just put against one's own word.

    Staff must have read it out: a number in a question may be about anything.
    """
    if not here or any(sign.ALSO.search(one.clause.text) for one in here):
        return []
    turn, speaker = here[0].clause.turn, here[0].clause.speaker
    just_before = (*told.get(turn - 1, ()), *asked.get(turn - 1, ()))
    others = claims_of([one for one in just_before if one.clause.speaker != speaker])
    if speaker not in STAFF:
        read = (x for x in others if sign.READS.search(x.by.clause.text) or _is_spot(x.value))
        others = [*(x for x in others if x.speaker not in STAFF), *read]
    before = [x.value for x in others]
    mine = [one for one in told.get(turn - 2, ()) if one.clause.speaker == speaker]
    own = [x.value for x in claims_of(mine)]
    against = [x for x in before if agrees or any(_contradicts(x, y) for y in own)]
    if len({x.value.text.lower() for x in claims_of(here) if x.value.sort == "side"}) > 1:
        return []
    return [one for one in here if any(_same_matter(x, y) for x in values_of(one) for y in against)]


def _by_value(
    clauses: list[Uttered],
    questions: Sequence[Uttered],
    giving: Sequence[Uttered],
    talk: Talk,
    *,
    furthest: int,
) -> tuple[list[Uttered], list[Dropped]] | None:
    """Let the value of the other stand; None where no two values exclude each other."""
    turn = giving[0].clause.turn
    here = [one for one in clauses if one.clause.turn == turn]
    near = [one for one in (*questions, *clauses) if turn - furthest <= one.clause.turn < turn]
    claims = claims_of([one for one in near if not one.clause.asks])
    winners = _held_against(claims_of(near), claims_of(here), giving[0].clause, talk)
    wrong = [x.value for x in claims_of(near) if _names_wrong(x.by, x.value)]
    named = [x for x in claims if any(alike(x.value, one) for one in wrong)]
    found = _pair(winners, named, giving[0].clause, named=True) or _pair(winners, claims, giving[0].clause)
    if found is None:
        return None
    winner, loser = found
    left, dropped = made_right(clauses, loser, winner.value, by=here[-1])
    earlier = [x for x in claims_of(left) if x.turn < turn and x.by is not winner.by]
    stands = any(_same_matter(winner.value, x.value) for x in earlier)
    gone = [one for one in giving if _says_only(one, winner.value) and sign.GIVES_WAY.search(one.clause.text)]
    gone += [one for one in here if stands and _repeats(one, winner.value)]
    if stands and (sign.READS.search(winner.by.clause.text) or is_bare(winner.by, winner.value)):
        gone.append(winner.by)
    gone += [one for one in left if one.clause.turn == winner.turn and _names_wrong(one, loser.value)]
    return [one for one in left if not any(one is other for other in gone)], dropped


def _held_against(claims: Sequence[Claim], own: Sequence[Claim], giving: Clause, talk: Talk) -> list[Claim]:
    """Give the values to which a turn may give way, the nearest first; only what it says again, if any."""
    near = [x for x in claims if giving.turn - _NEAR <= x.turn < giving.turn and x.speaker != giving.speaker]
    near = [x for x in near if not _names_wrong(x.by, x.value) and _is_held_against(x, giving.speaker, talk)]
    near.sort(key=lambda x: (-x.turn, x.by.clause.asks, -x.value.said.start))
    near = [x for x in near if not any(excludes(told.value, x.value) for told in own)]
    again = [x for x in near if any(_same_matter(told.value, x.value) for told in own)]
    restated = [told for told in own if any(_same_matter(told.value, x.value) for x in again)]
    placed = [told for told in own if _is_spot(told.value)]
    return [*([*again, *restated] or near), *placed]


def _contradicts(new: Value, own: Value) -> bool:
    bare = new.sort == "count:" == own.sort and own.alone and own.text != new.text
    return bare or excludes(new, own)


def _is_spot(value: Value) -> bool:
    """Say whether a value tells where: of that one who looks at the body may be right against the patient."""
    return value.sort == "side" or value.sort.startswith("place:")


def _same_matter(value: Value, other: Value) -> bool:
    """Say whether a value says another again, if only in part, as `三次` says `一天三次`."""
    counted = all(one.sort.startswith("count:") or one.sort == "frequency" for one in (value, other))
    return alike(value, other) or ((value.sort == other.sort or counted) and value.text in other.text)


def _pair(
    winners: Sequence[Claim], claims: Sequence[Claim], giving: Clause, *, named: bool = False
) -> tuple[Claim, Claim] | None:
    """Give the value that stands, and the nearest one before it that it excludes.

    That is the yielding speaker's own, or, where staff rules, anybody's but the winner's. Of what was `named`
    as wrong it is known that it is the matter.
    """
    for fits in (excludes, may_exclude):
        for new in winners:
            before = min(new.turn, giving.turn - 1) if new.speaker == giving.speaker else new.turn
            for old in reversed([x for x in claims if x.turn < before]):
                ruled = giving.speaker in STAFF and old.speaker != new.speaker
                many = old.value.sort in _NAMES and not sign.READS.search(new.by.clause.text)
                fit = fits(new.value, old.value) and (named or of_one_matter(new, old))
                if (old.speaker == giving.speaker or ruled) and not many and fit:
                    return new, old
    return None


def _is_held_against(new: Claim, speaker: Speaker, talk: Talk) -> bool:
    """Say whether a value was told against what somebody said: an order or a finding is not."""
    if new.speaker in STAFF and speaker not in STAFF:
        said = talk.turns[new.turn].text
        few = len(said) <= (_IN_FEW_EN if latin(said) else _IN_FEW)
        return few and bool(sign.READS.search(said) or new.by.clause.asks or _is_spot(new.value))
    return True


def _names_wrong(one: Uttered, value: Value) -> bool:
    """Say whether a clause says of a value that it is not so: `哪有两年`, `不是三天`."""
    at = one.clause.text.find(value.text)
    return at >= 0 and sign.NOT_SO.search(one.clause.text[:at]) is not None


def _says_only(one: Uttered, winner: Value) -> bool:
    """Say whether a clause that gives way says nothing else that a record holds."""
    rest = one.clause.text.replace(winner.text, "")
    told = any(pattern(group).search(rest) for group in ("symptom", "disease", "drug", "surgery", "habit"))
    return not told and all(alike(value, winner) for value in values_of(one))


def _repeats(one: Uttered, winner: Value) -> bool:
    """Say whether a clause only says the winning value again."""
    return any(_same_matter(value, winner) and is_bare(one, value) for value in values_of(one))


def _by_denial(
    clauses: list[Uttered], giving: Sequence[Uttered], speaker: Speaker, talk: Talk
) -> tuple[list[Uttered], list[Dropped]] | None:
    """Set aside what was denied, or said, against the one who turns out to be right."""
    turn, text = giving[0].clause.turn, giving[0].clause.text
    ruling = speaker in STAFF and sign.RULES.search(text)
    if not ruling and not (speaker not in STAFF and sign.OUTRIGHT.search(text)):
        return None
    right = next(
        (at for at in range(turn - 1, max(-1, turn - 1 - _NEAR), -1) if _is_other(talk, at, speaker)), None
    )
    if right is None:
        return None
    winning = [one for one in clauses if one.clause.turn == right]
    losing = [
        one
        for one in clauses
        if right - _NEAR <= one.clause.turn < right
        and one.clause.speaker not in STAFF
        and (one.clause.speaker == speaker or (ruling and one.clause.speaker != talk.turns[right].speaker))
    ]
    yes = bool(winning) and not _denies(winning[0])
    gone = [one for one in losing if _denies(one) is yes and one.clause.turn == losing[-1].clause.turn]
    if not gone:
        return None
    why = f"turn {gone[0].clause.turn}: turn {right} stands by turn {turn}"
    left = [
        one for one in clauses if not any(one is other for other in (*gone, *giving)) or _holds(one, giving)
    ]
    return left, [Dropped(one.text, why) for one in gone]


def _holds(one: Uttered, giving: Sequence[Uttered]) -> bool:
    """Say whether a clause that gives way tells something of its own."""
    mine = any(one is other for other in giving)
    return mine and any(pattern(group).search(one.clause.text) for group in ("symptom", "disease", "drug"))


def _is_other(talk: Talk, turn: int, speaker: Speaker) -> bool:
    said = talk.turns[turn].speaker
    return said not in STAFF and said != speaker


def _denies(one: Uttered) -> bool:
    return one.answered == "no" or (one.answered is None and denied(one.text))


def _refuted(clauses: list[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Set aside what staff read out of a record where the patient says at once that it is not so."""
    gone = [
        one
        for one in clauses
        if one.clause.speaker in STAFF
        and one.clause.turn + 1 < len(talk.turns)
        and talk.turns[one.clause.turn + 1].speaker == "patient"
        and sign.REFUTES.match(talk.turns[one.clause.turn + 1].text)
        and _reads_out(one)
    ]
    why = "read out of a record and refuted by the patient"
    left = [one for one in clauses if not any(one is other for other in gone)]
    return left, [Dropped(one.text, f"turn {one.clause.turn}: {why}") for one in gone]


def _reads_out(one: Uttered) -> bool:
    text = one.clause.text
    read = bool(sign.READS_SAYS.search(text)) and by_sign(one, None) is Kind.PRESENT
    return read or sign.YOU_WROTE.search(text) is not None


def _of_oneself(clauses: list[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Have a patient's no stand against what a relative has just said they have or take.

    Not of what a patient cannot witness, or may play down: there both are written, and quality control asks.
    """
    dropped: list[Dropped] = []
    for one in list(clauses):
        mine = one.clause.speaker == "patient" and one.clause.turn > 0 and _denies(one)
        if not mine or talk.turns[one.clause.turn - 1].speaker != "family":
            continue
        theirs = [x for x in clauses if x.clause.turn == one.clause.turn - 1 and not _denies(x)]
        own = "".join(x.clause.text for x in clauses if x.clause.turn == one.clause.turn)
        own += one.text if one.answered == "no" else ""
        wrong = [x for x in theirs if _shares(own, x) and not sign.UNWITNESSED.search(x.text + own)]
        clauses = [x for x in clauses if not any(x is other for other in wrong)]
        dropped += [Dropped(x.text, f"turn {x.clause.turn}: denied by the patient") for x in wrong]
    return clauses, dropped


def _shares(own: str, theirs: Uttered) -> bool:
    """Say whether what a relative said names what the patient then speaks of."""
    groups = ("disease", "symptom", "drug", "surgery", "allergy")
    named = {m[0].lower() for group in groups for m in pattern(group).finditer(theirs.text)}
    return any(name in own.lower() for name in named)
