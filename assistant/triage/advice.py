"""Template text to go with a direction: what to do, bring and watch for; each text has a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from assistant.gate.redflags.rulebook import Level
from assistant.triage.patient import Patient
from assistant.triage.rulebook import Complaint, load
from assistant.wording import keys as wording_keys
from assistant.wording import text as wording
from guidelines import Language

_MOST_WATCHED: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One reviewed text and where it comes from."""

    id: str
    text: str
    source: str


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    source: str = Field(min_length=1)
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    complaints: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    advice: tuple[_Text, ...]


@cache
def _texts() -> tuple[_Text, ...]:
    return load(resources.files("assistant.triage").joinpath("advice.toml"), _File).advice


def every(language: Language) -> tuple[Advice, ...]:
    """Give every packaged text."""
    return tuple(_advice(one, language) for one in _texts())


def advise(
    level: Level,
    *,
    complaints: Sequence[Complaint],
    flags: Sequence[str],
    patient: Patient,
    notes: Sequence[str],
    language: Language,
) -> tuple[Advice, ...]:
    """Give the texts for a direction, the most urgent first; `notes` names further texts."""
    given: list[Advice] = []
    if level == "E120" or level == "ED":
        given.append(
            Advice(id=level, text=wording(f"emergency.{level}", language), source="domain §3.1, §3.6")
        )
        given += [
            Advice(id=flag, text=wording(f"first_aid.{flag}", language), source=f"domain §3.2 {flag}, §3.6")
            for flag in dict.fromkeys(flags)
            if f"first_aid.{flag}" in wording_keys()
        ]
        ids = ["bring_emergency" if level == "E120" else "bring"]
    else:
        ids = [level, *_watched(complaints, patient), "bring"]
    by_id = {one.id: one for one in _texts()}
    given += [_advice(by_id[one], language) for one in dict.fromkeys((*notes, *ids, "scope"))]
    return tuple(given)


def _watched(complaints: Sequence[Complaint], patient: Patient) -> list[str]:
    """Name the texts on what to watch for: a child's first, then those of the leading complaints."""
    found = ["child"] if patient.child else []
    for complaint in complaints:
        found += [one.id for one in _texts() if complaint.id in one.complaints]
    return list(dict.fromkeys(found))[:_MOST_WATCHED]


def _advice(text: _Text, language: Language) -> Advice:
    return Advice(id=text.id, text=text.zh if language == "zh" else text.en, source=text.source)
