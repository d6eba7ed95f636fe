"""Quality control: what a reader would trip over, each with its rule, its source and its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Final

from assistant.drafting.finding import Finding, Kind
from assistant.drafting.lexicon import denied, pattern
from assistant.drafting.record import Fact, Known, Remark, Said, Section, Source, Talk
from assistant.drafting.template import Template
from guidelines import Language

_SIDED = re.compile(r"(左|右)侧?([\u4e00-\u9fff])|\b(left|right) ([a-z]{3,})", re.IGNORECASE)
_DAY = re.compile(
    r"(?<![\d.])(?:(\d{4})[年/-])?(\d{1,2})(?:月|[/-](?=\d{1,2}[日号]))(\d{1,2})[日号]?|(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"
)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)")
_PRESSURE = re.compile(r"(?:血压|blood pressure|bp)\D{0,8}(\d{2,3})\s*(?:/|over)\s*(\d{2,3})", re.IGNORECASE)
_MEASURES: Final = (
    (re.compile(r"(?:体温|(?<![a-z])temp(?:erature)?)\D{0,10}(\d{2,3}(?:\.\d)?)", re.IGNORECASE), 30, 110),
    (re.compile(r"(?:心率|脉搏|(?<![a-z])(?:pulse|heart rate))\D{0,8}(\d{1,3})", re.IGNORECASE), 15, 300),
    (re.compile(r"(?:血氧(?:饱和度)?|saturation|sats?)\D{0,8}(\d{2,3})", re.IGNORECASE), 30, 100),
)
_NO_TEMPERATURE = (45, 86)
_MALE, _FEMALE = (
    re.compile(r"(?<!儿)男(?!朋|友)|(?<![a-z])(?:male|man|gentleman)(?![a-z])"),
    re.compile(r"女(?!儿|朋|婿)|(?<![a-z])(?:female|woman|lady)(?![a-z])"),
)
_TOLD = frozenset({Kind.PRESENT, Kind.PAST, Kind.ALLERGY, Kind.EXAM})

Critical = Callable[[Fact], bool]
_Found = Iterator[tuple[str, str, Source | None]]


def no_reader(_fact: Fact) -> bool:
    """Tell no value critical: for a house without a reader of reports."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What is looked at: the finished sections, the findings behind them, and what they were made from."""

    sections: Sequence[Section]
    findings: Sequence[Finding]
    talk: Talk
    template: Template
    critical: Critical = no_reader


def remarks_on(drafted: Drafted) -> Iterator[Remark]:
    """Give every remark on a draft, in the order of the rules, each of a rule once."""
    language = drafted.talk.language
    for rule in (
        _missing,
        _deadline,
        _contradictions,
        _sides,
        _sexes,
        _dates,
        _vitals,
        _abbreviations,
        _allergies,
        _criticals,
    ):
        seen: set[str] = set()
        for name, what, at in rule(drafted):
            if what not in seen:
                seen.add(what)
                yield remark(name, what, language, at=at)


def remark(rule: str, what: str, language: Language, *, at: Source | None = None) -> Remark:
    """Put a remark in the words of its rule, with the rule's source."""
    words = _rules()[rule]
    return Remark(rule=rule, message=words[language].format(what=what), source=words["source"], at=at)


@cache
def _rules() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("assistant.drafting").joinpath("control.toml").read_text("utf-8"))


def _missing(drafted: Drafted) -> _Found:
    filled = {form.name: form.filled_by for form in drafted.template.sections}
    for section in drafted.sections:
        if section.missing and section.required and filled[section.name] != "person":
            yield "missing_section", section.name, None


def _deadline(drafted: Drafted) -> _Found:
    yield "deadline", drafted.template.deadline, None


def _contradictions(drafted: Drafted) -> _Found:
    """Find what one clause of the patient's own denies and another reports."""
    reported: dict[str, Source | None] = {}
    refused: set[str] = set()
    for finding in drafted.findings:
        if finding.kind not in _TOLD or finding.subject != "patient" or finding.polarity == "unknown":
            continue
        for group in ("symptom", "disease"):
            for match in pattern(group).finditer(finding.text):
                if finding.polarity == "denied" and len(finding.text) <= len(match[0]) + _AROUND:
                    refused.add(match[0].lower())
                elif finding.polarity == "present" and not denied(finding.text):
                    reported.setdefault(match[0].lower(), _place(finding))
    for word in refused & set(reported):
        if len(word) > 1:
            yield "contradiction", word, reported[word]


_AROUND = 6


def _sides(drafted: Drafted) -> _Found:
    """Find a part that one sentence gives to the left and another to the right; not one that names both."""
    told: dict[tuple[str, int, int], set[str]] = {}
    places: dict[tuple[str, int, int], Source | None] = {}
    for finding in drafted.findings:
        if finding.kind in {Kind.PLAN, Kind.PAST, Kind.FAMILY} or finding.subject != "patient":
            continue
        for match in _SIDED.finditer(finding.text):
            side, part = (match[1] or match[3]).lower(), (match[2] or match[4]).lower()
            if pattern("body").search(part):
                key = (part, finding.turn, finding.sentence)
                told.setdefault(key, set()).add(side)
                places.setdefault(key, _place(finding))
    first: dict[str, str] = {}
    for key, named in told.items():
        side = next(iter(named))
        if len(named) == 1 and first.setdefault(key[0], side) != side:
            yield "laterality", key[0], places[key]


def _sexes(drafted: Drafted) -> _Found:
    stated = " ".join(
        fact.value for fact in drafted.talk.facts if re.search(r"性别|sex|gender", fact.name, re.IGNORECASE)
    )
    stated += " ".join(one.text for one in drafted.findings if one.kind is Kind.GENERAL)
    male, female = bool(_MALE.search(stated)), bool(_FEMALE.search(stated))
    if male == female:
        return
    other = re.compile(_rules()["sex"]["female" if male else "male"], re.IGNORECASE)
    for finding in drafted.findings:
        found = other.search(finding.text) if finding.subject == "patient" else None
        if found and finding.polarity == "present":
            yield "sex", found[0], _place(finding)


def _dates(drafted: Drafted) -> _Found:
    for finding in drafted.findings:
        for match in _DAY.finditer(finding.text):
            year, month, day = (
                (match[1] or match[4] or "2024"),
                (match[2] or match[5]),
                (match[3] or match[6]),
            )
            if not _is_date(int(year), int(month), int(day)):
                yield "date", match[0], _place(finding)
        for match in _CLOCK.finditer(finding.text):
            if int(match[1]) > _HOURS or int(match[2]) >= _MINUTES:
                yield "date", match[0], _place(finding)


_HOURS, _MINUTES = 24, 60


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _vitals(drafted: Drafted) -> _Found:
    for finding in drafted.findings:
        for match in _PRESSURE.finditer(finding.text):
            if int(match[1]) <= int(match[2]):
                yield "vital", match[0], _place(finding)
        for number, (words, least, most) in enumerate(_MEASURES):
            for match in words.finditer(finding.text):
                value = float(match[1])
                between = number == 0 and _NO_TEMPERATURE[0] < value < _NO_TEMPERATURE[1]
                if not least <= value <= most or between:
                    yield "vital", match[0], _place(finding)


def _abbreviations(drafted: Drafted) -> _Found:
    words = re.compile(_rules()["abbreviation"]["words"], re.IGNORECASE)
    for finding in drafted.findings:
        for match in words.finditer(finding.text):
            yield "abbreviation", match[0], _place(finding)


def _allergies(drafted: Drafted) -> _Found:
    stated = " ".join(
        one.text for one in drafted.findings if one.kind is Kind.ALLERGY and one.polarity == "present"
    ).lower()
    for name, kin in _rules()["allergy"]["kin"].items():
        if name not in stated:
            continue
        for finding in drafted.findings:
            found = re.search(kin, finding.text, re.IGNORECASE)
            if found and finding.kind in {Kind.PLAN, Kind.COURSE} and finding.polarity == "present":
                yield "allergy", found[0], _place(finding)


def _criticals(drafted: Drafted) -> _Found:
    spoken = "".join(turn.text for turn in drafted.talk.turns)
    for number, fact in enumerate(drafted.talk.facts):
        if drafted.critical(fact) and fact.value not in spoken:
            yield "critical", fact.text, Known(number)


def _place(finding: Finding) -> Source | None:
    return next((one for one in finding.sources if isinstance(one, Said)), next(iter(finding.sources), None))
