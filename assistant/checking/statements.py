"""Cutting a pasted text into the statements that can be checked; greetings and questions are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.checking.tables import Row, rows
from assistant.grounding.check import has_content
from guidelines.text import sentences

_BULLET = re.compile(
    r"[\s>\u3000]*(?:[-*+•·●▪◦■◆√✓✔]\s*(?!\d)|[-*+•·●▪◦■◆]\s+|\d{1,2}\s*[、.．)）](?!\d)\s*|[（(]\s*\d{1,2}\s*[)）]\s*"
    r"|[①-⑳]\s*|[一二三四五六七八九十]{1,3}、\s*)"
)
_HEADING = re.compile(r"\s*#{1,6}\s+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_LEAD_IN = re.compile(r"[：:]\s*$")
_QUESTION = re.compile(
    r"[?？]\W*$|(?:吗|呢|么)[。.!！]?\W*$"
    r"|^(?:请问|是不是|能不能|可不可以|为什么|怎么办|(?:what|how|why|when|which|who|is it|can i|should i)\b(?!ever))",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:你好|您好|嗨|亲爱的|尊敬的|谢谢|感谢|祝您?|希望(?:以上|这些|上述|能|对)|以上(?:内容|信息|建议|仅|就是)"
    r"|(?:请|如有|若有|有任何)[^，。]{0,12}(?:疑问|问题|不适)|作为(?:一个|一名)?(?:AI|人工智能|语言模型)|我是(?:一个|一名)?(?:AI|人工智能)"
    r"|以下是|下面是|hi\b|hello\b|dear\b|thank|good (?:morning|afternoon|evening)|i hope|hope this|let me know"
    r"|feel free|as an ai|i am an ai|i'm an ai|here (?:is|are)\b|sure\b|of course\b|best wishes|take care)",
    re.IGNORECASE,
)
_ADVICE_TO_ASK = re.compile(
    r"仅供参考|不能(?:代替|替代)[^，。]{0,8}(?:医生|医师|诊疗)|^(?:请|建议您?|最好|务必)?(?:及时|尽快|尽早)?(?:咨询|询问|联系|遵从|听从)"
    r"(?:您的|你的|专业)?(?:医生|医师|药师)|遵医嘱|for (?:reference|information) only|not (?:a substitute for )?medical advice"
    r"|^(?:please |always )?(?:consult|ask|talk to|speak (?:to|with)|see) (?:your|a) (?:doctor|physician|pharmacist|gp)\b",
    re.IGNORECASE,
)
_PERSONAL = re.compile(
    r"^(?:我(?!国|们?(?:建议|认为|推荐|觉得|院))|俺|本人|my\b|i(?:'m|'ve|’m|’ve)?\s(?!recommend|suggest|advise|think|believe))",
    re.IGNORECASE,
)
_TITLE_ZH, _TITLE_EN = 18, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A stretch `start:end` of the text that claims something.

    `reading` is what is checked: the stretch without list marks and emphasis, a table's row with its column
    heads. `about` is the line that introduces it, empty where none does.
    """

    text: str
    start: int
    end: int
    reading: str
    about: str = ""


def statements(text: str) -> tuple[Statement, ...]:
    """Give every statement in order.

    No statement: a question, a greeting or thanks, the advice to ask a doctor, a person's own story
    ("I measured …"), a heading or lead-in, and whatever has no checkable content.
    """
    found: list[Statement] = []
    lead = heading = ""
    for line in rows(text):
        if line.kind == "rule":
            continue
        if line.kind == "row":
            about = lead or heading
            found += [one for one in _row(line, about) if _claims(one.reading)]
            continue
        bullet = _BULLET.match(line.text)
        title = _HEADING.match(line.text)
        body = _Body.of(line, (title or bullet).end() if title or bullet else 0)
        if not body.text:
            lead = ""
            continue
        if title or (not bullet and _is_title(body.text)):
            heading, lead = body.text.strip(" ：:"), ""
            continue
        about = (lead or heading) if bullet or lead else heading
        lead = lead if bullet else ""
        for one in _sentences(body):
            if _LEAD_IN.search(one.text):
                lead = one.reading.rstrip(" ：:")
            elif _claims(one.reading):
                found.append(replace(one, about=about if bullet or not lead else lead))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Body:
    """A line's own words and where they begin in the text."""

    text: str
    start: int

    @classmethod
    def of(cls, line: Row, skipped: int) -> _Body:
        words = line.text[skipped:]
        blank = len(words) - len(words.lstrip())
        return cls(words.strip(), line.start + skipped + blank)


def _sentences(body: _Body) -> Iterator[Statement]:
    for span in sentences(body.text):
        words = body.text[span.start : span.end]
        start = body.start + span.start
        yield Statement(text=words, start=start, end=start + len(words), reading=_plain(words))


def _row(line: Row, about: str) -> Iterator[Statement]:
    words = line.text.strip().strip("|｜").strip()
    if words:
        start = line.start + line.text.index(words)
        yield Statement(
            text=words, start=start, end=start + len(words), reading=_plain(line.reading), about=about
        )


def _plain(words: str) -> str:
    return _EMPHASIS.sub("", words).strip()


def _claims(reading: str) -> bool:
    kinds = (_QUESTION, _COURTESY, _ADVICE_TO_ASK, _PERSONAL)
    return not any(kind.search(reading) for kind in kinds) and has_content(reading)


def _is_title(words: str) -> bool:
    """Say whether a line without a mark is a title: short, no full stop, no number."""
    if words[-1] in "。.!！?？；;：:，,、" or any(letter.isdigit() for letter in words):
        return False
    han = any("\u3400" <= letter <= "\u9fff" for letter in words)
    return len(words) <= (_TITLE_ZH if han else _TITLE_EN) and not re.search(
        r"[，,；;]|应|可|须|需|不|是|为|\b(?:is|are|should|must|may|can|not|needs?|has|have)\b", words
    )
