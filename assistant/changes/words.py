"""What a statement says besides numbers: which drugs, for whom, and how strongly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.changes.amount import NAMING
from assistant.changes.drugs import drugs
from assistant.grounding.facts import Clause, read
from assistant.grounding.lexicon import lexicon

_GENTLE = re.compile(
    r"酌情|可考虑|考虑|必要时|视情况|个体化|\b(?:consider|as needed|if appropriate"
    r"|individual(?:ised|ized)? decision)"
    r"|an individual (?:one|choice)",
    re.IGNORECASE,
)
# What may happen is no advice: 可出现, may cause.
_POSSIBLE = re.compile(
    r"(?:可能?|能)(?:以)?(?=(?:显著|明显|有效|进一步|同时)?(?:出现|见|有|无|伴|合并|表现|呈|导致|引起|发生|并发|继发|累及"
    r"|加重|通过|因|达|诱发|造成|发展"
    r"|(?:减轻|减少|降低|缩短|增加|升高|改善|提高)(?![^，。；]{0,4}(?:剂量|用量|频次|频率|疗程|药))))"
    r"|\b(?:may|can|could|might)(?= (?:also )?(?:be (?:associated|due|related|seen|caused|transmitted)|have"
    r"|occur|cause|lead|develop|increase|reduce|decrease|improve|present|result|worsen|progress|vary|affect|precede"
    r"|persist)\b)",
    re.IGNORECASE,
)
# What was said is taken back, or is left out.
_ENDED = re.compile(r"撤回|撤销|取消|不再|\b(?:withdrawn|no longer|without)\b", re.IGNORECASE)
_NO_ADVICE = re.compile(
    r"\b(?:no|without an?y?) (?:[a-z-]+ ){0,4}recommendation\b|(?:没有|无|未作?出?)(?:相关)?推荐",
    re.IGNORECASE,
)
_FIRM = 2
_LETTER = 100
_NOT_TREATMENTS = frozenset({"potassium", "calcium", "sodium"})
_STRENGTH_AXES = ("line", "duty", "habit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Drugs, people and force of a statement, as the lexicon knows them."""

    drugs: frozenset[str]
    people: frozenset[tuple[str, str]]
    force: frozenset[str]
    denied: bool
    axes: frozenset[tuple[str, str]]

    def urges_otherwise(self, other: Said) -> bool:
        """Say whether two statements urge the same thing with another force, or one denies it.

        Leaving `should` out of an instruction changes nothing: a bare instruction is one.
        """
        if self.denied != other.denied or self.axes != other.axes:
            return True
        mine, others = self.force - other.force, other.force - self.force
        alone = (mine | others) == {"may"} and not (self.force and other.force)
        return bool(mine and others) or alone


@lru_cache(maxsize=4096)
def said(text: str) -> Said:
    """Read a statement; the same text says the same."""
    text = _POSSIBLE.sub("", text)
    facts = read(text)
    axes = lexicon().axes
    people = {name for name, axis in axes.items() if axis.kind == "population" and name != "disease"}
    clauses = facts.clauses
    named = _named(clauses)
    values = {(name, value) for clause in clauses for name, held in clause.values.items() for value in held}
    return Said(
        drugs=drugs(text) - _NOT_TREATMENTS,
        people=frozenset((name, value) for name, value in values if name in people) | named.people,
        force=frozenset(force for clause in clauses for force in _force(clause)) | _gentle(text),
        denied=_denied(clauses) or bool(_ENDED.search(text) or _NO_ADVICE.search(text)),
        axes=frozenset((name, value) for name, value in values if name in _STRENGTH_AXES) | named.strengths,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What labels such as `type 2`, `stage 3`, `grade B` name: kinds of patients, strengths of advice."""

    people: frozenset[tuple[str, str]]
    strengths: frozenset[tuple[str, str]]


def _named(clauses: Iterable[Clause]) -> _Named:
    labels = {
        (one.dimension[0], one.printed[0])
        for clause in clauses
        for one in clause.quantities
        if one.dimension[0] in NAMING
    }
    graded = {(name, value) for name, value in labels if name == "grade" and value > _LETTER}
    return _Named(
        people=frozenset((name, f"{value:g}") for name, value in labels - graded),
        strengths=frozenset((name, f"{value:g}") for name, value in graded),
    )


def _force(clause: Clause) -> frozenset[str]:
    levels = clause.levels
    return frozenset("may" if level < _FIRM else f"urges {level}" for level in levels)


def _denied(clauses: Iterable[Clause]) -> bool:
    return any(term.group == "negation" and term.value == "clause" for c in clauses for term in c.terms)


def _gentle(text: str) -> frozenset[str]:
    return frozenset({"may"}) if _GENTLE.search(text) else frozenset()
