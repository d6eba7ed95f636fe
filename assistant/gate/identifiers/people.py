"""Names of people: told by a label before them, a title behind them, or their place in the clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from assistant.gate.identifiers.learned import han_names, latin_names
from assistant.gate.identifiers.likely import NameReader
from assistant.gate.identifiers.naming import any_of, naming
from assistant.gate.identifiers.numbers import Found
from assistant.gate.identifiers.traits import common_words

_MOST_NAMES = 200
_HAN = "[\u4e00-\u9fff]"
_SURELY_NAMED = (
    "姓名|[我俺咱她他]叫|名叫|名字(?:叫|是)|收[件货]人|寄件人|户名|持卡人|开户人|投保人|法人|监护人"
)
"""After these anything up to a break that begins with a surname is a name, whatever its characters mean."""
_SURE_PATTERNS = 9
_ACTS = (
    "(?:头(?=[晕疼痛昏上破摔])|[突倒晕摔疼腿她他爸妈爹娘咳喘送请带约拉血肚胃心腰眼耳手脚"
    "去来昨今明前刚说也又还在已就被把要想会能没不是都跟和吃发住打做走哪值的病家告])"
)
"""What somebody called `老王` or `阿霞` does next."""
_EDGE = r"(?=$|[^\u4e00-\u9fff]"


@cache
def _chinese() -> tuple[re.Pattern[str], ...]:
    """Give the patterns of a Chinese name in its surroundings, the surest first."""
    data = naming()
    given = f"(?:(?![{data.name_stops}]){_HAN})"
    never = f"(?!{any_of(data.never)})"
    surname = f"(?:{any_of(data.compound)}|[{data.surnames}])"
    full = f"{never}(?P<value>{surname}{given}{{1,2}})"
    short = f"{never}(?P<value>[{data.alone}])"
    title, follower = any_of(data.titles), any_of(data.followers)
    behind = f"{_EDGE}|{follower}|{title})"
    label = rf"(?:{any_of(data.labels)})(?:\({_HAN}{{1,4}}\))?(?:[:]|\s|是|为|叫|\(){{0,3}}"
    start = r"(?:^|(?<=[,。!?;:、\s/(]))"
    return (
        re.compile(
            rf"(?:{_SURELY_NAMED})[:\s是为]{{0,2}}(?P<value>{surname}{_HAN}{{1,2}})(?![\u4e00-\u9fff])"
            rf"|{start}(?P<other>{surname}{_HAN}{{1,2}}?)(?:就|才)?是[我俺他她](?:的)?(?:名字|大名|本名|真名|姓名)"
        ),
        re.compile(
            rf"(?:^|(?<=[,。;:\s])){never}(?P<value>{surname}{_HAN}{{1,2}})[,、\s/(]{{1,2}}[男女]"
            r"(?=[,、\s/(]{0,2}\d{1,3}(?:岁|[,、\s/)。;]|$))"
        ),
        re.compile(
            rf"(?:免贵|[我俺咱]|本人|患者|先生|太太|^|(?<=[,。;\s]))姓(?P<value>{surname})(?![\u4e00-\u9fff])"
        ),
        re.compile(
            r"(?:(?:女儿|儿子|孩子|宝宝|娃|闺女|孙子|孙女|[我她他俺咱])(?:小名|大名)?[叫是]"
            rf"|(?:[小乳奶]名|昵称|患儿)(?:[叫是:]|\s)?)"
            rf"(?P<value>小?({_HAN})\2|[小阿]{_HAN}(?:[子儿])?)(?![\u4e00-\u9fff])"
        ),
        re.compile(
            "(?:闺蜜|女儿|儿子|孩子|宝宝|[男女]?娃|闺女|妹妹|弟弟|孙子|孙女|外孙女?|患儿|同学|同桌|室友|侄[女子]|外甥|表[妹弟]|朋友|同事|老大|老二)"
            rf"(?P<value>([{data.doubled}])\2)(?!的)"
        ),
        re.compile(
            f"(?P<value>[{data.alone}]某(?:某|[甲乙丙丁])?)(?![些种个一年月日天人方地处位项类次家医])"
        ),
        re.compile(
            rf"(?:^|(?<=[,。!?;:、\s/(跟和找问叫给让请道替帮见陪到听家弟妹姐哥嫂妈爸的]))(?P<value>[老小阿大][{data.common}]"
            rf"|[阿小][{data.called}])(?={_ACTS}|{_EDGE}))"
        ),
        re.compile(
            "(?:(?<=[日美英法德韩俄泰缅本南鲜挝古尼度斯兰大亚坡宾寨坦巴西牙及朗])|(?<=[日美英法德韩俄泰缅]国))"
            "籍(?:患者|病人|产妇|学生|华人|孕妇|教师)?"
            rf"(?P<value>(?:(?![的患人士学生男女老友怎能可要如]){_HAN}){{2,6}}?)(?={title}|[,、\s(\d男女]|$)"
        ),
        re.compile(f"(?P<value>{any_of(data.compound)})(?={title})"),
        re.compile(
            f"(?<={_HAN}){full}(?={title})|{start}{full.replace('?P<value>', '?P<other>')}(?={title})"
        ),
        re.compile(f"{label}{full}{behind}"),
        re.compile(
            rf"{start}{full}(?={any_of(data.relations)}|[,，、\s(]{{0,2}}(?:男"
            f"|女)(?![\u4e00-\u9fff])|[,\\s]?\\d{{1,3}}岁)"
        ),
        re.compile(f"{start}{full}(?={any_of(_SURE)}|[,\\s]{{0,2}}(?:86)?1[3-9]\\d{{9}}(?!\\d))"),
        re.compile(
            f"(?:{start}|(?<=[父母子女妻夫]))(?P<value>(?:{any_of(data.compound)}){given}{{1,2}}){_EDGE})"
        ),
        re.compile(
            f"(?:{start}|{label}|[转找请问让由是给])"
            + f"{full}(?={title}|{any_of(data.relations)})".replace(given + "{1,2}", f"{_HAN}{{1,2}}")
        ),
        re.compile(f"(?:护理员|护工|护士|医生|技师|司机|同事|邻居|保姆|月嫂|阿姨|师傅)(?:老|小){short}"),
        re.compile(f"(?<=[的床壁居友家])(?:老|小){short}(?={follower})"),
        re.compile(f"(?<=[找问跟和叫给让请])(?:老|小){short}(?=看|说|讲|聊|介绍|推荐|帮|拿|去|来|{_EDGE}))"),
        re.compile(
            f"(?:{start}|(?<=[的找转问请让是由给跟和见到帮替陪听叫向对]))(?:小|老)?{short}(?={title})"
        ),
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


_AUTHOR = re.compile(r"等?(?:主编|编著|主译|编译|著[,。:])|等[,.。](?!\d)| ?et al|院士|教授?团队|团队")
"""Behind the name of somebody who wrote a book or a guideline."""


def chinese_names(text: str, *, learned: bool = True) -> Iterator[Found]:
    """Give the names in a folded text, and every other place where a full name stands again.

    With `learned` false rules alone speak: what the tagger is trained beside.
    """
    spans: set[tuple[int, int]] = set()
    taken = bytearray(len(text))
    reader = NameReader(text)
    for start, end in (*_foreign(text), *_listed(text, reader), *_called(text), *_announced(text, reader)):
        if not any(taken[start:end]) and _AUTHOR.match(text, end) is None:
            spans.add((start, end))
            taken[start:end] = b"\1" * (end - start)
    spans = {(start - _familiar(text, start, end), end) for start, end in spans}
    spans.update(_beside(spans, han_names(text, reader) if learned else ()))
    spans.update(_again({text[start:end] for start, end in spans if end - start > 1}, text))
    for start, end in sorted(spans):
        yield "NAME", start, end


_LIST = re.compile(
    rf"(?<![药食品物菜目])名单(?:[:是为有]|如下|包括){{1,2}}(?P<value>{_HAN}{{2,4}}(?:[、,]{_HAN}{{2,4}}){{1,40}})"
)


def _listed(text: str, reader: NameReader) -> Iterator[tuple[int, int]]:
    """Give whom a list of names names; herbs and findings that begin like a surname are nobody."""
    data = naming()
    for listed in _LIST.finditer(text):
        for one in re.finditer(f"{_HAN}{{2,4}}", listed["value"]):
            start, end = (listed.start("value") + place for place in one.span())
            begins = one[0][0] in data.surnames or one[0][:2] in data.compound
            if begins and not one[0].startswith(tuple(data.never)) and not reader.has_medicine(start, end):
                yield start, end


def _called(text: str) -> Iterator[tuple[int, int]]:
    """Give what somebody is called by those near (`老邱`, `阿娟`) behind a relative or a role."""
    familiar, told = _by_those_near()
    for match in familiar.finditer(text):
        if text.endswith(told, 0, match.start()):
            yield match.span()


@cache
def _by_those_near() -> tuple[re.Pattern[str], tuple[str, ...]]:
    data = naming()
    told = tuple(one for one in (*data.labels, *data.before) if len(one) > 1)
    return (
        re.compile(
            rf"[老小阿][{data.alone}](?={_ACTS}|{_EDGE})|[呀啊哈呢等给早晚下上登])"
            rf"|[小阿][{data.called}](?![书色脸])"
        ),
        (*told, "前台", "楼上", "楼下", "对门", "隔壁"),
    )


def _familiar(text: str, start: int, end: int) -> int:
    """Give 1 where a bare surname is said with its `老` or `小`, which is part of what somebody is called."""
    return int(end - start == 1 and text[start - 1 : start] in {"老", "小"})


def _beside(told: set[tuple[int, int]], learned: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the learned names that rules left open, and those of which a rule told a part."""
    for start, end in learned:
        met = [one for one in told if one[0] < end and start < one[1]]
        if len(met) < 2 and all(start <= first < last - 1 and last <= end for first, last in met):
            yield start, end


def _announced(text: str, reader: NameReader) -> Iterator[tuple[int, int]]:
    """Give the names that something tells, the surest first; a likely name before what its place tells."""
    patterns = _chinese()
    for at, pattern in enumerate(patterns):
        if at == _SURE_PATTERNS:
            yield from (one for one in reader.likely() if not reader.is_subject(*one))
        for match in pattern.finditer(text):
            span = match.span("value" if match.group("value") else "other")
            if at < _SURE_PATTERNS or (reader.may_be_name(*span) and not reader.is_subject(*span)):
                yield span
    yield from reader.titled_surnames()


def _foreign(text: str) -> Iterator[tuple[int, int]]:
    """Give the names of other peoples: with a dot, of their own words, or before their people's name."""
    for pattern in _folk():
        for match in pattern.finditer(text):
            yield match.span("value")


@cache
def _folk() -> tuple[re.Pattern[str], ...]:
    data = naming()
    word = f"(?:(?:{any_of(data.folk)})[江汗洪夫]?)"
    part = f"(?:(?![我叫的是在说要症炎见未效果形常]){_HAN}){{2,6}}"
    sound = f"[{data.sounds}]{{2,7}}"
    return (
        re.compile(
            "(?:^|(?<=[^\u4e00-\u9fff])|(?<=[叫找是和跟让给请]))"
            f"(?P<value>(?![叫找是和跟让给请]){part}(?:[·•]{part}?){{1,3}})"
            f"(?:{_EDGE})|(?={any_of(data.titles)}))"
        ),
        re.compile(f"(?P<value>{sound}(?:[·•]{sound}){{1,3}})"),
        re.compile(f"(?:^|(?<=[^\u4e00-\u9fff]))(?P<value>{part}[·•]{part})(?=的)"),
        re.compile(f"(?P<value>{word}{{2,4}})"),
        re.compile(rf"(?:{any_of(data.labels)})[:\s是为叫]{{0,2}}(?P<value>{word})(?![{data.sounds}昔])"),
        re.compile(
            f"(?P<value>[{data.sounds}]{{0,4}}{word}[{data.sounds}]{{0,3}})"
            f"(?={any_of((*data.titles, *data.relations))})"
        ),
        re.compile(
            rf"(?:^|(?<=[,。;、\s]))(?P<value>{_HAN}{{2,8}})"
            rf"[,\s(](?:[男女][,\s])?(?:{any_of(data.peoples)})族"
        ),
    )


# Letters with marks, those of Vietnamese among them (Nguyễn, Đức), stand in both cases side by side.
_UPPER = "A-ZÀ-ÞĀ-ɏḀ-ỿ"
_LOWER = "a-zß-ÿĀ-ɏḀ-ỿ"
_CAPITAL = re.compile(f"[{_UPPER}]")


@cache
def _english() -> tuple[re.Pattern[str], ...]:
    data = naming()
    joint = rf"(?:[-'][{_UPPER}][{_LOWER}]+|-(?!led|based|like|type)[a-z]{{2,5}})"
    word = rf"(?:(?:[A-Z]\. ?){{0,2}}[{_UPPER}][{_LOWER}]+{joint}?|O'[A-Z][a-z]+|Mc[A-Z][a-z]+)"
    never = rf"(?!(?:{any_of((*data.english_never, *data.eponyms))})\b)"
    initial = r"(?:[A-Z]\.? )?"
    titled = (
        rf"(?<![A-Za-z])(?i:{any_of(data.english_titles)})\.? "
        rf"(?P<value>{never}{word}(?: {initial}{never}{word}){{0,2}})"
    )
    label = rf"(?i:(?<![A-Za-z])(?:{any_of(data.english_labels)}))(?:[:,]? (?i:is |name is |name: ?)?|: ?)"
    joined = r"(?:(?:de la|del|de|da|dos|di|van de[rn]|van|von|bint?i?|al|el|le) )?"
    labelled = rf"{label}(?P<value>{never}{word} {initial}{joined}{never}{word}(?: {joined}{never}{word})?)\b"
    turned = (
        rf"(?i:\b(?:pt|patient(?: name)?|name|client|re)\b)[:.]? "
        rf"(?P<value>{never}(?:{word}|[A-Z]{{2,}}(?: [A-Z]{{2,}}){{0,2}}), {word})"
        r"(?=,? (?i:dob|mrn|nhs|born|aged|male|female|\(|\d)|\s*$)"
    )
    alone = (
        rf"(?i:\b(?:name(?: is|'s)|named|called|patient(?: name)?:?|i'm|i am|my (?:son|daughter"
        rf"|husband|wife|mother|father|mum|mom|dad|brother"
        rf"|sister|boyfriend|girlfriend|partner|uncle|aunt|cousin|nephew|niece|grand(?:ma|pa|dad|son|daughter)"
        rf"|gran|nan|roommate|flatmate|colleague|boss|baby|toddler|twin|step(?:son|daughter)|friend)))"
        rf" (?P<value>{never}{word}(?: {joined}{never}{word})?)\b(?! (?:disease|syndrome|sign|score))"
    )
    mixed = (
        rf"(?:姓名|患者|病人|医生|家属|联系人|叫|我是|名字是?)[::\s]{{0,2}}"
        rf"(?P<value>{never}{word}(?: {word}){{0,2}})(?![A-Za-z])"
    )
    closing = (
        r"(?i:\b(?:(?:kind |best |warm )?regards|best(?: wishes)?|sincerely"
        r"|yours(?: truly)?|many thanks|thanks|cheers|love)[,.!]?\s+)"
        rf"(?P<value>{never}{word}(?: {initial}{word})?)(?=\s*$|\n)"
    )
    addressed = rf"(?i:\bdear )(?P<value>{never}{word}(?: {word})?)(?=[,:!]|\s*$|\n)"
    kin = (
        rf"(?P<value>{never}{word}(?: {word}){{0,2}}) ?"
        "(?=妈|爸|同学|家长|先生|女士|医生|老师|小朋友|小姐|太太|教授)"
    )
    initialled = (
        r"(?i:\b(?:pt|patient|name|client|signed|signature|attending|nurse|witness"
        r"|(?:referred|reviewed|seen|signed|assessed|performed|written|verified|dictated) by)\b)[:.]?"
        rf" (?P<value>(?:[A-Z]\. ?){{1,2}}{never}{word})\b"
    )
    aged = (
        rf"(?:^"
        rf"|(?<=[.\n;,:] ))(?P<value>{never}{word}(?: {initial}{never}{word}){{1,3}})(?=,? (?:\(?\d{{1,3}}\)?"
        rf"|aged|DOB|MRN|born|male|female|phone|tel|passport|here\b|speaking\b|calling\b))"
    )
    return tuple(
        re.compile(one, re.MULTILINE)
        for one in (titled, labelled, alone, mixed, closing, addressed, kin, initialled, aged, turned)
    )


_BEHIND_BED = re.compile(
    r"(?i:\b(?:bed|bay) ?\w{1,3})[:,]? "
    rf"(?P<value>[{_UPPER}][{_LOWER}]+(?: [{_UPPER}][{_LOWER}]+){{1,2}})(?![A-Za-z])"
)


def _behind_beds(text: str) -> Iterator[tuple[int, int]]:
    """Give whoever stands behind the number of a bed; `Bed 4: Hand Hygiene` holds an everyday word."""
    for match in _BEHIND_BED.finditer(text):
        if common_words().isdisjoint(match["value"].lower().split()):
            yield match.span("value")


def english_names(text: str, *, learned: bool = True) -> Iterator[Found]:
    """Give the names in a text as given: capitals tell them; a disease named after somebody is none."""
    found: set[tuple[int, int]] = set()
    taken = bytearray(len(text))
    for pattern in _english() if _CAPITAL.search(text) else ():
        for match in pattern.finditer(text):
            span = match.span("value")
            after = text[span[1] : span[1] + 14].lower()
            named_after = after.lstrip("'s ").startswith(("disease", "syndrome", "sign", "score", "test"))
            if not named_after and not any(taken[span[0] : span[1]]):
                found.add(span)
                taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])
    found.update(one for one in _behind_beds(text) if not any(taken[slice(*one)]))
    found.update(_beside(found, latin_names(text) if learned else ()))
    found.update(_again({text[start:end] for start, end in found if " " in text[start:end]}, text))
    for start, end in sorted(found):
        yield "NAME", start, end
