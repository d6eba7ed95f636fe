"""Corrections in the talk: what was put right is written, what it put right is set aside and listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from assistant.drafting.answering import Uttered, says_nothing
from assistant.drafting.asked_wrong import asked_wrong
from assistant.drafting.claims import is_bare
from assistant.drafting.clauses import is_filler
from assistant.drafting.disowning import disowned
from assistant.drafting.finding import Piece
from assistant.drafting.lexicon import clinical, denied, latin, pattern, speaks_of
from assistant.drafting.mending import mended_by_others
from assistant.drafting.record import Dropped, Said, Talk
from assistant.drafting.repairing import repaired
from assistant.drafting.slips import contrasts, names_slip, new_values, only_wrong, reach, without_trigger
from assistant.drafting.values import Value, all_values, counts, puts_right, substituted, values_of
from assistant.drafting.yielding import yielded

_HANDED_OVER = re.compile(
    r"^(?:那|这|那个|刚才)?(?:说的)?是(?P<who>[我他她]?[\u4e00-\u9fff]{1,4}?)(?:的(?:事|情况)?|得的)?$"
)
_BARE_SLIP = re.compile(r"(?:[哦噢啊呃哎诶唔]|我)?(?:不|不是|不对|[说记弄搞看][错岔反]了?|口误|更正)")
_IS_THIS = re.compile(r"(?:其实|应该|明明)?是")
_WINDOW = 16
_ALL_OF_IT = re.compile(
    r"[都全]给?我?[说讲记写念报看弄搞][错反岔混]|\ball (?:\w+ ){0,3}wrong\b", re.IGNORECASE
)
_A_WORD = 2
_LEADS_IN = re.compile(r"^(?:那|就|再|先|我|他|她|是|然后)+")
_MOST_OF = 0.6
_ALIKE = 2
_AHEAD = 5
_NAME = re.compile(r"[\u4e00-\u9fff]{3,8}")
_DENIAL = re.compile(r"从来没有?|没有|没|不|无")
_OH = r"哦|噢|啊|呃|唔|欸|诶|不对|不是|等等"
_REMEMBERS = re.compile(rf"(?:{_OH}|对了|(?:oh|wait|actually|well)\b)", re.IGNORECASE)
_BUT_YES = re.compile(
    rf"(?:{_OH})[，,]?(?:对了?[，,]?)?有|(?:oh,? )?(?:wait|hang on|actually)\b|oh,? yes", re.IGNORECASE
)


def corrected(uttered: Sequence[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Carry out every correction; gives what is left to be written and what was set aside."""
    kept: list[Uttered] = []
    dropped: list[Dropped] = []
    for settle in (asked_wrong, disowned, yielded, mended_by_others, repaired):
        uttered, gone = settle(uttered, talk)
        dropped += gone
    index = 0
    while index < len(uttered):
        if _turns_round(kept, uttered[index]):
            dropped.append(Dropped(kept.pop().text, f"turn {uttered[index].clause.turn}: taken back at once"))
        length = reach(kept, uttered, index)
        if length == 0:
            kept.append(uttered[index])
            index += 1
            continue
        block = list(uttered[index : index + length])
        while kept and kept[-1].answered is None and is_filler(kept[-1].text):
            kept.pop()
        theirs = _of_another(kept, block)
        if theirs is not None:
            dropped.append(
                Dropped(kept[-1].text, f"turn {block[0].clause.turn}: corrected: it is about {theirs.text!r}")
            )
            kept[-1] = replace(kept[-1], pieces=(theirs, Piece("："), *kept[-1].pieces), answered=None)
            kept += [_denied_instead(one, talk) for one in block if _says_apart(one)]
            index += length
            if index < len(uttered) and _is_theirs_only(uttered[index], block[-1]):
                kept.append(_denied_instead(uttered[index], talk))
                index += 1
            continue
        if _told_before(kept, block, uttered[index + length : index + length + 1]):
            block = [kept.pop(), *block]
        kept, taken, gone = _told_in_place(kept, block, uttered[index : index + _AHEAD], talk) or _applied(
            kept, block, talk
        )
        dropped += gone
        kept += (
            [one for one in block if not taken and _says_anything(one)] if not taken else _rest(block, taken)
        )
        index += length
    return kept, dropped


def _of_another(kept: Sequence[Uttered], block: Sequence[Uttered]) -> Piece | None:
    """Give the relative to whom a correction hands over what was just said, as in `说错了，那是他姐`."""
    if not kept or not names_slip(block[0].text):
        return None
    if any(speaks_of(group, kept[-1].text) for group in ("relative", "other_person")):
        return None
    for one in block:
        handed = _HANDED_OVER.search(one.text)
        at = one.pieces[0].source
        if handed and len(one.pieces) == 1 and isinstance(at, Said) and speaks_of("relative", handed["who"]):
            start = at.start + handed.start("who")
            return Piece(handed["who"], Said(at.turn, start, start + len(handed["who"])))
    return None


def _is_theirs_only(one: Uttered, last: Uttered) -> bool:
    """Say whether a bare no follows what was handed over to somebody else: it is the patient's."""
    return one.clause.turn == last.clause.turn and says_nothing(one.text) and denied(one.text)


def _denied_instead(one: Uttered, talk: Talk) -> Uttered:
    """Have a bare no deny the one topic that was asked about; anything else stays as it is."""
    topics = [topic for asked in one.asked_of for topic in asked.topics]
    if len(topics) != 1 or not (says_nothing(one.text) and denied(one.text)):
        return one
    topic = topics[0]
    asked_for = Piece(talk.turns[topic.turn].text[topic.start : topic.end], topic)
    no = Piece("Denies " if latin(asked_for.text) else "否认")
    return replace(one, pieces=(no, asked_for), backing=(one.clause.said,), answered="no")


def _says_apart(one: Uttered) -> bool:
    return not names_slip(one.text) and not _HANDED_OVER.search(one.text)


def _told_before(kept: Sequence[Uttered], block: Sequence[Uttered], behind: Sequence[Uttered]) -> bool:
    """Say whether a slip is named behind what puts it right, as in `是左手腕，他说反了`."""
    turn = block[0].clause.turn
    ends = not any(one.clause.turn == turn for one in behind)
    before = len(kept) > 1 and kept[-1].clause.turn == turn and _IS_THIS.match(kept[-1].text) is not None
    return ends and before and names_slip(block[0].text) and not all_values(new_values(block))


def _says_anything(one: Uttered) -> bool:
    """Say whether a clause that put nothing right says more than that something was wrong."""
    bare = without_trigger(one.text).strip("，, 哦噢啊呃")
    return len(bare) > _A_WORD or bool(values_of(one))


def _worth(text: str) -> bool:
    bare = without_trigger(text)
    return clinical(bare) or counts(bare)


def _applied(
    kept: list[Uttered], block: Sequence[Uttered], talk: Talk
) -> tuple[list[Uttered], list[Value], list[Dropped]]:
    """Put the first earlier value of the same sort right; tells which new values were taken."""
    side = block[0].clause.speaker in {"doctor", "nurse"}
    told = all_values(new_values(block))
    furthest = len(kept) - 1 if kept and _tells_again(kept[-1], told) else len(kept) - _WINDOW
    for new, place in _nearest_first(told, range(max(0, furthest), len(kept))):
        earlier = kept[place]
        if (earlier.clause.speaker in {"doctor", "nurse"}) == side:
            next_to = place == len(kept) - 1 and earlier.clause.turn == block[0].clause.turn
            old = [one for one in values_of(earlier) if puts_right(new, one, next_to=next_to)]
            if not old:
                continue
            turn = earlier.clause.turn
            whole = any(_ALL_OF_IT.search(one.text) for one in block)
            for spot in _also_wrong(kept, place, whole=whole) if new.sort == "side" else [place]:
                kept[spot] = substituted(kept[spot], new, next_to=next_to)
            why = f"turn {turn}: corrected in turn {block[0].clause.turn} to {new.text!r}"
            if next_to and is_bare(earlier, old[0]) and _tells_more(block, new):
                kept.pop(place)
            return kept, [new], [Dropped(_heard(talk, old[0].said), why)]
    return _told_anew(kept, block)


def _tells_more(block: Sequence[Uttered], new: Value) -> bool:
    """Say whether the clause of the right value says more, and so is written itself."""
    of_it = [one for one in block if any(value.said == new.said for value in values_of(one))]
    return any(_says_more(one.text, new.text) for one in of_it)


def _tells_again(before: Uttered, told: Sequence[Value]) -> bool:
    """Say whether a correction repeats a measure of the clause before it, and so goes no further back."""
    measured = {
        (one.sort, one.text) for one in told if one.sort.startswith("count:") and one.sort != "count:"
    }
    return len(told) > 1 and any((one.sort, one.text) in measured for one in values_of(before))


def _also_wrong(kept: Sequence[Uttered], place: int, *, whole: bool) -> list[int]:
    """Name the clauses in which a side is as wrong as in one: its turn's, or all of its party's."""
    wrong = kept[place].clause
    staff = wrong.speaker in {"doctor", "nurse"}
    return [
        at
        for at, one in enumerate(kept)
        if one.clause.turn == wrong.turn or (whole and (one.clause.speaker in {"doctor", "nurse"}) == staff)
    ]


def _turns_round(kept: Sequence[Uttered], one: Uttered) -> bool:
    """Say whether a clause takes a denial of the clause before it back, as in `没吃过。哦吃过`."""
    if not kept or kept[-1].clause.turn != one.clause.turn or denied(one.text):
        return False
    before = kept[-1]
    if before.answered == "no" and one.answered == "yes":
        again = _REMEMBERS.match(one.clause.text) is not None
        return again and bool(_topics(before) & _topics(one))
    if before.answered == "no":
        single = sum(isinstance(piece.source, Said) for piece in before.pieces) == 1
        return single and _BUT_YES.match(one.clause.text) is not None
    bare = _DENIAL.sub("", before.text)
    again = one.text.startswith(bare) and _REMEMBERS.match(one.clause.text) is not None
    return bool(bare) and bare != before.text and again


def _topics(one: Uttered) -> set[Said]:
    return {piece.source for piece in one.pieces if isinstance(piece.source, Said)}


def _told_in_place(
    kept: list[Uttered], block: Sequence[Uttered], ahead: Sequence[Uttered], talk: Talk
) -> tuple[list[Uttered], list[Value], list[Dropped]] | None:
    """Set aside a clause that is told again as a whole: `减到一天三片，不对，…，减到一天一粒半`."""
    if not kept or kept[-1].clause.turn != block[0].clause.turn or kept[-1].answered is not None:
        return None
    before = _LEADS_IN.sub("", kept[-1].text)
    for one in (one for one in ahead[1:] if one.clause.turn == block[0].clause.turn):
        again = _LEADS_IN.sub("", one.text)
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, again, strict=False)))
        if latin(before) or alike < _ALIKE or before == again or len(again) < _MOST_OF * len(before):
            continue
        why = f"turn {one.clause.turn}: told again as {one.text!r}"
        return kept[:-1], [], [Dropped(kept[-1].text, why)]
    return _renamed(kept, block, talk)


def _renamed(
    kept: list[Uttered], block: Sequence[Uttered], talk: Talk
) -> tuple[list[Uttered], list[Value], list[Dropped]] | None:
    """Put another name of the same ending in its place: `右股动脉穿刺点，不，桡动脉`."""
    names = block[1].text if len(block) > 1 else ""
    at, said = kept[-1].pieces[-1].source, block[1].pieces[0].source if len(block) > 1 else None
    if not _NAME.fullmatch(names) or not _BARE_SLIP.fullmatch(block[0].text) or all_values(block[1:2]):
        return None
    if not (isinstance(at, Said) and isinstance(said, Said)):
        return None
    before = kept[-1].pieces[-1].text
    for first in range(1, len(names) - 1):
        place = before.find(names[first:])
        if place < first:
            continue
        start = place - first
        pieces = (
            *kept[-1].pieces[:-1],
            Piece(before[:start], Said(at.turn, at.start, at.start + start)),
            Piece(names, said),
            Piece(before[start + len(names) :], Said(at.turn, at.start + start + len(names), at.end)),
        )
        why = f"turn {at.turn}: corrected in turn {said.turn} to {names!r}"
        old = Value("name", Said(at.turn, at.start + start, at.start + start + len(names)), names)
        new = Value("name", said, names)
        whole = replace(kept[-1], pieces=tuple(one for one in pieces if one.text))
        return [*kept[:-1], whole], [new], [Dropped(_heard(talk, old.said), why)]
    return None


def _told_anew(
    kept: list[Uttered], block: Sequence[Uttered]
) -> tuple[list[Uttered], list[Value], list[Dropped]]:
    """Set aside a clause that is told again in other words at once: `从右下戳孔，不是，耻骨上戳孔`."""
    bare, again = _BARE_SLIP.fullmatch(block[0].text), block[-1].text
    if not (bare and kept and len(block) > 1 and kept[-1].clause.turn == block[0].clause.turn):
        return kept, [], []
    before = kept[-1].text
    shared = any(before[at : at + 2] in again for at in range(len(before) - 1))
    if latin(before) or not shared or len(before) > _WINDOW:
        return kept, [], []
    why = f"turn {block[0].clause.turn}: told again at once as {again!r}"
    return kept[:-1], [], [Dropped(before, why)]


def _nearest_first(tokens: Sequence[Value], places: range) -> Iterator[tuple[Value, int]]:
    """Give every new value with every earlier clause that it may put right, the nearest clause first.

    A side is looked for with the part of the body that it names before it is without.
    """
    for whole in (True, False):
        for place in reversed(places):
            for one in tokens:
                if whole:
                    yield one, place
                elif one.parts:
                    yield replace(one, parts=frozenset()), place


def _heard(talk: Talk, said: Said) -> str:
    text = talk.turns[said.turn].text
    return (
        text[said.start : min(len(text), said.end + 4)].strip("，。,. ")
        if not latin(text)
        else text[said.start : said.end]
    )


def _rest(block: Sequence[Uttered], taken: Sequence[Value]) -> list[Uttered]:
    """Give the clauses of a correction that say more than the value which was taken over."""
    rest = []
    for one in block:
        if only_wrong(one.text) and not values_of(one):
            continue
        others = [token for token in values_of(one) if token.said != taken[0].said]
        holds = any(
            isinstance(piece.source, Said)
            and piece.source.start <= taken[0].said.start < piece.source.end
            and piece.source.turn == taken[0].said.turn
            for piece in one.pieces
        )
        if contrasts(one.text):
            continue
        if (holds and (others or _says_more(one.text, taken[0].text))) or (not holds and _worth(one.text)):
            rest.append(one)
    return rest


def _says_more(text: str, value: str) -> bool:
    bare = without_trigger(text).replace(value, "")
    return (
        len(bare) > 24
        if latin(bare)
        else any(pattern(group).search(bare) for group in ("symptom", "disease", "drug"))
    )
