"""Corrections in the talk: what was put right is written, what it put right is set aside and listed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.drafting.answering import Uttered, says_nothing
from assistant.drafting.clauses import is_filler
from assistant.drafting.finding import Piece
from assistant.drafting.lexicon import clinical, denied, latin, pattern, speaks_of
from assistant.drafting.record import Dropped, Said, Talk

_TRIGGER_ZH = re.compile(
    r"不对|说错|记错|说反|搞错|弄错|看错|口误|更正|纠正|(?:^|[哦噢啊呃])不是?$|^(?:哦|噢|啊|呃)不是|准确(?:地)?说|应该说|重新说|等一?下(?=，|,|$)"
)
_TRIGGER_EN = re.compile(
    r"\b(?:wait|scratch that|correction|i mean|i meant|actually|my mistake|i misspoke|"
    r"no,? sorry|sorry,? no|or rather)\b|^(?:no|sorry)$",
    re.IGNORECASE,
)
_NOT_THIS_ZH = re.compile(r"^(?:[哎诶唉欸啊哦呃噢嗯]|我?说的)*不是(?=.)")
_NOT_THIS_EN = re.compile(r"^(?:it's |it is |i said )?not (?=the |my |on |in |\w+$)", re.IGNORECASE)
_SLIP = re.compile(r"[说记弄搞看]错|[说弄搞]反|口误")
_HANDED_OVER = re.compile(
    r"^(?:那|这|那个|刚才)?(?:说的)?是(?P<who>[我他她]?[\u4e00-\u9fff]{1,4}?)(?:的(?:事|情况)?|得的)?$"
)
_LIMBS = (
    (frozenset({"腿", "leg"}), frozenset({"膝", "踝", "脚", "足", "趾", "knee", "ankle", "foot", "toe"})),
    (
        frozenset({"胳膊", "臂", "arm"}),
        frozenset({"手", "腕", "肘", "指", "hand", "wrist", "elbow", "finger"}),
    ),
)
_BARE_SLIP = re.compile(r"(?:[哦噢啊呃哎诶]|我)?(?:不是|不对|[说记弄搞看]错了?|口误|更正)")
_IS_THIS = re.compile(r"(?:其实|应该|明明)?是")
_SIDE = re.compile(r"左|右|双侧|两侧|(?<![a-z])(?:left|right|both|bilateral)(?![a-z])", re.IGNORECASE)
_WEEKDAY = (
    r"(?:last |this )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening|night))?"
)
_DAY = re.compile(
    r"大?前[天年]|昨[天晚儿](?:早上|上午|下午|晚上|夜里)?|今[天早晚](?:早上|上午|下午)?|(?:上|这|本)个?(?:周|星期|礼拜)[一二三四五六日天末]?|上个?月|去年|今年|"
    rf"(?<![a-z])(?:{_WEEKDAY}|yesterday|today|last (?:night|week|month|year)|"
    rf"this (?:morning|week))(?![a-z])",
    re.IGNORECASE,
)
_HAN = "一二两三四五六七八九十百千半几零"
_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
_COUNT = re.compile(
    rf"(?<![\d.])(?:\d+(?:\.\d+)?(?:/\d+)?|[{_HAN}]+(?:点[{_HAN}]+)?)\s?(?:个|多|来)*\s?"
    r"(?P<unit>公斤|千克|斤|毫克|微克|克|mg|g|kg|毫升|ml|度|℃|分钟|小时|钟头|天|日|号|周|星期|礼拜|月|年|岁|次|片|粒|支|根|包|厘米|毫米|点|回|杯|两)?"
    rf"|(?<![a-z])(?:\d+(?:\.\d+)?|{_WORDS})(?:[\s-](?P<word>minutes?|hours?|days?|weeks?|"
    rf"months?|years?|pounds?|kilos?|kg|mg|milligrams?|times?|pills?|tablets?|puffs?|capsules?|percent|"
    rf"degrees?))?(?![a-z])",
    re.IGNORECASE,
)
_ANY_DRUG = re.compile(
    r"药片?|胶囊|颗粒|冲剂|\S{2}药|抗生素|激素|tablets?|pills?|med(?:icine|ication)?s?|drops|cream|ointment|inhaler|doses?",
    re.IGNORECASE,
)
_ALSO = re.compile(r"也(?!许)|还有|同时|另外|(?<![a-z])(?:too|also|as well|another)(?![a-z])", re.IGNORECASE)
_BESIDE = re.compile(r"[\u4e00-\u9fff]{1,4}|\s\w+")
_WINDOW = 16
_A_WORD = 2


@dataclass(frozen=True, slots=True)
class _Token:
    """A value of one kind at a place of the talk; only values of one `sort` put one another right.

    `parts`: of the body, before which a side stands, as in 左手腕.
    """

    sort: str
    said: Said
    text: str
    parts: frozenset[str] = frozenset()


def corrected(uttered: Sequence[Uttered], talk: Talk) -> tuple[list[Uttered], list[Dropped]]:
    """Carry out every correction; gives what is left to be written and what was set aside."""
    kept: list[Uttered] = []
    dropped: list[Dropped] = []
    index = 0
    while index < len(uttered):
        length = _replacement_length(uttered, index)
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
        kept, taken, gone = _applied(kept, block, talk)
        dropped += gone
        kept += (
            [one for one in block if not taken and _says_anything(one)] if not taken else _rest(block, taken)
        )
        index += length
    return kept, dropped


def _of_another(kept: Sequence[Uttered], block: Sequence[Uttered]) -> Piece | None:
    """Give the relative to whom a correction hands over what was just said, as in `说错了，那是他姐`."""
    if not kept or not _SLIP.search(block[0].text):
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
    return not _SLIP.search(one.text) and not _HANDED_OVER.search(one.text)


def _told_before(kept: Sequence[Uttered], block: Sequence[Uttered], behind: Sequence[Uttered]) -> bool:
    """Say whether a slip is named behind what puts it right, as in `是左手腕，他说反了`."""
    turn = block[0].clause.turn
    ends = not any(one.clause.turn == turn for one in behind)
    before = len(kept) > 1 and kept[-1].clause.turn == turn and _IS_THIS.match(kept[-1].text) is not None
    return ends and before and bool(_SLIP.search(block[0].text)) and not _tokens_of(block, skip_contrast=True)


def _replacement_length(uttered: Sequence[Uttered], index: int) -> int:
    """Say how many clauses from here on are the correction: its trigger and the clause behind it."""
    here = uttered[index]
    follows = index > 0
    trigger = _TRIGGER_ZH.search(here.text) or (follows and _TRIGGER_EN.search(here.text))
    contrast = _NOT_THIS_ZH.match(here.text) or _NOT_THIS_EN.match(here.text)
    if here.answered is not None or not follows or not (trigger or contrast) or _adds(uttered, index):
        return 0
    length = 1
    while (
        index + length < len(uttered)
        and length < 3
        and uttered[index + length].clause.turn == here.clause.turn
        and (
            not _tokens_of(uttered[index : index + length], skip_contrast=True)
            or _about_the_slip(uttered[index + length].text)
        )
    ):
        length += 1
    return length if trigger or _tokens_of(uttered[index : index + length], skip_contrast=True) else 0


def _adds(uttered: Sequence[Uttered], index: int) -> bool:
    """Say whether a clause, or the next of its turn, adds to what was said instead of putting it right."""
    turn = uttered[index].clause.turn
    return any(_ALSO.search(one.text) for one in uttered[index : index + 2] if one.clause.turn == turn)


def _about_the_slip(text: str) -> bool:
    return bool(_TRIGGER_ZH.search(text)) and not _COUNT.search(text)


def _says_anything(one: Uttered) -> bool:
    """Say whether a clause that put nothing right says more than that something was wrong."""
    bare = _TRIGGER_ZH.sub("", _TRIGGER_EN.sub("", one.text)).strip("，, 哦噢啊呃")
    return len(bare) > _A_WORD or bool(_tokens(one))


def _worth(text: str) -> bool:
    bare = _TRIGGER_ZH.sub("", _TRIGGER_EN.sub("", text))
    return clinical(bare) or bool(_COUNT.search(bare))


def _tokens_of(block: Sequence[Uttered], *, skip_contrast: bool) -> list[_Token]:
    tokens: list[_Token] = []
    for one in block:
        if (
            skip_contrast
            and (_NOT_THIS_ZH.match(one.text) or _NOT_THIS_EN.match(one.text))
            and "，是" not in one.text
        ):
            continue
        tokens += _tokens(one)
    return tokens


_SORTS: tuple[tuple[str, Callable[[], re.Pattern[str]]], ...] = (
    ("side", lambda: _SIDE),
    ("day", lambda: _DAY),
    ("drug", lambda: pattern("drug")),
    ("disease", lambda: pattern("disease")),
    ("relative", lambda: pattern("relative")),
)


def _tokens(one: Uttered) -> list[_Token]:
    found: list[_Token] = []
    for piece in one.pieces:
        if not isinstance(piece.source, Said):
            continue
        at = piece.source
        for sort, words in _SORTS:
            named = (match for match in words().finditer(piece.text) if not _ANY_DRUG.fullmatch(match[0]))
            found += [_token(sort, at, match) for match in named]
        days = [one for one in found if one.sort == "day"]
        for match in _COUNT.finditer(piece.text):
            token = _token(f"count:{_unit(match)}", at, match)
            if not any(day.said.start <= token.said.start < day.said.end for day in days):
                found.append(token)
    return found


def _unit(match: re.Match[str]) -> str:
    unit = (match["unit"] or match["word"] or "").lower().rstrip("s")
    return {
        "公斤": "weight",
        "千克": "weight",
        "斤": "weight",
        "kg": "weight",
        "kilo": "weight",
        "pound": "weight",
    }.get(unit, unit)


def _token(sort: str, at: Said, match: re.Match[str]) -> _Token:
    said = Said(at.turn, at.start + match.start(), at.start + match.end())
    beside = _BESIDE.match(match.string, match.end()) if sort == "side" else None
    named = pattern("body").findall(beside[0].lower()) if beside else []
    return _Token(sort, said, match[0].strip(), frozenset(one.rstrip("s") for one in named))


def _applied(
    kept: list[Uttered], block: Sequence[Uttered], talk: Talk
) -> tuple[list[Uttered], list[_Token], list[Dropped]]:
    """Put the first earlier value of the same sort right; tells which new values were taken."""
    side = block[0].clause.speaker in {"doctor", "nurse"}
    told = _tokens_of(block, skip_contrast=True)
    for new, place in _nearest_first(told, range(max(0, len(kept) - _WINDOW), len(kept))):
        earlier = kept[place]
        if (earlier.clause.speaker in {"doctor", "nurse"}) == side:
            next_to = place == len(kept) - 1 and earlier.clause.turn == block[0].clause.turn
            old = [one for one in _tokens(earlier) if _puts_right(new, one, next_to=next_to)]
            if not old:
                continue
            turn = earlier.clause.turn
            again = (
                [one for one in range(len(kept)) if kept[one].clause.turn == turn]
                if new.sort == "side"
                else [place]
            )
            for spot in again:
                kept[spot] = _substituted(kept[spot], new, next_to=next_to)
            why = f"turn {turn}: corrected in turn {block[0].clause.turn} to {new.text!r}"
            return kept, [new], [Dropped(_heard(talk, old[0].said), why)]
    return _told_anew(kept, block)


def _told_anew(
    kept: list[Uttered], block: Sequence[Uttered]
) -> tuple[list[Uttered], list[_Token], list[Dropped]]:
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


def _nearest_first(tokens: Sequence[_Token], places: range) -> Iterator[tuple[_Token, int]]:
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


def _puts_right(new: _Token, old: _Token, *, next_to: bool) -> bool:
    """Say whether a value takes the place of another: of its sort, and of the part of the body it names.

    A number without a unit is meant only where the correction follows at once.
    """
    if new.text.lower() == old.text.lower():
        return False
    if new.sort == old.sort:
        return not new.parts or bool(new.parts & old.parts) or _is_limb_of(new.parts, old.parts)
    return next_to and new.sort.startswith("count:") and old.sort == "count:"


def _is_limb_of(parts: frozenset[str], whole: frozenset[str]) -> bool:
    """Say whether a whole limb was named before, of which only a part is named now."""
    return any(whole & limb and parts <= members for limb, members in _LIMBS)


def _substituted(one: Uttered, new: _Token, *, next_to: bool) -> Uttered:
    return replace(one, pieces=tuple(_exchange(one, new, next_to=next_to)))


def _exchange(one: Uttered, new: _Token, *, next_to: bool) -> Iterator[Piece]:
    wrong = [token for token in _tokens(one) if _puts_right(new, token, next_to=next_to)]
    if new.sort != "side":
        wrong = wrong[-1:]
    for piece in one.pieces:
        at = piece.source
        inside = [
            token
            for token in wrong
            if isinstance(at, Said) and at.start <= token.said.start < at.end and at.turn == token.said.turn
        ]
        if not inside or not isinstance(at, Said):
            yield piece
            continue
        start = at.start
        for token in inside:
            if token.said.start > start:
                yield Piece(
                    piece.text[start - at.start : token.said.start - at.start],
                    Said(at.turn, start, token.said.start),
                )
            yield Piece(new.text, Said(new.said.turn, new.said.start, new.said.start + len(new.text)))
            start = token.said.start + len(token.text)
        if start < at.end:
            yield Piece(piece.text[start - at.start :], Said(at.turn, start, at.end))


def _rest(block: Sequence[Uttered], taken: Sequence[_Token]) -> list[Uttered]:
    """Give the clauses of a correction that say more than the value which was taken over."""
    rest = []
    for one in block:
        if _TRIGGER_ZH.search(one.text) and not _tokens(one):
            continue
        others = [token for token in _tokens(one) if token.said != taken[0].said]
        holds = any(
            isinstance(piece.source, Said)
            and piece.source.start <= taken[0].said.start < piece.source.end
            and piece.source.turn == taken[0].said.turn
            for piece in one.pieces
        )
        if _NOT_THIS_ZH.match(one.text) or _NOT_THIS_EN.match(one.text):
            continue
        if (holds and (others or _says_more(one.text, taken[0].text))) or (not holds and _worth(one.text)):
            rest.append(one)
    return rest


def _says_more(text: str, value: str) -> bool:
    bare = _TRIGGER_ZH.sub("", _TRIGGER_EN.sub("", text)).replace(value, "")
    return (
        len(bare) > 24
        if latin(bare)
        else any(pattern(group).search(bare) for group in ("symptom", "disease", "drug"))
    )
