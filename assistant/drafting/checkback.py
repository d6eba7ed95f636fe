"""The check back: what a sentence says must stand in its sources, as it was said and of the same person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.drafting.figures import could_be_written
from assistant.drafting.lexicon import denied, pattern, speaks_of
from assistant.drafting.record import Known, Sentence, Talk

_NUMBER = re.compile(r"\d+(?:[.:/]\d+)*|[零一二两三四五六七八九十百千半]+")
_UNIT = re.compile(
    r"\d\s?(mmhg|mmol/l|μmol/l|umol/l|mg/dl|g/l|mg|μg|ug|mcg|kg|g|ml|l|℃|°c|%|毫克|微克|公斤|毫升|克|片|粒|支|次|cm|mm|bpm)(?![a-z])",
    re.IGNORECASE,
)
_SIDE = re.compile(r"左|右|双侧|两侧|(?<![a-z])(?:left|right|both|bilateral)(?![a-z])", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z'-]*|[\u3400-\u9fff]", re.IGNORECASE)
_TERMS = ("symptom", "disease", "drug", "result", "surgery")
_FIXED = frozenset("否认有无未提供：，。、；") | {"denies", "reports", "yes", "no", "age"} | frozenset("年龄")
_BEGINNING = re.compile(r"^(?:否认|denies |reports )")
_NO_ANSWER = re.compile(
    r"^(?:都|也)?(?:没有?|无|不|否)|^(?:no|nope|none|never|neither|nothing|nobody|negative|not)\b",
    re.IGNORECASE | re.MULTILINE,
)


def fault_of(sentence: Sentence, talk: Talk) -> str | None:
    """Name what a sentence says that its sources do not, or None if all of it stands there."""
    heard = heard_of(sentence, talk)
    if heard is None:
        return "a source lies outside the talk"
    if not heard:
        return "no source"
    fault = fault_in(sentence.text, heard)
    return fault or _words(sentence.text.lower(), " ".join(heard).lower())


def fault_in(text: str, heard: Sequence[str]) -> str | None:
    """Name a number, unit, side, term, denial or person of a text that is not in what was heard, or None.

    Unlike `fault_of` it leaves the words between them free.
    """
    whole = "\n".join(heard).lower()
    for check in (_numbers, _units, _sides, _terms, _polarity):
        fault = check(text.lower(), whole)
        if fault is not None:
            return fault
    return _subject(text, heard)


def heard_of(sentence: Sentence, talk: Talk) -> list[str] | None:
    """Give the stretches that a sentence stands on; None where one lies outside the talk."""
    heard: list[str] = []
    for source in sentence.sources:
        if isinstance(source, Known):
            if not 0 <= source.fact < len(talk.facts):
                return None
            heard.append(talk.facts[source.fact].text)
            continue
        if not 0 <= source.turn < len(talk.turns):
            return None
        text = talk.turns[source.turn].text
        if not 0 <= source.start < source.end <= len(text):
            return None
        heard.append(text[source.start : source.end])
    return heard


def _numbers(text: str, heard: str) -> str | None:
    known = {*_NUMBER.findall(heard), *_NUMBER.findall(could_be_written(heard))}
    return next(
        (f"the number {one!r} is in no source" for one in _NUMBER.findall(text) if one not in known), None
    )


def _units(text: str, heard: str) -> str | None:
    known = {one.lower() for one in _UNIT.findall(f"{heard}\n{could_be_written(heard)}")}
    return next(
        (f"the unit {one!r} is in no source" for one in _UNIT.findall(text) if one.lower() not in known), None
    )


def _sides(text: str, heard: str) -> str | None:
    known = set(_SIDE.findall(heard))
    return next(
        (f"the side {one!r} is in no source" for one in _SIDE.findall(text) if one not in known), None
    )


def _terms(text: str, heard: str) -> str | None:
    for group in _TERMS:
        for match in pattern(group).finditer(_BEGINNING.sub("", text)):
            if match[0] not in heard:
                return f"{match[0]!r} is in no source"
    return None


def _polarity(text: str, heard: str) -> str | None:
    if denied(text) and not denied(heard) and not _NO_ANSWER.search(heard):
        return "denied, though no source denies it"
    if denied(heard) and not denied(text) and not text.startswith("否认"):
        return "affirmed, though its source denies it"
    return None


def _words(text: str, heard: str) -> str | None:
    """Every word, or Chinese character, is copied or one of the few fixed connecting ones."""
    known = set(_WORD.findall(heard))
    return next(
        (f"{one!r} is in no source" for one in _WORD.findall(text) if one not in known and one not in _FIXED),
        None,
    )


def _subject(text: str, heard: Sequence[str]) -> str | None:
    """A sentence may not lose the relative of whom its source speaks."""
    for group in ("relative", "other_person"):
        if any(speaks_of(group, one) for one in heard) and not speaks_of(group, text):
            return "its source speaks of somebody else"
    return None
