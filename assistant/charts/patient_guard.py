"""Whether the one who is spoken of can be the one on file: name, sex and age as they were said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.charts.chart import Patient
from assistant.drafting.lexicon import speaks_of
from assistant.drafting.record import Remark, Said, Talk

RULE: Final = "patient"
_SOURCE: Final = "domain report §1.9 (true); the record's patient as the hospital has it on file"
_MESSAGES: Final = {
    "zh": "对话中说“{said}”，登记为“{held}”，请核对是否同一患者",
    "en": "the conversation says {said!r}, on file is {held!r}; check that it is the same patient",
}
_NAME: Final = re.compile(
    r"(?:我叫|患者姓名[:：是]?|姓名[:：是]|名叫)\s*([\u4e00-\u9fff]{2,4}?)(?=[，,。；;、\s（(]|今年|$)"
    r"|(?:my name is|patient name:?)\s+([A-Z][a-z]+(?: [A-Z][a-z]+)*)"
)
_PERSON: Final = re.compile(
    r"(?:患者|病人|病员)?[，,：: ]{0,2}(?<![儿长])([男女])性?(?![儿友孩朋婿工])[，,、 ]{0,2}(\d{1,3})\s*岁"
    r"|(?:患者|病人)(?:为|是)?[，,：: ]{0,2}([男女])性?(?![儿友孩朋婿工])(?=[，,。；;、])"
    r"|(\d{1,3})[ -]years?[ -]old\s+(?:\w+\s+)?(male|female|man|woman|boy|girl|gentleman|lady)",
    re.IGNORECASE,
)
_MALE: Final = frozenset({"男", "男性", "male", "man", "boy", "gentleman", "m"})
_FEMALE: Final = frozenset({"女", "女性", "female", "woman", "girl", "lady", "f"})
_YEARS: Final = re.compile(r"(\d{1,3})\s*(?:岁|years?|y)?", re.IGNORECASE)
_JUST_BEFORE: Final = 6
_BIRTHDAY: Final = 1
"""Years by which a stated age may differ from the one on file."""


def strangers(patient: Patient, talk: Talk) -> Iterator[Remark]:
    """Remark on every way in which the one spoken of differs from the one on file, each once."""
    seen: set[tuple[str, str]] = set()
    for number, turn in enumerate(talk.turns):
        for start, end, said, held in _differences(turn.text, turn.speaker, patient):
            if (said, held) not in seen:
                seen.add((said, held))
                message = _MESSAGES[talk.language].format(said=said, held=held)
                yield Remark(rule=RULE, message=message, source=_SOURCE, at=Said(number, start, end))


def _differences(text: str, speaker: str, patient: Patient) -> Iterator[tuple[int, int, str, str]]:
    if speaker != "family":
        for match in _NAME.finditer(text):
            name = match[1] or match[2]
            if patient.name and _plain(name) != _plain(patient.name):
                yield *match.span(), name, patient.name
    for match in _PERSON.finditer(text):
        if speaks_of("relative", text[max(0, match.start() - _JUST_BEFORE) : match.start()]):
            continue
        sex, age = match[1] or match[3] or match[5], match[2] or match[4]
        if _opposite(sex, patient.sex):
            yield *match.span(), sex, patient.sex or ""
        held = _YEARS.fullmatch((patient.age or "").strip())
        if age and held and abs(int(age) - int(held[1])) > _BIRTHDAY:
            yield *match.span(), f"{age}岁" if sex in "男女" else age, patient.age or ""


def _opposite(said: str | None, held: str | None) -> bool:
    one, other = (said or "").strip().lower(), (held or "").strip().lower()
    return (one in _MALE and other in _FEMALE) or (one in _FEMALE and other in _MALE)


def _plain(name: str) -> str:
    return re.sub(r"\s+", "", name).casefold()
