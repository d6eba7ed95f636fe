"""Names of people: told by a label before them, a title behind them, or their place in the clause."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

from assistant.gate.identifiers.numbers import Found
from retrieval.tokens import is_word

_MOST_NAMES = 200
_HAN = "[\u4e00-\u9fff]"
_DOTTED = re.compile(f"(?:(?!患者|病人|姓名|医生){_HAN}){{2,6}}·{_HAN}{{2,6}}")
_SURELY_NAMED = (
    "姓名|[我俺咱她他]叫|名叫|名字(?:叫|是)|收[件货]人|寄件人|户名|持卡人|开户人|投保人|法人|监护人"
)
"""After these anything up to a break that begins with a surname is a name, whatever its characters mean."""
_EDGE = r"(?=$|[^\u4e00-\u9fff]"


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    surnames: str
    compound: tuple[str, ...]
    alone: str
    titles: tuple[str, ...]
    labels: tuple[str, ...]
    followers: tuple[str, ...]
    never: tuple[str, ...]
    relations: tuple[str, ...]
    name_stops: str
    eponyms: tuple[str, ...]
    english_labels: tuple[str, ...]
    english_titles: tuple[str, ...]
    english_never: tuple[str, ...]


@cache
def _names() -> _Names:
    text = resources.files("assistant.gate.identifiers").joinpath("names.toml").read_text("utf-8")
    return _Names.model_validate(tomllib.loads(text))


@cache
def _chinese() -> tuple[re.Pattern[str], ...]:
    """Give the patterns of a Chinese name in its surroundings, the surest first."""
    data = _names()
    given = f"(?:(?![{data.name_stops}]){_HAN})"
    never = f"(?!{_any(data.never)})"
    surname = f"(?:{_any(data.compound)}|[{data.surnames}])"
    full = f"{never}(?P<value>{surname}{given}{{1,2}})"
    short = f"{never}(?P<value>[{data.alone}])"
    title, follower = _any(data.titles), _any(data.followers)
    behind = f"{_EDGE}|{follower}|{title})"
    label = rf"(?:{_any(data.labels)})(?:[:]|\s|是|为|叫|\(){{0,3}}"
    start = r"(?:^|(?<=[,。!?;:、\s/(]))"
    return (
        re.compile(
            rf"(?:{_SURELY_NAMED})[:\s是为]{{0,2}}(?P<value>{surname}{_HAN}{{1,2}})(?![\u4e00-\u9fff])"
        ),
        re.compile(
            rf"(?:免贵|[我俺咱]|本人|患者|先生|太太|^|(?<=[,。;\s]))姓(?P<value>{surname})(?![\u4e00-\u9fff])"
        ),
        re.compile(
            f"(?<={_HAN}){full}(?={title})|{start}{full.replace('?P<value>', '?P<other>')}(?={title})"
        ),
        re.compile(f"{label}{full}{behind}"),
        re.compile(
            f"{start}{full}(?={_any(data.relations)}|[,，、\\s(]{{0,2}}(?:男"
            f"|女)(?![\u4e00-\u9fff])|[,\\s]?\\d{{1,3}}岁)"
        ),
        re.compile(f"{start}{full}(?={_any(_SURE)}|[,\\s]{{0,2}}(?:86)?1[3-9]\\d{{9}}(?!\\d))"),
        re.compile(f"{start}(?P<value>{_any(data.compound).join(('(?:', ')'))}{given}{{1,2}}){_EDGE})"),
        re.compile(
            f"(?:{start}|{label}|[转找请问让由是给])"
            + f"{full}(?={title}|{_any(data.relations)})".replace(given + "{1,2}", f"{_HAN}{{1,2}}")
        ),
        re.compile(f"(?:{start}|(?<=[的找转问请让是由给跟和见到]))(?:小|老)?{short}(?={title})"),
        re.compile(
            rf"(?:姓名|患者|病人|病员|患儿|产妇|家属|联系人|监护人|我叫|名叫|我是|签字人?|签名"
            rf"|医师|医生|护士|大夫|主任|儿子|女儿|爱人|丈夫|妻子|老公|老婆|我爸|我妈|父亲|母亲"
            rf"|孩子|同事|邻居|室友|朋友)(?:叫|是|为|[:]|\s|名叫){{0,2}}{full}"
        ),
        re.compile(
            f"(?:{start}"
            f"|(?<=[的找叫是和与]))(?:{never}(?P<value>{surname}{given}{{2}})){_EDGE}|的|是|在"
            f"|要|和|把|来|也|今|昨|刚|已|说|想|男|女|住|做|去|还|发|复|因|于)"
        ),
    )


def _again(names: set[str], text: str) -> Iterator[tuple[int, int]]:
    """Give every place where one of these names stands."""
    if names:
        written = "|".join(map(re.escape, sorted(names, key=len, reverse=True)[:_MOST_NAMES]))
        yield from (match.span() for match in re.finditer(written, text))


def _everyday(name: str, *, told: bool) -> bool:
    """Say whether a stretch that begins like a name holds a word; one told by a label may end like one."""
    if name[-1] == name[-2]:
        return is_word(name)
    return is_word(name) or is_word(name[:2]) or (not told and is_word(name[-2:]))


_SURE = (
    "妈妈",
    "爸爸",
    "家属",
    "的(?:检查|报告|化验|病历|片子|结果|家属|电话|手机|身份证)",
    "电话",
    "手机",
    "身份证",
    "本人",
    "今天出院",
    "明天出院",
    "已签",
    "签字",
    "同意",
)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(words)


def chinese_names(text: str) -> Iterator[Found]:
    """Give the names in a folded text, and every other place where a full name stands again."""
    spans: set[tuple[int, int]] = set()
    taken = bytearray(len(text))
    patterns = _chinese()
    for pattern in patterns:
        for match in pattern.finditer(text):
            if pattern in patterns[-2:] and _everyday(match.group("value"), told=pattern is patterns[-2]):
                continue
            group = "value" if match.group("value") else "other"
            span = match.span(group)
            if not any(taken[span[0] : span[1]]):
                spans.add(span)
                taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])
    spans.update(match.span() for match in _DOTTED.finditer(text))
    spans.update(_again({text[start:end] for start, end in spans if end - start > 1}, text))
    for start, end in sorted(spans):
        yield "NAME", start, end


@cache
def _english() -> tuple[re.Pattern[str], ...]:
    data = _names()
    word = r"(?:[A-ZÀ-Þ][a-zß-ÿ]+(?:[-'][A-ZÀ-Þ][a-zß-ÿ]+)?|O'[A-Z][a-z]+|Mc[A-Z][a-z]+)"
    never = rf"(?!(?:{_any((*data.english_never, *data.eponyms))})\b)"
    initial = r"(?:[A-Z]\.? )?"
    titled = (
        rf"\b(?:{_any(data.english_titles)})\.? (?P<value>{never}{word}(?: {initial}{never}{word}){{0,2}})"
    )
    label = rf"(?i:\b(?:{_any(data.english_labels)}))(?:[:,]? (?i:is |name is |name: ?)?|: ?)"
    labelled = rf"{label}(?P<value>{never}{word} {initial}{never}{word}(?: {never}{word})?)\b"
    alone = (
        rf"(?i:\b(?:name is|named|called|patient(?: name)?:?|i'm|i am|my (?:son|daughter"
        rf"|husband|wife|mother|father|mum|mom|dad|brother"
        rf"|sister))) (?P<value>{never}{word}(?: {never}{word})?)\b(?! (?:disease|syndrome|sign|score))"
    )
    aged = (
        rf"(?:^"
        rf"|(?<=[.\n;,] ))(?P<value>{never}{word} {initial}{never}{word})(?=,? (?:\(?\d{{1,3}}\)?"
        rf"|aged|DOB|MRN|born|male|female|phone|tel|passport))"
    )
    return tuple(re.compile(one, re.MULTILINE) for one in (titled, labelled, alone, aged))


def english_names(text: str) -> Iterator[Found]:
    """Give the names in a text as given: capitals tell them; a disease named after somebody is none."""
    found: set[tuple[int, int]] = set()
    taken = bytearray(len(text))
    for pattern in _english():
        for match in pattern.finditer(text):
            span = match.span("value")
            after = text[span[1] : span[1] + 14].lower()
            named_after = after.lstrip("'s ").startswith(("disease", "syndrome", "sign", "score", "test"))
            if not named_after and not any(taken[span[0] : span[1]]):
                found.add(span)
                taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])
    found.update(_again({text[start:end] for start, end in found if " " in text[start:end]}, text))
    for start, end in sorted(found):
        yield "NAME", start, end
