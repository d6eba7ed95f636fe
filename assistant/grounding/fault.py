"""A disagreement between claim and evidence, and what a clause of evidence is judged with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from assistant.grounding.facts import Clause, Facts, Sentence
from assistant.grounding.lexicon import Axis
from assistant.grounding.quantity import Quantity
from assistant.grounding.verdict import Kind

Values: TypeAlias = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One disagreement; spans are folded offsets, `unknown` when it cannot be decided either way."""

    kind: Kind
    why: str
    claim: tuple[int, int] | None = None
    evidence: tuple[int, int] | None = None
    unknown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a clause of evidence is judged with: its sentence, its document scope, the language question."""

    clause: Clause
    sentence: Sentence
    scope: Values
    scope_quantities: tuple[Quantity, ...]
    crossing: bool


def scope_values(facts: Facts) -> dict[str, frozenset[str]]:
    """Collect every value that a scope text names."""
    merged: dict[str, frozenset[str]] = {}
    for clause in facts.clauses:
        for axis, held in clause.values.items():
            merged[axis] = merged.get(axis, frozenset()) | held
    return merged


def kind_of(axis: Axis) -> Kind:
    """Give the kind of fault that a disagreement on this axis is."""
    kinds: dict[str, Kind] = {
        "comparator": "comparator",
        "population": "population",
        "topic": "topic",
        "strength": "strength",
        "negation": "negation",
        "causality": "causality",
        "time": "time",
        "drug": "drug",
        "modality": "modality",
        "unit": "unit",
        "number": "number",
    }
    return kinds[axis.kind]


def conflicts(axis: Axis, claimed: frozenset[str] | None, held: frozenset[str] | None) -> bool:
    """Say whether two sets of values of one axis exclude one another."""
    if not claimed or not held or claimed <= held:
        return False
    return not (claimed | held <= axis.near)
