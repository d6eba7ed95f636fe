"""From complaints, age, sex and urgency to departments, best first; a hospital may change the names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SettingsError
from assistant.gate.redflags.rulebook import Level
from assistant.triage.patient import Patient
from assistant.triage.rulebook import Complaint, load
from assistant.triage.told import Told

FILE: Final = "departments.toml"
"""Name of the packaged file and of a hospital's own copy in its home folder."""
_PACKAGE: Final = "assistant.triage"
_MOST: Final = 5
_URGENT: Final = frozenset({"E120", "ED"})
_OTHER_SEX: Final[Mapping[str, frozenset[str]]] = {
    "male": frozenset({"妇科", "产科", "妇科内分泌"}),
    "female": frozenset({"男科"}),
}
"""Where a person of this sex is not seen, however alike the story is."""
_LEARNED: Final = 80.0
_LEARNED_ALONE: Final = 10.0
_LEAST: Final = 0.05
"""What a share of the learned channel counts beside a leading complaint's 10, and the least that counts."""


_SURE: Final = 0.7
"""The share with which the learned channel leads a child past paediatrics: allergies of years, mostly."""
_ADULTS: Final = "内科"
"""How departments of internal medicine end, which see adults."""


class Department(BaseModel):
    """A department: what this hospital calls it (None: it has none), and who is seen there instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    here: str | None = None
    children: str | None = None
    absent: bool = False
    """Whether the hospital has no such department; the next one is named."""


class Departments(BaseModel):
    """The departments that the map of the domain report names, as a hospital has them."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str = Field(min_length=1)
    emergency: str
    department: tuple[Department, ...]

    def named(self, standard: Sequence[str], *, child: bool) -> list[str]:
        """Give this hospital's names for standard ones, each once, without those that it does not have."""
        known = {one.name: one for one in self.department}
        found: list[str] = []
        for name in standard:
            entry = known.get(name)
            if entry is not None and child and entry.children:
                entry = known.get(entry.children, entry)
            if entry is None or not entry.absent:
                found.append(name if entry is None else entry.here or entry.name)
        return list(dict.fromkeys(found))


def departments(home: Path | None = None) -> Departments:
    """Read the hospital's own copy where `home` has one, the packaged file else.

    Raises:
        SettingsError: the hospital's copy cannot be read or has the wrong shape.
    """
    own = None if home is None else home / FILE
    if own is None or not own.is_file():
        return load(resources.files(_PACKAGE).joinpath(FILE), Departments)
    try:
        return Departments.model_validate(tomllib.loads(own.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        message = f"{own} cannot be read: {type(fault).__name__}; correct or remove it"
        raise SettingsError(message) from fault
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        message = f"{own}: {first['loc']}: {first['msg']}; correct or remove it"
        raise SettingsError(message) from fault


def ranked(
    complaints: Sequence[Complaint],
    told: Told,
    patient: Patient,
    level: Level,
    known: Departments,
    alike: Mapping[str, float],
    *,
    own_door: bool = False,
) -> list[str]:
    """Give the departments, best first: the emergency department leads where the urgency asks for it.

    `alike` are the shares of the learned channel, which orders what complaints name and adds to it.
    `own_door` keeps the complaint's department first below 120, the emergency department behind it.
    """
    scores = _scores(complaints, told, alike)
    others = _OTHER_SEX.get(patient.sex or "", frozenset())
    order = sorted(scores.keys() - others, key=lambda name: (-scores[name], name))
    if patient.pregnant:
        order = ["产科", *order]
    if level in _URGENT:
        order = _with_emergency(order, patient, level, known, own_door=own_door)
    if not order:
        order = ["全科医学科"]
    names = known.named(order, child=patient.child)
    if patient.child and level not in _URGENT:
        past = [one for one in alike if alike[one] >= _SURE and not one.endswith(_ADULTS)]
        names = [*known.named(past, child=False), *names]
    return list(dict.fromkeys(names))[:_MOST]


def _scores(complaints: Sequence[Complaint], told: Told, alike: Mapping[str, float]) -> dict[str, float]:
    """Give what the map and the learned channel say for each department together."""
    scores: dict[str, float] = {}
    for rank, complaint in enumerate(complaints):
        worth = 10.0 / (1 + rank)
        for place, name in enumerate(complaint.departments):
            scores[name] = max(scores.get(name, 0.0), worth - place)
        for formula, name in complaint.elsewhere:
            if told.holds(formula) is not None:
                scores[name] = max(scores.get(name, 0.0), worth + 0.5)
    trusted = _LEARNED if complaints else _LEARNED_ALONE
    for name, share in alike.items():
        if share >= _LEAST:
            scores[name] = scores.get(name, 0.0) + trusted * share
    return scores


def _with_emergency(
    order: list[str], patient: Patient, level: Level, known: Departments, *, own_door: bool
) -> list[str]:
    """Put the emergency department first; below 120 pregnancy and animal bites have doors of their own.

    So have children, but for what paediatrics does not see: a broken arm, an injured eye.
    """
    emergency = known.emergency
    if level == "E120":
        return [emergency, *[name for name in order if name != emergency]]
    door = order[:1] if own_door or order[:1] in (["产科"], ["狂犬病暴露处置门诊"]) else []
    paediatrics = known.named(["儿科"], child=False)
    if patient.child and known.named(order[:1], child=True) in ([], paediatrics):
        door = door or ["儿科"]
    return [*door, emergency, *[name for name in order if name not in (emergency, *door)]]
