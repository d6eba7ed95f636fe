"""A rule of the gate, read from data: what fires it, what takes it back, why, and its own examples."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import GateRulesError
from assistant.exchange import Role
from assistant.gate.openings import Pattern
from guidelines import Language

Kind = Literal["prescription", "injection", "regimen"]
Direction = Literal["in", "out", "document"]
OtcPolicy = Literal["label_quote", "block"]
"""Whether an adult is shown what the insert of a product in hand says (domain report §2.4)."""
_VERSION = 1
_SLOTS = ("slots.toml", "drafted_slots.toml")
_ASIDE = "aside"
_REFERENCE = re.compile(r"(?<![?\\P])<([a-z_]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What the rule must catch and must let pass, each a conversation whose last turn is judged."""

    role: Role
    hits: tuple[tuple[str, ...], ...]
    misses: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Fires when every group of `groups` matches within `within` characters and nothing in `unless` does.

    It holds for every role but those of `exempt`, so that a role that comes later is not forgotten.
    What stands in `asides` of another clause (its price, where to register) is a matter of its own and takes
    nothing back.
    `across_turns`: groups but one may stand in the asker's earlier turns; `needs_history`: never alone in a
    first turn. `unless` counts only inside the sentences that the match touches; a match of the first group
    that lies inside a match of one of `excuses` does not count. `otc`: it holds only where the hospital's
    policy for medicines without prescription says so.
    """

    id: str
    kind: Kind
    direction: Direction
    exempt: frozenset[Role]
    source: str
    reason: Mapping[Language, str]
    groups: tuple[Pattern, ...]
    unless: Pattern | None
    within: int
    across_turns: bool
    needs_history: bool
    examples: Examples
    otc: OtcPolicy | None = None
    excuses: tuple[Pattern, ...] = ()
    asides: Pattern | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All rules in force, the slots that context checks need, and the version that names them."""

    rules: tuple[Rule, ...]
    slots: Mapping[str, Pattern]
    policy: str

    def slot(self, name: str) -> Pattern:
        """Give a compiled slot.

        Raises:
            GateRulesError: no such slot.
        """
        try:
            return self.slots[name]
        except KeyError as fault:
            message = f"no slot {name!r} in the gate's rules; add it to {_SLOTS[0]}"
            raise GateRulesError(message) from fault

    def compile(self) -> None:
        """Compile now what is otherwise compiled when a text first needs it: seconds.

        Raises:
            GateRulesError: a pattern that cannot be compiled.
        """
        for rule in self.rules:
            for pattern in (*rule.groups, *filter(None, [rule.unless]), *rule.excuses):
                _compile(pattern, rule.id)
        for name, pattern in self.slots.items():
            _compile(pattern, name)


class _Reason(BaseModel):
    """Why the rule stands, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _Record(BaseModel):
    """One `[[rule]]` table."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    kind: Kind
    source: str = Field(min_length=1)
    reason: _Reason
    all: list[list[str]] = Field(min_length=1)
    direction: Direction = "in"
    exempt: list[Role] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)
    excuse: list[str] = Field(default_factory=list)
    within: int = Field(default=60, ge=1)
    across_turns: bool = False
    needs_history: bool = False
    otc: OtcPolicy | None = None
    example_role: Role = Role.PATIENT
    hits: list[str] = Field(default_factory=list)
    misses: list[str] = Field(min_length=2)
    hits_over_turns: list[list[str]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _proven(self) -> Self:
        if len(self.hits) + len(self.hits_over_turns) < 2:
            message = f"rule {self.id!r} has fewer than two hits"
            raise ValueError(message)
        return self


class _RuleFile(BaseModel):
    """A file of rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    rule: list[_Record]


class _SlotFile(BaseModel):
    """The file of slots."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    slots: dict[str, list[str]]


def load_rules(folder: Traversable | None = None) -> RuleBook:
    """Read every rule of the packaged folder, or of another one, which is compiled at once.

    Raises:
        GateRulesError: a file that is no rule file, an unusable slot or pattern, an id used twice.
    """
    where = folder or resources.files("assistant.gate.rules")
    files = {one.name: one.read_text("utf-8") for one in where.iterdir() if one.name.endswith(".toml")}
    digest = hashlib.sha256(
        "\0".join(f"{name}\0{files[name]}" for name in sorted(files)).encode()
    ).hexdigest()
    listed = (_SlotFile.model_validate(_toml(one, files)).slots for one in _SLOTS if one in files)
    slots = _expand_slots({name: pieces for each in listed for name, pieces in each.items()})
    rules: list[Rule] = []
    for name in sorted(files):
        if name not in _SLOTS:
            rules.extend(_rules_of(name, files, slots))
    ids = [rule.id for rule in rules]
    if twice := {one for one in ids if ids.count(one) > 1}:
        message = f"gate rules {sorted(twice)!r} are defined twice; rename one of each"
        raise GateRulesError(message)
    found = {name: _pattern([f"<{name}>"], slots, name) for name in slots}
    book = RuleBook(rules=tuple(rules), slots=found, policy=f"gate-{_VERSION}+{digest[:12]}")
    if folder is not None:
        book.compile()
    return book


@cache
def shipped_rules() -> RuleBook:
    """Give the packaged rules, read once a process."""
    return load_rules()


def _rules_of(name: str, files: Mapping[str, str], slots: Mapping[str, str]) -> list[Rule]:
    try:
        records = _RuleFile.model_validate(_toml(name, files)).rule
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        message = f"gate rules {name!r}: {first['loc']}: {first['msg']}; correct the file"
        raise GateRulesError(message) from fault
    return [_rule(record, slots) for record in records]


def _toml(name: str, files: Mapping[str, str]) -> Mapping[str, object]:
    try:
        return tomllib.loads(files[name])
    except (KeyError, tomllib.TOMLDecodeError) as fault:
        message = f"gate rules {name!r} cannot be read: {fault}; correct the file"
        raise GateRulesError(message) from fault


def _rule(record: _Record, slots: Mapping[str, str]) -> Rule:
    return Rule(
        id=record.id,
        kind=record.kind,
        direction=record.direction,
        exempt=frozenset(record.exempt),
        source=record.source,
        reason={"zh": record.reason.zh, "en": record.reason.en},
        groups=tuple(_pattern(group, slots, record.id) for group in record.all),
        unless=_pattern(record.unless, slots, record.id) if record.unless else None,
        excuses=tuple(_pattern([one], slots, record.id) for one in record.excuse),
        asides=_pattern([f"<{_ASIDE}>"], slots, record.id) if _ASIDE in slots else None,
        within=record.within,
        across_turns=record.across_turns,
        needs_history=record.needs_history,
        otc=record.otc,
        examples=Examples(
            role=record.example_role,
            hits=(*((text,) for text in record.hits), *map(tuple, record.hits_over_turns)),
            misses=tuple((text,) for text in record.misses),
        ),
    )


def _expand_slots(raw: Mapping[str, Sequence[str]]) -> dict[str, str]:
    expanded: dict[str, str] = {}
    for name, pieces in raw.items():
        expanded[name] = "|".join(_resolve(piece, expanded, name) for piece in pieces)
    return expanded


def _resolve(piece: str, slots: Mapping[str, str], where: str) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1] not in slots:
            message = f"{where!r} refers to slot <{match[1]}>, which does not stand above it; define it first"
            raise GateRulesError(message)
        return f"(?:{slots[match[1]]})"

    return _REFERENCE.sub(replace, piece)


def _pattern(pieces: Sequence[str], slots: Mapping[str, str], where: str) -> Pattern:
    return Pattern([_resolve(piece, slots, where) for piece in pieces], re.ASCII)


def _compile(pattern: Pattern, where: str) -> None:
    try:
        _ = pattern.compiled
    except re.error as fault:
        message = f"{where!r} holds a pattern that cannot be compiled: {fault}; correct it"
        raise GateRulesError(message) from fault
