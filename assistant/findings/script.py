"""The words of a recall by telephone: fixed text in both languages, without what was found."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

from assistant.findings.finding import Case, Source
from guidelines import Language

To = Literal["caller", "patient"]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    to: To
    zh: str
    en: str


class _Script(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    greeting: tuple[_Line, ...]
    line: tuple[_Line, ...]
    off: tuple[_Line, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of a call: an instruction to the caller, or words read out to the patient."""

    to: To
    text: str


def call_script(case: Case, source: Source, language: Language, *, off: bool = False) -> tuple[Spoken, ...]:
    """Give the words of a call; they name the examination and its day, never what was found.

    `off` gives those of the call in which the person hears that the visit is not needed.
    """
    subject = case.finding.subject
    words = {
        "department": case.department,
        "name": subject.name,
        "day": case.finding.examined_on.isoformat(),
        "examination": source.examination[language],
    }
    script = _script()
    lines = (*script.greeting, *(script.off if off else script.line))
    return tuple(Spoken(one.to, (one.zh if language == "zh" else one.en).format(**words)) for one in lines)


@cache
def _script() -> _Script:
    raw = resources.files("assistant.findings").joinpath("script.toml").read_text("utf-8")
    return _Script.model_validate(tomllib.loads(raw))
