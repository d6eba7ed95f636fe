"""Turns an interview into statements: a short reply is read together with the question that it answers.

`有没有出汗？` – `有` is read as `有出汗`, `没有` as
`否认出汗`; `不知道` is an answer, too. What the patient wrote always stays in the statement: reading
it with its question only adds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.exchange import Turn
from assistant.gate.folding import fold
from assistant.triage.pairing import Pair, paired

Reply = Literal["yes", "no", "unknown", "told"]
_PUNCTUATION = r"[\s,。，.!！~]*"
_UNKNOWN = re.compile(
    r"(?:我|他|她|俺)?(?:也|都|就|还|真)?(?:不知道|不晓得|不清楚|不确定|不好说|说不(?:清|好|上来|准)|"
    r"记不(?:清|得|住)|不记得|忘了|"
    r"没(?:有)?(?:量|测|注意|留意|查|数|看)|不(?:会|懂)(?:量|看)|唔知|不知)"
    r"|(?:i )?(?:don'?t know|do not know|dunno|not sure|no idea|can'?t (?:tell|say|remember)|"
    r"haven'?t (?:measured|checked|taken))|unsure"
)
_NO = re.compile(
    r"(?:都|也|倒|还|暂时|目前|现在|基本|真|应该|好像|我|他|她)*"
    r"(?:没(?:有|得|啥|事)?|冇|无|否|不(?!停|断|止|知|清|记|到|足|满|超)|唔|莫得|木有|未)"
    r"|(?:no|nope|nah|none|neither|not|never|nothing)\b|"
    r"(?:he|she|it|i|they) (?:isn'?t|doesn'?t|hasn'?t|didn'?t|don'?t|haven'?t|can'?t)\b"
)
_YES = re.compile(
    r"(?:都|也|确实|好像|就是|我|他|她|还|挺|好|很|老|经常|一直|偶尔|是)*"
    r"(?:有(?:的|点|一点|些|啊|呢)?|是(?:的|啊|呀)?|对(?:的|啊|呀)?|嗯+|恩|会(?:的)?|能(?:的)?|可以|得|要|系)"
    r"|(?:yes|yeah|yep|yup|ya|sure|a (?:bit|little)|i do|it does|"
    r"(?:he|she|it) (?:does|is|has)|i am|i have|sometimes|definitely|kind of)\b"
)
_POLAR_ZH = re.compile(
    r"有没有|有无|有冇|是不是|会不会|能不能|要不要|(.)不\1|(.)没\2|没有\?|[吗嘛不没]\?|[吗嘛不没]$|有\w*吗"
)
_ASKING = re.compile(
    r"什么(?:样)?(?:的)?|怎么(?:样|个|回事)?|怎样|多少|几(?=[个天次度点分片周岁级])|哪(?:里|儿|边|个|些)?|多(?:久|长时间|大|高|重)|如何|点样|几多|啥(?:子)?|谁"
)
_QUANTITY = re.compile(
    r"(?:体温|温度|热度|血压|高压|低压|心率|心跳|脉搏|血氧|血糖|孕周|月龄|年龄|体重|持续时间|时间)(?:呢|值)?$"
)
"""What a question asks the value of though it has no word of asking."""
_WH_EN = re.compile(
    r"^(?:and |so )?(?:what|where|how|when|which|who|can you describe|could you describe|describe)\b", re.I
)
_BARE_NONE = re.compile(r"(?:都|也|倒)*(?:没有?|冇|无)(?!法|办法|力|劲)")
"""`没有` denies what may be there; that somebody is able to do something is denied by `不能`."""
_AMOUNT = re.compile(
    r"^(?:and |so )?how (?:many|much) ([a-z ]+?)(?: today| so far| has| have| is| was|$)", re.I
)
_AUXILIARY = re.compile(
    r"^(?:and |so |ok |okay )?(?:do|does|did|is|are|was|were|have|has|had|any|can|could|will|would)\b ?"
    r"(?:you|he|she|it|they|there|your child|the baby|your baby)?\b ?"
    r"(?:have |had |feel |got |feeling )?(?:any )?",
    re.I,
)
_ABLE = re.compile(r"^(?:can|could|is|are) (?:you|he|she|they|it) (?:able to )?", re.I)
_FILLER = re.compile(
    r"什么(?:地方)?不舒服|还有(?:别的|什么|其他)|别的|现在呢|为什么|怎么了|什么问题|还有啥.*|您好|你好|请问|那|呢$|了$"
)
_QUESTION_END = re.compile(r"[?？]")
_CLAUSE = re.compile(r"[,，、;；]|还是|或者?|\bor\b")
_PIECE = re.compile(r"[?,，、;；]")
_TURNS = {
    "有没有": ("有", "否认"),
    "有无": ("有", "否认"),
    "有冇": ("有", "否认"),
    "是不是": ("是", "不是"),
    "会不会": ("会", "不会"),
    "能不能": ("能", "不能"),
    "要不要": ("要", "不要"),
}
_A_NOT_A = re.compile(r"(.{1,2})[不没]\1")
_STATE = re.compile(
    r"[会能]?(清醒|清楚|正常|看得[清见]|听得[清见]|稳当?|利索|平稳|睡得着|吃得下|喝得下|得了|得住|"
    r"[退褪](?:色|掉|下去)?|消失?|停(?:住|下来)?|止住|缓解|减轻|好转|醒)(了)?[吗嘛不没]?$"
)
_PLAIN_NO = re.compile(
    r"(?:(?<=[，,。;；、 ])|^)"
    r"[不唔](喘|憋|烧|晕|疼|痛|麻|痒|肿|咳|恶心|头晕|头疼|头痛)(?![了气上过下出住停完个])"
)
_GRAVE = re.compile(r"不动|没反应|反应|叫不|喊不|发紫|发青|发白|昏|意识|unresponsive")
_NOT = "(?:不|没有?|冇|唔|无)[怎么太是会再觉得咋]*"
_DOES = re.compile(r"能|可以")
_ABILITY = re.compile(r"(?<!可)能")
_PARTICLES = frozenset("的了啊呢呀嘛吧哦哈")
_FITTING = 24
_PLACE = re.compile("哪里|哪儿|哪个(?:地方|部位|位置)|什么(?:地方|部位|位置)|哪块")
_TROUBLE = re.compile("(?<![不没])(?<!没有)[疼痛胀肿麻痒]")
_SHORT = 6
"""Characters up to which an answer to `where?` is the mere place of the trouble that was told before."""
_HOT = re.compile("^(?:有点|还|就是|还在)?烧(?:了|着|呢)?$")
_OTHER = re.compile("大便|小便|尿|血压|血糖|体温|心率|血氧|精神|末次|月经")
"""Subjects of questions that are of no part of the body told before: no belly stands before `大便`."""


def _trouble(text: str) -> str:
    """Give the first trouble that a text tells, empty where it tells none."""
    found = _TROUBLE.search(text)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One turn of the patient: as given, what was asked before it, as it is to be read, what it answers."""

    number: int
    text: str
    question: str
    statement: str
    answered: str
    reply: Reply


class Ear(Protocol):
    """What hearing needs to know of words."""

    def clinical(self, text: str) -> bool:
        """Say whether a text names any finding."""
        ...

    def part(self, text: str) -> str:
        """Give the first part of the body that a text names, empty where it names none."""
        ...


def hear(turns: Sequence[Turn], ear: Ear) -> tuple[Heard, ...]:
    """Give the patient's turns in order; `ear` knows the words."""
    heard: list[Heard] = []
    question = part = trouble = ""
    for number, turn in enumerate(turns):
        if turn.speaker == "assistant":
            question = f"{question} {turn.text}".strip()
            continue
        heard.append(_heard(number, turn.text, question, part, trouble, ear))
        part = part or ear.part(turn.text)
        trouble = trouble or _trouble(turn.text)
        question = ""
    return tuple(heard)


def _heard(number: int, text: str, question: str, part: str, trouble: str, ear: Ear) -> Heard:
    said = fold(text).text.strip()
    reply, rest = _replied(said)
    asked = fold(question).text.strip()
    pairs = _answers(asked, said, reply)
    if reply == "unknown" and pairs and pairs[0].how == "no":
        reply = "no"
    read = _with_question(asked, said, reply, rest, ear, pairs) if asked else ""
    if asked and reply == "told" and part and not (ear.part(f"{read}{said}") or _OTHER.match(read)):
        read = f"{part}{read or said}"
    if _PLACE.search(asked) and reply == "told" and len(said) <= _SHORT and ear.part(said):
        read = f"{read},{said}{trouble}"
    as_read = _plainly_denied(_HOT.sub("发烧", text))
    return Heard(
        number=number,
        text=text,
        question=question,
        statement=f"{read},{as_read}" if read else as_read,
        answered=_answered(asked, said, reply),
        reply=reply,
    )


def _plainly_denied(text: str) -> str:
    """Write `不喘` as `否认喘`, unless graver words beside it say that somebody stopped breathing."""
    return text if _GRAVE.search(text) else _PLAIN_NO.sub(r"否认\1", text)


def _replied(said: str) -> tuple[Reply, str]:
    for kind, pattern in (("unknown", _UNKNOWN), ("no", _NO), ("yes", _YES)):
        match = pattern.match(said)
        if match:
            return _kind(kind), re.sub(f"^{_PUNCTUATION}", "", said[match.end() :])
    return "told", said


def _kind(name: str) -> Reply:
    return "unknown" if name == "unknown" else "no" if name == "no" else "yes"


def _answers(asked: str, said: str, reply: Reply) -> list[Pair]:
    """Give the parts of a reply that are read one by one: of a yes or no only where none is left over."""
    pairs = paired(asked, said)
    if reply == "told" or (reply == "unknown" and pairs):
        return pairs
    clauses = [one for one in _CLAUSE.split(said) if one.strip()]
    whole = len(clauses) > 1 and len({one.said for one in pairs}) >= len(clauses)
    return pairs if whole else []


def _with_question(asked: str, said: str, reply: Reply, rest: str, ear: Ear, pairs: Sequence[Pair]) -> str:
    """Say what a reply says of its question; empty where it stands for itself."""
    if reply == "unknown":
        return ""
    pieces = list(_of_pairs(pairs))
    only = len(_QUESTION_END.findall(asked)) <= 1
    for sentence in (one.strip() for one in _QUESTION_END.split(asked) if one.strip()):
        if _polar(sentence):
            if not pairs and reply != "told":
                pieces += _of_polar(sentence, said, yes=reply == "yes", only=only, further=ear.clinical(rest))
        elif reply == "told" or (reply == "yes" and len(rest) > 1):
            pieces.append(_prompted(sentence, said))
        elif reply == "no" and (amount := _AMOUNT.match(sentence)):
            pieces.append(f"no {amount[1]}")
    return ",".join(one for one in pieces if one)


def _of_pairs(pairs: Sequence[Pair]) -> Iterator[str]:
    """State what each part of a reply says; one `没有` to several denies no ability and no good state."""
    for one in pairs:
        alone = sum(other.said == one.said for other in pairs) == 1
        if one.how == "value":
            yield one.said
        elif alone or one.how == "yes" or "能不能" not in one.asked:
            yield _clause(one.asked, yes=one.how == "yes", only=alone)


def _of_polar(sentence: str, said: str, *, yes: bool, only: bool, further: bool) -> Iterator[str]:
    """State what one yes or no says of a question; `further`: it goes on to name a finding itself."""
    listed = [one.strip() for one in _CLAUSE.split(sentence) if one.strip()]
    if yes and len(listed) > 1 and further:
        return
    if yes:
        listed = [one for one in listed if not _unsaid(one, said)]
    else:
        if _BARE_NONE.match(said):
            listed = [one for one in listed if "能不能" not in one]
        if echo := _echo(said):
            listed = [one for one in listed if echo in one]
    yield from _stated(sentence, listed, yes=yes, only=only and len(listed) == 1)


def _unsaid(clause: str, said: str) -> bool:
    """Say whether a reply that begins like a yes speaks otherwise of what a clause asks.

    `能躺平，坐着不喘` denies `喘不喘`; `能躺平` says nothing of what was not asked as an ability.
    """
    if _DOES.match(said) and not _DOES.search(clause):
        return True
    core = _core(clause)
    if not core:
        return False
    first, last = re.escape(core[0]), re.escape(core[-1])
    return re.search(rf"{_NOT}{re.escape(core)}|{first}{_NOT}{last}", said) is not None


def _core(clause: str) -> str:
    """Give what a clause asks for: `喘` of `喘不喘`, `流水` of `耳朵流水吗`; empty in other languages."""
    a_not_a = _A_NOT_A.search(clause)
    if a_not_a:
        return a_not_a[1]
    plain = re.sub(r"^(?:有没有|有无|有冇|是不是|会不会)|(?:有)?[吗嘛不没]$|没有$", "", clause)
    return plain[-2:] if plain and not plain.isascii() else ""


def _answered(asked: str, said: str, reply: Reply) -> str:
    """Give the part of a question that a reply speaks of: `不吐` answers the second of `清醒吗？吐不吐？`."""
    echo = _echo(said) if reply == "no" else ""
    pieces = [one for one in _PIECE.split(asked) if echo in one]
    return " ".join(pieces) if pieces else asked


def _echo(said: str) -> str:
    """Give the first sign of what a reply denies by name: `吐` of `不吐`; empty for a bare `没有`."""
    match = _NO.match(said)
    behind = said[match.end() : match.end() + 1] if match and not said.isascii() else ""
    return behind if "\u3400" <= behind <= "\u9fff" and behind not in _PARTICLES else ""


def _polar(sentence: str) -> bool:
    if sentence.isascii():
        return _WH_EN.match(sentence) is None
    if _POLAR_ZH.search(sentence):
        return True
    return _ASKING.search(sentence) is None and _QUANTITY.search(sentence) is None


def _stated(sentence: str, listed: Sequence[str], *, yes: bool, only: bool) -> Iterator[str]:
    if sentence.isascii():
        yield from _stated_en(sentence, yes=yes)
        return
    for clause in listed:
        yield _clause(clause, yes=yes, only=only)


def _clause(clause: str, *, yes: bool, only: bool) -> str:
    """State one thing that was asked as the reply has it."""
    for asked, (so, not_so) in _TURNS.items():
        if asked in clause:
            before, _, behind = clause.partition(asked)
            return f"{before}{so}{behind}" if yes else f"{before}{not_so}{behind}"
    plain = re.sub(r"(?:有)?[吗嘛不没]$|没有$", "", clause)
    a_not_a = _A_NOT_A.search(plain)
    if a_not_a:
        return plain[: a_not_a.start()] + ("" if yes else "不") + a_not_a[1] + plain[a_not_a.end() :]
    return plain if yes else _lacking(plain, only=only)


def _lacking(plain: str, *, only: bool) -> str:
    """Deny what was asked; that an ability or a good state is lacking is read off a single question only."""
    able, state = _ABILITY.search(plain), _STATE.search(plain)
    if (able or state) and not only:
        return ""
    if state:
        return _STATE.sub(lambda match: f"{'没' if match[2] else '不'}{match[1]}", plain)
    if able:
        return _ABILITY.sub("不能", plain, count=1)
    return f"否认{plain}" if plain else ""


def _stated_en(sentence: str, *, yes: bool) -> Iterator[str]:
    able = _ABLE.match(sentence)
    if able and sentence.lower().startswith(("can", "could")):
        yield ("can " if yes else "can't ") + sentence[able.end() :]
        return
    plain = _AUXILIARY.sub("", sentence)
    if yes:
        yield plain
    elif re.search(r"\b(?:ok|okay|normal\w*|fine|well|alright)\b", plain, re.I) is None:
        yield f"denies {plain.replace(':', ' or')}"


def _prompted(sentence: str, said: str) -> str:
    """Put an open question's subject before its answer: `血糖多少？` – `2.8` is read as `血糖2.8`."""
    if sentence.isascii():
        subject = re.sub(
            r"^(?:and |so )?(?:what(?:'s| is| was| were)?|where(?:'s| is)?|"
            r"how(?: is| are| long| many| much)?|when|which)\b",
            "",
            sentence,
            flags=re.I,
        )
        subject = re.sub(r"\b(?:is|are|your|do|does|did|you|it|like|the)\b", "", subject, flags=re.I)
        return f"{' '.join(subject.split())} {said}" if len(subject.split()) <= 4 else ""
    last = _CLAUSE.split(sentence)[-1]
    subject = _FILLER.sub("", _ASKING.sub("", last)).strip("是的得有会个 ")
    return f"{subject}{said}" if 0 < len(subject) <= _FITTING else ""
