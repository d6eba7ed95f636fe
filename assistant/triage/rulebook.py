"""The interview's data, checked at load: complaints with levels, departments, questions and words."""

from __future__ import annotations

import gc
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import GateRulesError
from assistant.gate.redflags.formula import Formula, parse
from assistant.gate.redflags.lexicon import Lexicon, load_words
from assistant.gate.redflags.measures import measure_names
from assistant.gate.redflags.rulebook import Level, RedFlagBook, load_red_flags
from assistant.triage.patient import FACTS
from guidelines import Language

_PACKAGE = "assistant.triage"
_Model = TypeVar("_Model", bound=BaseModel)


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def text(self, language: Language) -> str:
        """Give the text in a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What brings a person, how soon it is seen by default, where, and what is asked first.

    `weight` says how much it tells of the department; `elsewhere` names departments that a condition adds.
    """

    id: str
    row: int
    name: Words
    when: tuple[Formula, ...]
    level: Level
    raised: tuple[tuple[Level, tuple[Formula, ...]], ...]
    weight: int
    departments: tuple[str, ...]
    elsewhere: tuple[tuple[Formula, str], ...]
    ask: tuple[str, ...]


class Slot(BaseModel):
    """One thing to know: its question, the words by which a question on it is known, and what tells it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    question: Words
    asked: tuple[str, ...]
    told: tuple[str, ...]
    kind: Literal["finding", "fact"] = "fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageBook:
    """Complaints, slots in the order of asking, and one lexicon for these and the red flags."""

    complaints: tuple[Complaint, ...]
    slots: Mapping[str, Slot]
    red_flags: RedFlagBook


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    row: int = Field(ge=1)
    name: Words
    when: list[str] = Field(min_length=1)
    level: Level
    weight: int = Field(ge=1, le=9)
    departments: list[str] = Field(min_length=1)
    also: list[tuple[str, str]]
    ask: list[str] = Field(min_length=1)
    raise_: dict[Level, list[str]] = Field(alias="raise")


class _Complaints(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    complaint: list[_Row]


class _Deciding(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    axis: Literal["vitals", "severity", "course", "function", "group", "illness"]
    level: Level
    when: list[str] = Field(min_length=1)


class _Levels(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    row: list[_Deciding]


class _Slots(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    slot: list[Slot]


@cache
def triage_book() -> TriageBook:
    """Read the packaged data once.

    Raises:
        GateRulesError: a file that cannot be read, or a name that nothing defines.
    """
    with _uncollected():
        return _read()


def _read() -> TriageBook:
    where = resources.files(_PACKAGE)
    packaged = load_red_flags()
    words = load_words(resources.files("assistant.gate.redflags").joinpath("words"))
    own = load_words(where.joinpath("words"))
    both = words.keys() & own.keys()
    exceptions = {name: [*words[name], *own[name]] for name in both if name.endswith("_except")}
    if twice := both - exceptions.keys():
        message = f"words {sorted(twice)!r} stand in the red flags, too; rename them"
        raise GateRulesError(message)
    lexicon = Lexicon({**words, **own, **exceptions})
    slots = {one.id: one for one in load(where.joinpath("slots.toml"), _Slots).slot}
    anywhere = tuple(
        (row.level, tuple(map(parse, row.when))) for row in load(where.joinpath("levels.toml"), _Levels).row
    )
    complaints = tuple(
        _complaint(row, anywhere)
        for file in sorted(where.joinpath("complaints").iterdir(), key=lambda one: one.name)
        if file.name.endswith(".toml")
        for row in load(file, _Complaints).complaint
    )
    _all_known(complaints, slots, lexicon.names | measure_names() | FACTS)
    flags = RedFlagBook(flags=packaged.flags, lexicon=lexicon, digest=packaged.digest)
    return TriageBook(complaints=complaints, slots=slots, red_flags=flags)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector from walking hundreds of thousands of states while they are made (5 x faster)."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def load(file: Traversable, shape: type[_Model]) -> _Model:
    """Read one TOML file.

    Raises:
        GateRulesError: it cannot be read or has the wrong shape.
    """
    try:
        return shape.model_validate(tomllib.loads(file.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        message = f"{file.name!r} cannot be read: {fault}; correct the file"
        raise GateRulesError(message) from fault
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        message = f"{file.name!r}: {first['loc']}: {first['msg']}; correct the file"
        raise GateRulesError(message) from fault


def _complaint(row: _Row, anywhere: tuple[tuple[Level, tuple[Formula, ...]], ...]) -> Complaint:
    """Give a complaint with what raises it alone and what raises any."""
    own = tuple((level, tuple(map(parse, when))) for level, when in row.raise_.items())
    return Complaint(
        id=row.id,
        row=row.row,
        name=row.name,
        when=tuple(map(parse, row.when)),
        level=row.level,
        raised=(*own, *anywhere),
        weight=row.weight,
        departments=tuple(row.departments),
        elsewhere=tuple((parse(when), department) for when, department in row.also),
        ask=tuple(row.ask),
    )


def _all_known(complaints: Iterable[Complaint], slots: Mapping[str, Slot], known: frozenset[str]) -> None:
    used = {name for one in complaints for formula in _formulas(one) for name in formula.names}
    used |= {name for one in slots.values() for name in one.told}
    if unknown := used - known:
        message = f"names {sorted(unknown)!r} are used by complaints or slots and defined nowhere"
        raise GateRulesError(message)
    asked = {name for one in complaints for name in one.ask}
    if unasked := asked - slots.keys():
        message = f"complaints ask for {sorted(unasked)!r}, which slots.toml does not define"
        raise GateRulesError(message)


def _formulas(complaint: Complaint) -> Iterator[Formula]:
    yield from complaint.when
    for _, formulas in complaint.raised:
        yield from formulas
    yield from (formula for formula, _ in complaint.elsewhere)
