"""Which section a finding goes to: a dictated cue first, then the template's own table of kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from assistant.drafting.finding import Finding, Kind
from assistant.drafting.lexicon import speaks_of
from assistant.drafting.staff_signs import is_ordered
from assistant.drafting.template import Template

_ALTERNATIVES = {
    Kind.MENSTRUAL: (Kind.REPRODUCTIVE, Kind.PERSONAL),
    Kind.REPRODUCTIVE: (Kind.PERSONAL,),
    Kind.ALLERGY: (Kind.PAST,),
    Kind.GENERAL: (Kind.PERSONAL,),
}

_CLOSING = re.compile(r"(?:出院|目前)诊断|discharge diagnosis", re.IGNORECASE)
_CONCLUDES = re.compile(r"诊断|diagnosis", re.IGNORECASE)
_ADDS = re.compile(r"再加|还有|加[一上]|另外|其次|以及")
HEADED: Final = re.compile(r"[\u4e00-\u9fff]{2,6}[:：]")
_A_DAY = re.compile(r"日期|时间|date", re.IGNORECASE)
_ONLY_A_DAY = re.compile(
    r"(?:[\d零〇一二三四五六七八九]{4}年)?[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}[日号]|\d{4}-\d\d-\d\d"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?:the )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?|\w+(?:st|nd|rd|th))(?:,? \d{4})?",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(
    r"回家|出院|复[查诊]|门诊|[周天月]后|别|不要|注意|follow|at home|return", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cued:
    """The last section that was named in a sentence; `just_now` says by the clause right before.

    `headed`: named as a heading with a colon, which stands for the rest of the turn.
    """

    section: str
    place: tuple[int, int]
    just_now: bool = True
    headed: bool = False


@cache
def _cue(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


def has_cue(template: Template, text: str) -> bool:
    """Say whether a text names a section of the template as a dictating doctor would."""
    return any(one.cues and _cue(one.cues).search(text) for one in template.sections)


def sections_of(
    finding: Finding,
    template: Template,
    *,
    dictated: bool,
    before: Cued | None,
    to_come: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Name the sections of a finding: every one that a dictating doctor names, else that of its kind.

    What follows a dictated cue in its sentence stays with it, except the treatment that was given and,
    behind the first clause, what the doctor concludes or orders. `to_come` are the sections that are named
    further on: what is told before them belongs to no section that comes after them.
    """
    if dictated:
        cued = cues_of(finding, template)
        if cued:
            return cued
        if before is not None and _goes_on(finding, before, template):
            return (before.section,)
    taken = {kind for section in template.sections for kind in section.takes}
    early = {one.name: one.early or template.elsewhere for one in template.sections if one.after in to_come}
    for kind in (finding.kind, *_ALTERNATIVES.get(finding.kind, ())):
        if kind in taken:
            name = template.section_for(kind)
            return (early.get(name, name),)
    return (template.elsewhere,)


def cues_of(finding: Finding, template: Template) -> tuple[str, ...]:
    """Name the sections that a clause itself names as a dictating doctor would."""
    return tuple(one.name for one in template.sections if one.cues and _cue(one.cues).search(finding.text))


def told_as_course(findings: Sequence[Finding], template: Template) -> list[Finding]:
    """Read treatment told before the closing diagnosis of a stay as its course, not as advice."""
    taken = [section.takes for section in template.sections]
    apart = any(Kind.COURSE in one and Kind.PLAN not in one for one in taken)
    closing = next((one.turn for one in findings if _CLOSING.search(one.text)), None)
    if not apart or closing is None:
        return list(findings)
    return [
        replace(one, kind=Kind.COURSE)
        if one.kind is Kind.PLAN and 0 <= one.turn < closing and not _AFTERWARDS.search(one.text)
        else one
        for one in findings
    ]


def adds_to(before: Cued, finding: Finding) -> bool:
    """Say whether the next sentence adds to the section that was named, as in `再加一条，贫血`."""
    turn, sentence = before.place
    return (finding.turn, finding.sentence) == (turn, sentence + 1) and _ADDS.match(finding.text) is not None


def _is_named(text: str) -> bool:
    """Tell a name in a list of diagnoses from an order that follows it."""
    return not (is_ordered(text) or speaks_of("plan", text) or speaks_of("drug", text))


def _goes_on(finding: Finding, before: Cued, template: Template) -> bool:
    ordered = any(one.name == before.section and Kind.PLAN in one.takes for one in template.sections)
    headed = before.headed and before.place[0] == finding.turn and finding.kind is not Kind.PLAN
    if headed or adds_to(before, finding):
        return True
    if before.place != (finding.turn, finding.sentence) or (finding.kind is Kind.COURSE and not ordered):
        return False
    if ordered and finding.kind is Kind.COURSE:
        return True
    if _A_DAY.search(before.section):
        return bool(_ONLY_A_DAY.fullmatch(finding.text))
    named = finding.kind is Kind.DIAGNOSIS or (finding.kind is Kind.PLAN and _is_named(finding.text))
    if named and _CONCLUDES.search(before.section):
        return True
    return before.just_now or finding.kind not in {Kind.PLAN, Kind.DIAGNOSIS}
