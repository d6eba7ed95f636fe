"""Repairs that name no slip: `不是食指，是中指`, `三针，噢四针`, another who says it better, an old note.

What is right is written in the place of what it repairs; what it repairs is set aside and listed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.drafting.answering import Uttered
from assistant.drafting.claims import is_bare
from assistant.drafting.finding import Piece
from assistant.drafting.lexicon import latin
from assistant.drafting.record import Dropped, Said, Talk
from assistant.drafting.slips import triggers
from assistant.drafting.values import Value, is_duration, puts_right, substituted, values_of

_STAFF: Final = frozenset({"doctor", "nurse"})
_SOUND = r"哎呀?|诶|欸|唉|哦|噢|喔|呃|额|啊|嗯|唔|不是?|不对|er+m?|um+|uh+|oh|ah|well|no|wait|sorry"
_BETWEEN: Final = re.compile(
    rf"(?:吧|左右|来?的?|多|\s?[a-z]{{1,2}}(?![a-z]))?[\s，,。.…—-]*(?:(?:{_SOUND})[\s，,。.…—-]*)+"
    r"(?:(?:应该|其实|就)?是|it's|it was|make that|more like)?\s*",
    re.IGNORECASE,
)
_BEHIND: Final = re.compile(
    r"[\s，,]*(?:才对|actually|really|rather|sorry|i mean|i should say)(?![\w])", re.IGNORECASE
)
_ONLY_MARKS: Final = re.compile(r"(?:吧|左右)?[\s，,。.…—-]*(?:(?:maybe|more like|about) )?", re.IGNORECASE)
_NOT_THAT: Final = re.compile(
    r"^(?:[哎诶欸唉哦噢啊呃]|我?说的|才|也)*(?:不是|哪里?儿?是|并非|并不是)(?P<wrong>[^，。]{2,10}?)(?:的|啊|呀)?$"
    r"|^(?:it's |it was |that's |no,? )?not (?:the |my |his |her |an? |on the |in the )?"
    r"(?P<not>[a-z][\w' -]{2,24})$",
    re.IGNORECASE,
)
_BUT_THIS: Final = re.compile(
    r"^(?:而|应该|其实|才)*是(?P<right>.+)$|^(?:it's |it was |but )(?:the |my |an? )?(?P<en>.+)$",
    re.IGNORECASE,
)
_OF_ANOTHER: Final = re.compile(
    r"^(?:(?:爸|妈|爹|娘|爷爷?|奶奶?|姥姥|[老他她你][\u4e00-\u9fff]?)[，,\s]*)?(?:哪有|哪里|哪是|不止|没有?那么|没到|没有|明明|分明|"
    r"什么呀|不是|才|别听|甭听|不对|[瞎胡乱]说|[他她你]?(?:记|说|弄|搞)(?:错|岔|混))"
    r"|^(?:no|nope|it's|it was|that's|more like|don't listen to)\b",
    re.IGNORECASE,
)
_NO: Final = r"(?:不是|不止|哪有|哪是|没有?|not )"
_WRITTEN: Final = re.compile(
    r"^(?:原先|原来|原本|本来|起初|最初|一开始|刚才|早上|昨天|我|护士站?|分诊|主管|记录|病历|本子|口头)[^，。]{0,6}"
    r"(?:写|记|填|录|报)(?:的|成|是|了|为|作)*(?!在)(?=[^，。]{1,12}$)"
    r"|\b(?:i|we|the (?:nurse|triage note|note|chart)) (?:first |initially |originally )?"
    r"(?:dictated|wrote|noted|put down|recorded|said|says)\b",
    re.IGNORECASE,
)
_SETTLED: Final = re.compile(
    r"核[对实]|为准|划掉|删掉|作废|实际|其实|量的是|指的是|查[^，。]{0,6}是|^(?:应该|应)?是|"
    r"(?:ignore|scratch|strike|delete|disregard) that|it's|it was|i checked",
    re.IGNORECASE,
)
_REVERSED: Final = re.compile(
    r"[说讲记弄搞写看念][反颠混]|颠倒|反过来|the wrong way (?:round|around)|mixed (?:them|those|that|up)",
    re.IGNORECASE,
)
_THINKS: Final = re.compile(
    r"^(?:让我|我)(?:再)?(?:想想?|记|算|数|看|捋)(?:一下|一?[想算数看捋])?[哦啊吧呢]?$"
)
_MORE_OR_LESS: Final = re.compile(
    r"吧|左右|的|多|是|了|就|\b(?:really|actually|maybe|about|or so|more like|it's)\b", re.IGNORECASE
)
_TIMES: Final = re.compile(r"(?:once|twice|thrice)", re.IGNORECASE)
_SLIPS: Final = re.compile(r"no|wait|sorry", re.IGNORECASE)
_WINDOW: Final = 12
_LEFT_OVER: Final = 4
_SHORT: Final = 10


def repaired(uttered: Sequence[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Carry out every repair; gives what is left to be written and what was set aside."""
    left, dropped = list(uttered), list[Dropped]()
    for repair in (_retold, _old_notes, _named_wrong, _itself, _by_another):
        left, gone = repair(left, talk)
        dropped += gone
    return left, dropped


def _staff(one: Uttered) -> bool:
    return one.clause.speaker in _STAFF


def _set_aside(one: Uttered, by: Uttered) -> Dropped:
    return Dropped(one.text, f"turn {one.clause.turn}: put right in turn {by.clause.turn} by {by.text!r}")


def _without(clauses: Sequence[Uttered], gone: Sequence[Uttered]) -> list[Uttered]:
    return [one for one in clauses if not any(one is other for other in gone)]


def _sides(clauses: Sequence[Uttered]) -> set[str]:
    return {value.text.lower() for one in clauses for value in values_of(one) if value.sort == "side"}


def _retold(clauses: list[Uttered], _talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Set aside what was told of two sides where, said to be reversed, both are told again."""
    for index, one in enumerate(clauses):
        if one.answered is not None or not _REVERSED.search(one.clause.text):
            continue
        turn = [other for other in clauses if other.clause.turn == one.clause.turn]
        at = next(place for place, other in enumerate(turn) if other is one)
        behind = [other for other in turn[at:] if _sides([other])]
        before = [
            other for other in clauses[:index] if _staff(other) == _staff(one) and len(_sides([other])) == 1
        ][-len(behind) or -2 :]
        both = len(_sides(before)) > 1 and all(one.clause.turn - x.clause.turn <= 2 for x in before)
        if both and len(_sides(behind)) > 1 and len(before) == len(behind):
            gone = [*before, *([] if _sides([one]) else [one])]
            return _without(clauses, gone), [_set_aside(other, behind[0]) for other in before]
    return clauses, []


def _old_notes(clauses: list[Uttered], _talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Set aside what an own note was said to have had wrong, where the same breath tells what is right."""
    gone: list[tuple[Uttered, Uttered]] = []
    for index, one in enumerate(clauses):
        if one.answered is not None or not _WRITTEN.search(one.text):
            continue
        near = [other for other in clauses[index + 1 : index + 4] if other.clause.turn == one.clause.turn]
        by = next((other for other in near if _SETTLED.search(other.text)), None)
        if by is not None and not (_ends(one.text) and _ends(one.text) == _ends(by.text)):
            gone.append((one, by))
    return _without(clauses, [one for one, _ in gone]), [_set_aside(one, by) for one, by in gone]


def _ends(text: str) -> str:
    return "" if latin(text) else text[-3:]


def _named_wrong(clauses: list[Uttered], _talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Put the name told behind `不是X，是` in the place of X where the same party said X before."""
    left: list[Uttered] = []
    dropped: list[Dropped] = []
    skip = False
    for index, one in enumerate(clauses):
        if skip:
            skip = False
            continue
        behind = clauses[index + 1] if index + 1 < len(clauses) else None
        right = _right_of(one, behind)
        spot = _where_wrong(left, one) if right is not None else None
        if right is None or spot is None or behind is None:
            left.append(one)
            continue
        place, wrong = spot
        dropped.append(_set_aside(left[place], behind))
        left[place] = _exchanged(left[place], wrong, right)
        skip = True
    return left, dropped


def _right_of(one: Uttered, behind: Uttered | None) -> Piece | None:
    """Give what is right, told in the clause behind one that says what it is not."""
    if one.answered is not None or behind is None or behind.clause.turn != one.clause.turn:
        return None
    told = _BUT_THIS.match(behind.clause.text)
    if told is None or not _NOT_THAT.match(one.clause.text):
        return None
    group = "right" if told["right"] else "en"
    at, length = behind.clause.said.start + told.start(group), len(told[group])
    return Piece(told[group], Said(behind.clause.turn, at, at + length)) if length <= 3 * _SHORT else None


def _where_wrong(left: Sequence[Uttered], one: Uttered) -> tuple[int, str] | None:
    named = _NOT_THAT.match(one.clause.text)
    wrong = (named["wrong"] or named["not"]) if named else ""
    for place in reversed(range(max(0, len(left) - _WINDOW), len(left))):
        other = left[place]
        said = any(isinstance(x.source, Said) and wrong.lower() in x.text.lower() for x in other.pieces)
        if said and _staff(other) == _staff(one) and other.answered is None:
            return place, wrong
    return None


def _exchanged(one: Uttered, wrong: str, right: Piece) -> Uttered:
    """Put the right name in place; a piece that says little else goes with the wrong one."""
    pieces: list[Piece] = []
    for piece in one.pieces:
        at, found = piece.source, piece.text.lower().find(wrong.lower())
        if found < 0 or not isinstance(at, Said):
            pieces.append(piece)
            continue
        left_over = len(piece.text) - len(wrong)
        retold = set(piece.text.replace(wrong, "")) & set(right.text)
        if left_over <= _LEFT_OVER or len(right.text) > _SHORT or (retold and not latin(right.text)):
            pieces.append(right)
            continue
        end = found + len(wrong)
        pieces += [
            Piece(piece.text[:found], Said(at.turn, at.start, at.start + found)),
            right,
            Piece(piece.text[end:], Said(at.turn, at.start + end, at.end)),
        ]
    return replace(one, pieces=tuple(piece for piece in pieces if piece.text))


def _itself(clauses: list[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Put a value in the place of the one right before it, of its sort, behind a mere sound."""
    left: list[Uttered] = []
    dropped: list[Dropped] = []
    for index, one in enumerate(clauses):
        again = _only_value(one)
        if again is not None and (often := _how_often(left, one)):
            dropped.append(_set_aside(often[0], one))
            left = _without(left, often)
        before = left[-1] if left else None
        if again is not None and before is not None and before.clause.turn == one.clause.turn:
            here = (one.clause.turn, one.clause.sentence)
            same = [x for x in left if (x.clause.turn, x.clause.sentence) == here and _only_value(x)]
            old = [old for old in values_of(before) if _may_repair(again, old)][-1:]
            if same and _THINKS.match(before.clause.text):
                left = [*_without(left, [*same, before]), one]
                dropped += [_set_aside(x, one) for x in same if _apart(x, again)]
                continue
            if old and _is_repair(talk, old[0], again):
                dropped.append(_set_aside(before, one))
                left[-1] = substituted(before, again, next_to=True)
                continue
        left.append(clauses[index])
    return left, dropped


def _how_often(left: Sequence[Uttered], one: Uttered) -> Sequence[Uttered]:
    """Give how often, said in one word right before, with the no between: `Twice. No, three`."""
    said = [other for other in left[-2:] if other.clause.turn == one.clause.turn]
    in_a_word = len(said) == 2 and _TIMES.fullmatch(said[0].text) and _SLIPS.fullmatch(said[1].text)
    return said if in_a_word else ()


def _apart(one: Uttered, again: Value) -> bool:
    return all(value.text != again.text for value in values_of(one))


def _only_value(one: Uttered) -> Value | None:
    """Give the value of a clause that says nothing else."""
    found = values_of(one)
    if one.answered is not None or len(found) != 1 or not found[0].sort.startswith("count:"):
        return None
    rest = one.text.replace(found[0].text, "", 1)
    rest = re.sub(
        r"吧|左右|的|多|是|了|就|\b(?:really|actually|maybe|about|or so|more like|it's)\b", "", rest
    )
    return found[0] if not rest.strip(" ，,.。") else None


def _may_repair(again: Value, old: Value) -> bool:
    return old.sort.startswith("count:") and puts_right(again, old, next_to=True)


def _is_repair(talk: Talk, old: Value, again: Value) -> bool:
    """Say whether nothing but a sound stands between two values, or a word of repair behind the second."""
    text = talk.turns[again.said.turn].text
    between = text[old.said.end : again.said.start]
    if _BETWEEN.fullmatch(between):
        return True
    return bool(_ONLY_MARKS.fullmatch(between) and _BEHIND.match(text, again.said.end))


def _by_another(clauses: list[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Have the one who contradicts the other's number, day or time be heard; an echo of it is left out."""
    left: list[Uttered] = []
    dropped: list[Dropped] = []
    settled: set[tuple[int, str]] = set()
    for one in clauses:
        spot = _contradicted(left, one, talk)
        if spot is None or (one.clause.turn, spot[1].sort) in settled:
            if not _echoes(left, one):
                left.append(one)
            continue
        place, new, old = spot
        settled.add((one.clause.turn, new.sort))
        left, place = _without_asides(left, one, place)
        dropped.append(_set_aside(left[place], one))
        if len(left[place].text) - len(old.text) > _SHORT or latin(one.text):
            left[place] = substituted(left[place], new, next_to=True)
        else:
            left.pop(place)
            left.append(one)
    return left, dropped


def _without_asides(left: list[Uttered], one: Uttered, place: int) -> tuple[list[Uttered], int]:
    """Leave out what a turn said only of the other being wrong, and keep count of a place."""
    asides = [
        at
        for at, x in enumerate(left)
        if x.clause.turn == one.clause.turn and triggers(x.clause.text) and not values_of(x)
    ]
    return [x for at, x in enumerate(left) if at not in asides], place - sum(at < place for at in asides)


def _contradicted(left: Sequence[Uttered], one: Uttered, talk: Talk) -> tuple[int, Value, Value] | None:
    turn = one.clause.turn
    before = talk.turns[turn - 1].speaker if turn else "doctor"
    lay = not _staff(one) and before not in _STAFF and before != one.clause.speaker
    text = talk.turns[turn].text
    opening = text[text.find(" ") + 1 :] if latin(text) and "," in text.partition(" ")[0] else text
    bare = one.clause.said.start == 0 and any(is_bare(one, x, besides=False) for x in values_of(one))
    if not lay or one.answered is not None or not (bare or _OF_ANOTHER.match(opening)):
        return None
    if _NOT_THAT.match(one.clause.text):
        return None
    told = [x for x in values_of(one) if not re.search(rf"{_NO}{re.escape(x.text)}", text)]
    for new in (x for x in told if x.sort in {"day", "date", "side"} or x.sort.startswith("count:")):
        for place in reversed(range(len(left))):
            other = left[place]
            if other.clause.turn != turn - 1:
                if other.clause.turn < turn - 1:
                    break
                continue
            for old in values_of(other):
                lasting = is_duration(new) and is_duration(old) and new.text != old.text
                if lasting or ((old.sort == new.sort or new.alone) and puts_right(new, old, next_to=True)):
                    return place, new, old
    return None


def _echoes(left: Sequence[Uttered], one: Uttered) -> bool:
    """Say whether a clause only repeats, or agrees with, the number that another has just put right."""
    if not left or _staff(one) or left[-1].clause.turn != one.clause.turn - 1 or _staff(left[-1]):
        return False
    text = re.sub(r"[，,.。\s]|then|吧|的|是|嗯|对", "", one.text.lower())
    named = [value.number or value.text for value in values_of(one)]
    return bool(named) and text == named[0].lower() and any(x.text in left[-1].text for x in values_of(one))
