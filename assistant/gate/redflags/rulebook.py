"""The red flags as data: what fires each, how urgent it is, why, on whose word, and its own examples."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import GateRulesError
from assistant.gate.redflags.formula import Formula, parse
from assistant.gate.redflags.lexicon import Lexicon, load_words
from assistant.gate.redflags.measures import measure_names
from guidelines import Language

Level = Literal["E120", "ED", "C24", "C72", "SELF"]
LEVELS: tuple[Level, ...] = ("E120", "ED", "C24", "C72", "SELF")


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlag:
    """Fires at the level of the first formula that holds; formulas stand from the most urgent down.

    `unless` takes it back in the same clauses only, `ends` anywhere in the sentence or the one behind it,
    where the writer says so and nobody else.
    """

    id: str
    source: str
    certainty: str
    reason: Mapping[Language, str]
    formulas: tuple[tuple[Level, Formula], ...]
    unless: tuple[str, ...]
    ends: tuple[str, ...]
    reach: int
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagBook:
    """All red flags, the words they are made of, and a digest of the data."""

    flags: tuple[RedFlag, ...]
    lexicon: Lexicon
    digest: str


class _Reason(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    urgency: Level
    source: str = Field(min_length=1)
    certainty: Literal["checked", "secondary", "to be checked"]
    reason: _Reason
    when: list[str] = Field(min_length=1)
    worse: list[str] = Field(default_factory=list)
    worse_urgency: Level = "E120"
    unless: list[str] = Field(default_factory=list)
    ends: list[str] = Field(default_factory=list)
    reach: int = Field(default=160, ge=1)
    hits: list[str] = Field(min_length=3)
    misses: list[str] = Field(min_length=3)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    rule: list[_Record]


def load_red_flags(folder: Traversable | None = None) -> RedFlagBook:
    """Read the packaged red flags, or those of another folder with `rules/` and `words/`.

    Raises:
        GateRulesError: a file that cannot be read, an id used twice, or a name that nothing defines.
    """
    where = folder or resources.files("assistant.gate.redflags")
    files = {one.name: one.read_text("utf-8") for one in where.joinpath("rules").iterdir() if _data(one)}
    words = load_words(where.joinpath("words"))
    flags = tuple(flag for name in sorted(files) for flag in _flags(name, files[name]))
    lexicon = Lexicon(words)
    _all_known(flags, lexicon)
    written = "\0".join((*(files[name] for name in sorted(files)), repr(sorted(words.items()))))
    return RedFlagBook(flags=flags, lexicon=lexicon, digest=hashlib.sha256(written.encode()).hexdigest())


def _data(file: Traversable) -> bool:
    return file.name.endswith(".toml")


def _flags(name: str, text: str) -> list[RedFlag]:
    try:
        records = _File.model_validate(tomllib.loads(text)).rule
    except tomllib.TOMLDecodeError as fault:
        message = f"red flags {name!r} cannot be read: {fault}; correct the file"
        raise GateRulesError(message) from fault
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        message = f"red flags {name!r}: {first['loc']}: {first['msg']}; correct the file"
        raise GateRulesError(message) from fault
    return [_flag(record) for record in records]


def _flag(record: _Record) -> RedFlag:
    formulas = [(record.worse_urgency, parse(one)) for one in record.worse]
    formulas += [(record.urgency, parse(one)) for one in record.when]
    return RedFlag(
        id=record.id,
        source=record.source,
        certainty=record.certainty,
        reason={"zh": record.reason.zh, "en": record.reason.en},
        formulas=tuple(sorted(formulas, key=lambda one: LEVELS.index(one[0]))),
        unless=tuple(record.unless),
        ends=tuple(record.ends),
        reach=record.reach,
        hits=tuple(record.hits),
        misses=tuple(record.misses),
    )


def _all_known(flags: tuple[RedFlag, ...], lexicon: Lexicon) -> None:
    ids = [flag.id for flag in flags]
    if twice := {one for one in ids if ids.count(one) > 1}:
        message = f"red flags {sorted(twice)!r} are defined twice; rename one of each"
        raise GateRulesError(message)
    known = lexicon.names | measure_names()
    used = {name for flag in flags for _, formula in flag.formulas for name in formula.names}
    used |= {name for flag in flags for name in (*flag.unless, *flag.ends)} | lexicon.referred
    if unknown := used - known:
        message = f"names {sorted(unknown)!r} are used by red flags and defined nowhere; add them to words/"
        raise GateRulesError(message)
