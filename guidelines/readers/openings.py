"""How a printed line opens: as a heading, a run-in heading, a list item, a contents entry, or plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

OpeningKind = Literal["heading", "run_in", "list_item", "contents", "plain"]

_NUMERALS = "一二三四五六七八九十百"
_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"第\s*[{_NUMERALS}\d]+\s*篇\s*")),
    (2, re.compile(rf"第\s*[{_NUMERALS}\d]+\s*章\s*|附\s*[件录表]\s*[{_NUMERALS}\d]*\s*[：:]?\s*")),
    (3, re.compile(rf"第\s*[{_NUMERALS}\d]+\s*节\s*")),
    (4, re.compile(rf"[{_NUMERALS}]{{1,3}}\s*[、.．]\s*")),
    (5, re.compile(rf"[（(]\s*[{_NUMERALS}]{{1,3}}\s*[）)]\s*[、.．]?\s*")),
    (
        6,
        re.compile(
            r"\d{1,2}(?:\.\d{1,2}){1,3}(?:\s*(?![岁年月天日周次倍分小个万亿])(?=[\u3400-\u9fff])|\s+(?=[A-Z][a-z]))"
        ),
    ),
    (7, re.compile(r"\d{1,3}\s*[.．、](?!\d)\s*")),
    (8, re.compile(r"[（(]\s*\d{1,2}\s*[）)]\s*|\d{1,2}[）)]\s*|[①-⑳]\s*")),
    (9, re.compile(r"[-•●▪◦*·■]\s+|[ \uf000-\uf0ff]\s*")),
)
_SECTION_LEVELS = range(1, 6)
_ANNEX = 2
_NUMBERED = 7
_CONTENTS = re.compile(r"(?:\.\s?){5,}|…{2,}|·{5,}")
_MARKED_HEADING = 36
_SHORT_HEADING = 24
_RUN_IN_LABEL = 16
_INNER_PUNCTUATION = re.compile(r"[，；。！？：:;!?]|,\s|\.\s")
_STATEMENT = re.compile(r"以下|下列|之一|应当?|必须|不得|禁止|\bshould\b|\bmust\b")
_RUN_IN_NAMES = re.compile(
    r"(?:病原学?|流行病学|发病机制|病理(?:改变|生理)?|临床(?:表现|特点|分型)|潜伏期|实验室|影像学?|辅助检查|一般检查|病例定义|"
    r"诊断(?:原则|标准|依据)?|鉴别诊断|治疗(?:原则)?|预防|预后|转归|护理|随访|监测|出院|概述|定义|分型|分期|"
    r"传染源|传播途径|易感人群)[\u3400-\u9fff]{0,6}?(?=[A-Za-z\d，：:]|$)"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a line opens: its level (1 outermost) where it has one, and how long its mark is."""

    kind: OpeningKind
    level: int | None = None
    mark: int = 0


PLAIN = Opening("plain")


def opening_of(line: str) -> Opening:
    """Classify a line by its own looks alone."""
    text = line.strip()
    if _CONTENTS.search(text):
        return Opening("contents")
    for level, pattern in _MARKS:
        match = pattern.match(text)
        if match is None:
            continue
        if level in _SECTION_LEVELS or (level == _NUMBERED - 1 and short_heading(text)):
            return _section_opening(text, level, match.end())
        return Opening("list_item", level, match.end())
    return PLAIN


def reads_as_heading(text: str, *, limit: int = _MARKED_HEADING) -> bool:
    """Say whether a text is short and free of the punctuation of a sentence (one closing stop aside)."""
    bare = text.strip().rstrip("。：:")
    return 0 < len(bare) <= limit and not _INNER_PUNCTUATION.search(bare)


def short_heading(text: str) -> bool:
    """Say whether a numbered line is short and unpunctuated enough to be a heading of its own."""
    return reads_as_heading(text, limit=_SHORT_HEADING) and text.strip()[-1] not in "。：:"


def run_in_label(text: str) -> str:
    """Give the label of a section whose heading and first sentence stand on one line.

    Empty when the name of the section cannot be told from the sentence.
    """
    mark = opening_of(text).mark
    first = _INNER_PUNCTUATION.split(text[mark:], maxsplit=1)[0]
    if 0 < len(first) <= _RUN_IN_LABEL and text[mark + len(first) : mark + len(first) + 1] in "。：:":
        return text[: mark + len(first)].strip()
    name = _RUN_IN_NAMES.match(text, mark)
    return (text[:mark] + name[0]).strip() if name else ""


def _section_opening(text: str, level: int, mark: int) -> Opening:
    states = _STATEMENT.search(text, mark) is not None
    if (reads_as_heading(text[mark:]) and not states) or (level == _ANNEX and mark == len(text)):
        return Opening("heading", level, mark)
    return Opening("run_in", level, mark)
