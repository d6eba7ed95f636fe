"""Marks of strength and evidence as guidelines print them, and what strength they state."""

from __future__ import annotations

import re
from typing import Literal

Strength = Literal["strong", "weak", "good-practice", "insufficient", "against", "unstated"]

_ROMAN = r"(?:I{1,3}|IV|Ⅰ|Ⅱ|Ⅲ|Ⅳ)"
_BODIES = (
    r"(?:strong|weak|conditional)(?:ly)?\s+(?:for|against|recommendation)[^()（）]{0,60}",
    r"(?:指南)?(?:推荐|证据)(?:级别|等级|强度|类别|质量)\s*[：:为]?\s*[^()（）]{1,40}",
    r"(?:强|弱|强烈|有条件|条件性|优选|中等程度)推荐[^()（）]{0,40}",
    r"推荐\s*[A-E]",
    r"(?:class|grade|level|COR|LOE)\s+[A-EIVⅠⅡⅢⅣ]+[ab]?[^()（）]{0,40}",
    rf"{_ROMAN}\s*[ab]?\s*类?(?:推荐)?\s*[,，、;；/]?\s*[A-E](?:\s*级(?:证据)?)?",
    rf"{_ROMAN}\s*[ab]?\s*类(?:推荐)?[^()（）]{{0,20}}",
    r"[12]\s*[,，]?\s*[A-D]",
    r"GPS|UGPS|good[- ]practice(?:\s+(?:point|statement))?|良好实践(?:声明|主张)?|最佳实践|专家共识",
    r"insufficient(?:\s+evidence)?|证据不足",
)
_GRADE = re.compile(rf"[(（【\[]\s*(?P<grade>{'|'.join(_BODIES)})\s*[)）】\]]", re.IGNORECASE)
_BARE = re.compile(
    r"\b(?P<grade>(?:strong|weak) (?:for|against)|class (?:I{1,3}[ab]?|IV)\b(?:[,;]? ?level [A-C])?|"
    r"grade [A-D]\b)"
    r"|(?P<roman>(?:Ⅰ|Ⅱ|Ⅲ|I{1,3})[ab]?\s*[,，]\s*[A-C])(?=\s*[。.]?\s*$)",
    re.IGNORECASE,
)
_STRENGTHS: tuple[tuple[Strength, str], ...] = (
    ("against", r"against|不推荐|class\s+III\b(?!\s*[ab])|(?:Ⅲ|III)\s*(?:类|[,，、])"),
    ("insufficient", r"insufficient|证据不足|neither|grade\s+I\b"),
    ("good-practice", r"GPS|good[- ]practice|良好实践|最佳实践|专家共识"),
    (
        "weak",
        r"weak|conditional|弱|有条件|条件性|中等程度|推荐\s*[BC]|class\s+(?:II|Ⅱ)|(?<!I)(?:II|Ⅱ)\s*(?-i:[ab])|(?<!I)(?:II|Ⅱ)\s*(?:类|[,，、])|grade\s+[BCD]\b|^2\s*[,，]?\s*[A-D]$",
    ),
    (
        "strong",
        r"strong|强|推荐\s*A|class\s+(?:I|Ⅰ)\b|^(?:I|Ⅰ)\s*(?:类|[,，、])|grade\s+A\b|^1\s*[,，]?\s*[A-D]$|优选",
    ),
)
_RULES = tuple((strength, re.compile(pattern, re.IGNORECASE)) for strength, pattern in _STRENGTHS)
_SILENT = re.compile(
    r"insufficient evidence to recommend for or against|neither for nor against", re.IGNORECASE
)


def grade_in(text: str) -> str | None:
    """Give the last mark of strength or evidence in a text as printed, without its brackets; None if none."""
    marks = [match["grade"].strip() for match in _GRADE.finditer(text)]
    if marks:
        return marks[-1]
    bare = _BARE.search(text)
    return (bare["grade"] or bare["roman"]) if bare else None


def closing_grade(text: str) -> str | None:
    """Give the mark in brackets that closes a sentence, None when the sentence closes without one."""
    marks = list(_GRADE.finditer(text))
    closes = marks and not text[marks[-1].end() :].strip(" 。.;；,，")
    return marks[-1]["grade"].strip() if closes and marks[-1].start() > len(marks[-1][0]) else None


def without_grades(text: str) -> str:
    """Give a text without the marks of strength and evidence that stand in brackets."""
    return _GRADE.sub("", text)


def strength_of(grade: str | None, text: str = "") -> Strength:
    """Say what strength a printed mark states; `unstated` without one, or where systems differ (`IIIA`)."""
    if grade is None:
        return "insufficient" if _SILENT.search(text) else "unstated"
    for strength, pattern in _RULES:
        if pattern.search(grade):
            return strength
    return "unstated"
