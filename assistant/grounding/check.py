"""Does the evidence say this? One claim, some texts, one explained verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.grounding.facts import Clause, Facts, Sentence, read
from assistant.grounding.faults import Fault, Ground, faults, scope_values
from assistant.grounding.quantities import Quantity
from assistant.grounding.verdict import EvidenceText, Span, Verdict
from guidelines import Language

# Measured on open pairs: below `_FOREIGN` a text speaks of something else, below `_THIN` it cannot be told.
_FOREIGN = 0.3
_THIN = 0.45
# A clause of the claim with this much content must have at least `_ECHO` of it in the evidence.
_CONTENT = 1.5
_ECHO = 0.2
_RIVAL = 0.75


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one evidence sentence answers one clause of the claim."""

    clause: Clause
    faults: tuple[Fault, ...]
    overlap: float


def check(claim: str, evidence: Sequence[EvidenceText], *, language: Language | None = None) -> Verdict:
    """Decide whether one of the texts states the claim; the verdict names the words that decided.

    A claim stands on one sentence of one text. Its numbers with unit, comparator and population, its names,
    negation and strength must agree there; what the evidence is silent about is never filled in.
    """
    stated = read(claim)
    latin = stated.latin if language is None else language == "en"
    if not any(clause.atoms or clause.quantities for clause in stated.clauses):
        return Verdict(verdict="unknown", why="no content", kind="topic")
    parts = [
        _decide(Facts(stated.folded, (sentence,), stated.latin), evidence, latin=latin)
        for sentence in stated.sentences
        if any(clause.atoms or clause.quantities for clause in sentence.clauses)
    ]
    return min(parts, key=_preference)


def _decide(stated: Facts, evidence: Sequence[EvidenceText], *, latin: bool) -> Verdict:
    verdicts = [
        _against(stated, read(text.text), sentence, index=index, scope=read(text.scope), latin=latin)
        for index, text in enumerate(evidence)
        for sentence in read(text.text).sentences
    ]
    if not verdicts:
        return Verdict(verdict="unsupported", why="there is no evidence", kind="topic")
    return max(verdicts, key=_preference)


def has_content(text: str) -> bool:
    """Say whether a sentence states anything that could be checked."""
    atoms = [atom for clause in read(text).clauses for atom in clause.atoms]
    numbers = any(clause.quantities for clause in read(text).clauses)
    return numbers or sum(atom.weight for atom in atoms) >= 2


def _preference(verdict: Verdict) -> tuple[bool, float, bool]:
    return verdict.verdict == "supported", verdict.score, verdict.verdict == "unknown"


def _against(
    stated: Facts, held: Facts, sentence: Sentence, *, index: int, scope: Facts, latin: bool
) -> Verdict:
    crossing = latin != held.latin
    named = scope_values(scope)
    amounts = tuple(q for clause in scope.clauses for q in clause.quantities)
    own, around = list(sentence.clauses), list(scope.clauses)
    score = _coverage(stated.clauses, own, around, crossing=crossing)
    readings = [
        _best(clause, sentence, named, amounts, crossing=crossing)
        for clause in stated.clauses
        if clause.atoms or clause.quantities
    ]
    found = [fault for reading in readings for fault in reading.faults]
    first = next((fault for fault in found if not fault.unknown), found[0] if found else None)
    best = max(readings, key=lambda reading: reading.overlap).clause
    place = Span(*held.folded.source(best.start, best.end))
    if first is not None:
        return Verdict(
            verdict="unknown" if first.unknown else "unsupported",
            why=first.why,
            kind=first.kind,
            claim_span=Span(*stated.folded.source(*first.claim)) if first.claim else None,
            evidence_span=Span(*held.folded.source(*first.evidence)) if first.evidence else place,
            evidence_index=index,
            score=score,
        )
    weak = _too_thin(stated, own, around, score, crossing=crossing)
    if weak is not None:
        return Verdict(
            verdict=weak,
            why="too little of the claim is in the evidence",
            kind="topic",
            evidence_span=place,
            evidence_index=index,
            score=score,
        )
    whole = Span(*stated.folded.source(0, len(stated.folded.text)))
    return Verdict(
        verdict="supported",
        why="the evidence states it",
        kind="agreement",
        claim_span=whole,
        evidence_span=place,
        evidence_index=index,
        score=score,
    )


def _too_thin(
    stated: Facts, own: list[Clause], scope: list[Clause], score: float, *, crossing: bool
) -> Literal["unsupported", "unknown"] | None:
    numbers = sum(len(clause.quantities) for clause in stated.clauses)
    if crossing:
        here = {a.key for clause in own for a in clause.atoms}
        common = {a.key for clause in stated.clauses for a in clause.atoms} & here
        shared = sum(2 if key.startswith(("drug:", "test:")) else 1 for key in common)
        return None if shared + 2 * numbers >= 3 and score >= _THIN else "unknown"
    alone = [
        clause
        for clause in stated.clauses
        if sum(atom.weight for atom in clause.atoms) >= _CONTENT
        and _coverage([clause], own, scope, crossing=False) < _ECHO
    ]
    floor = _FOREIGN if numbers else _THIN
    return "unsupported" if alone or score < floor else None


def _coverage(claim: Iterable[Clause], own: list[Clause], scope: list[Clause], *, crossing: bool) -> float:
    """Share of the claim's content words that the sentence or its scope holds."""
    held = {atom.key for clause in (*own, *scope) for atom in clause.atoms}
    wanted = {
        atom.key: atom.weight for clause in claim for atom in clause.atoms if not crossing or ":" in atom.key
    }
    amounts = [q for clause in claim for q in clause.quantities]
    agreeing = sum(any(q.compare(o) == "same" for c in own for o in c.quantities) for q in amounts)
    total = sum(wanted.values()) + len(amounts)
    return (sum(weight for key, weight in wanted.items() if key in held) + agreeing) / total if total else 0.0


def _overlap(claim: Clause, held: Clause) -> float:
    keys = {atom.key for atom in held.atoms}
    words = sum(atom.weight for atom in claim.atoms if atom.key in keys)
    return words + _agreeing(claim, held)


def _agreeing(claim: Clause, held: Clause) -> int:
    return sum(any(q.compare(o) == "same" for o in held.quantities) for q in claim.quantities)


def _best(
    clause: Clause,
    sentence: Sentence,
    scope: dict[str, frozenset[str]],
    amounts: tuple[Quantity, ...],
    *,
    crossing: bool,
) -> _Reading:
    """Read the clause against its nearest places in the sentence and keep the kindest reading."""
    overlaps = [_overlap(clause, held) for held in sentence.clauses]
    numbers = [_agreeing(clause, held) for held in sentence.clauses]
    most = max(numbers)
    nearest = max(overlap for overlap, count in zip(overlaps, numbers, strict=True) if count == most)
    readings = [
        _Reading(
            held,
            tuple(
                faults(
                    clause,
                    Ground(
                        clause=held,
                        sentence=sentence,
                        scope=scope,
                        scope_quantities=amounts,
                        crossing=crossing,
                    ),
                )
            ),
            overlap,
        )
        for held, overlap, count in zip(sentence.clauses, overlaps, numbers, strict=True)
        if overlap >= nearest * _RIVAL and count == most
    ]
    return min(readings, key=lambda reading: (len(reading.faults), -reading.overlap))
