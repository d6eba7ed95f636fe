"""Does the evidence say this? One claim, some texts, one explained verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.grounding.excerpts import excerpts
from assistant.grounding.facts import Atom, Clause, Facts, Sentence, read
from assistant.grounding.fault import Fault, Ground, scope_values
from assistant.grounding.faults import faults, left_open
from assistant.grounding.lexicon import lexicon
from assistant.grounding.mixture import exchanged, mixtures
from assistant.grounding.quantity import Quantity
from assistant.grounding.verdict import EvidenceText, Span, Verdict
from guidelines import Language

# Measured on open pairs: below `_FOREIGN` a text speaks of something else, below `_THIN` it cannot be told.
_FOREIGN = 0.3
_THIN = 0.38
_THIN_NAMED = 0.45
_THIN_FAR = 0.52
_SHARED = 2.5
# Words such as patients, use, treatment stand in every text.
_LITTLE = 0.5
# A clause of the claim with this much content must have at least `_ECHO` of it in the evidence.
_CONTENT = 1.5
_ECHO = 0.2
_RIVAL = 0.75
_CARRIED = 0.7
_ACTS = ("drug:", "test:", "procedure:")
_TOPICS = ("disease:", "organ:", "age:", "sex:", "concept:patient")
_NAMES = (*_ACTS, "disease:")
# Words of degree stand in every clause; they say little about which one is meant.
_LIGHT = 0.3
_MODIFIERS = frozenset({"share", "certainty", "tempo", "habit", "direction", "level", "amount"})
# More letters are no claim, and no more evidence sentences than these are compared word by word.
_LONGEST = 4_000
_TRIED = 16


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one evidence sentence answers one clause of the claim."""

    clause: Clause
    faults: tuple[Fault, ...]
    overlap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """An evidence sentence with what its document says around it, and how much of the claim it holds."""

    held: Facts
    sentence: Sentence
    scope: Facts
    around: frozenset[str]
    index: int
    offset: int
    crossing: bool
    score: float

    def span(self, start: int, end: int) -> Span:
        """Give a folded span of what was read as a span of the text as given."""
        first, last = self.held.folded.source(start, end)
        return Span(first + self.offset, last + self.offset)


def check(claim: str, evidence: Sequence[EvidenceText], *, language: Language | None = None) -> Verdict:
    """Decide whether one of the texts states the claim; the verdict names the words that decided.

    A claim stands on one sentence of one text. Its numbers with unit, comparator and population, its names,
    negation and strength must agree there; what the evidence is silent about is never filled in.
    """
    if len(claim) > _LONGEST:
        why = f"a claim has at most {_LONGEST} characters; judge its sentences one by one"
        return Verdict(verdict="unknown", why=why, kind="topic")
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
    """Read the claim against the sentences that hold enough of its words, the fullest first."""
    places = _places(stated, evidence, latin=latin)
    if not places:
        return Verdict(verdict="unsupported", why="there is no evidence", kind="topic")
    top = places[0]
    if top.score < _FOREIGN:
        return _thin(top, "unknown" if top.crossing else "unsupported", None)
    best = _against(stated, top)
    for place in places[1:_TRIED]:
        if best.verdict == "supported" or place.score < _FOREIGN:
            break
        best = max(best, _against(stated, place), key=_preference)
    return best


def _thin(place: _Place, verdict: Literal["unsupported", "unknown"], nearest: Span | None) -> Verdict:
    return Verdict(
        verdict=verdict,
        why="too little of the claim is in the evidence",
        kind="topic",
        evidence_span=nearest,
        evidence_index=place.index,
        score=place.score,
    )


def _places(stated: Facts, evidence: Sequence[EvidenceText], *, latin: bool) -> list[_Place]:
    wanted = _Wanted.of(stated.clauses)
    places = []
    for index, text in enumerate(evidence):
        scope = read(text.scope)
        around = frozenset[str]().union(*(sentence.keys for sentence in scope.sentences))
        for offset, excerpt in excerpts(text.text, stated.folded.text):
            held = read(excerpt)
            crossing = latin != held.latin
            places += [
                _Place(
                    held=held,
                    sentence=sentence,
                    scope=scope,
                    around=around,
                    index=index,
                    offset=offset,
                    crossing=crossing,
                    score=wanted.share(sentence, around, crossing=crossing),
                )
                for sentence in held.sentences
            ]
    return sorted(places, key=lambda place: -place.score)


def has_content(text: str) -> bool:
    """Say whether a sentence states anything that could be checked."""
    atoms = [atom for clause in read(text).clauses for atom in clause.atoms]
    numbers = any(clause.quantities for clause in read(text).clauses)
    return numbers or sum(atom.weight for atom in atoms) >= 2


def _preference(verdict: Verdict) -> tuple[bool, float, bool]:
    return verdict.verdict == "supported", verdict.score, verdict.verdict == "unknown"


def _against(stated: Facts, place: _Place) -> Verdict:
    told = frozenset[str]().union(*(clause.keys for clause in stated.clauses))
    readings = [_best(clause, place, told) for clause in stated.clauses if clause.atoms or clause.quantities]
    found = [fault for reading in readings for fault in reading.faults]
    if not found:
        found = list(_mixtures(stated, place))
    first = next((fault for fault in found if not fault.unknown), found[0] if found else None)
    best = max(readings, key=lambda reading: reading.overlap).clause
    nearest = place.span(best.start, best.end)
    if first is not None:
        return Verdict(
            verdict="unknown" if first.unknown else "unsupported",
            why=first.why,
            kind=first.kind,
            claim_span=Span(*stated.folded.source(*first.claim)) if first.claim else None,
            evidence_span=place.span(*first.evidence) if first.evidence else nearest,
            evidence_index=place.index,
            score=place.score,
        )
    weak = _too_thin(stated, place)
    if weak is not None:
        return _thin(place, weak, nearest)
    clauses = stated.clauses
    return Verdict(
        verdict="supported",
        why="the evidence states it",
        kind="agreement",
        claim_span=Span(*stated.folded.source(clauses[0].start, clauses[-1].end)),
        evidence_span=nearest,
        evidence_index=place.index,
        score=place.score,
    )


def _mixtures(stated: Facts, place: _Place) -> Iterator[Fault]:
    texts = stated.folded.text, place.held.folded.text
    return mixtures(stated.clauses, place.sentence, place.around, crossing=place.crossing, texts=texts)


def _too_thin(stated: Facts, place: _Place) -> Literal["unsupported", "unknown"] | None:
    numbers = sum(len(clause.quantities) for clause in stated.clauses)
    if place.crossing:
        common = {key for clause in stated.clauses for key in clause.keys} & place.sentence.keys
        plain = common & lexicon().plain
        shared = sum(2 if key.startswith(_NAMES) else 1 for key in common - plain) + _LITTLE * len(plain)
        least = _THIN if numbers else _THIN_FAR
        return None if shared + 2 * numbers >= _SHARED and place.score >= least else "unknown"
    alone = any(
        sum(atom.weight for atom in clause.atoms) >= _CONTENT
        and _Wanted.of([clause]).share(place.sentence, place.around, crossing=False) < _ECHO
        for clause in stated.clauses
    )
    least = _FOREIGN if numbers else _THIN_NAMED if _unheard(stated, place) else _THIN
    empty = not numbers and _only_about(stated, place)
    return "unsupported" if alone or empty or place.score < least else None


def _only_about(stated: Facts, place: _Place) -> bool:
    """Say whether all that the two share is whom and what they are about."""
    keys = frozenset[str]().union(*(clause.keys for clause in stated.clauses)) - lexicon().plain
    told = [key for key in keys if not key.startswith(_TOPICS)]
    return bool(told) and not any(key in place.around or place.sentence.has(key) for key in told)


def _unheard(stated: Facts, place: _Place) -> bool:
    """Say whether the claim names a drug, test or procedure of which the evidence has nothing."""
    keys = frozenset[str]().union(*(clause.keys for clause in stated.clauses)) - place.around
    return any(key.startswith(_ACTS) and not place.sentence.has(key) for key in keys)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a claim says, to be found: its content words with weights, and its quantities."""

    words: dict[str, float]
    amounts: tuple[tuple[Quantity, Clause], ...]

    @classmethod
    def of(cls, claim: Iterable[Clause]) -> _Wanted:
        clauses = tuple(claim)
        return cls(
            {
                atom.key: _LITTLE * atom.weight if atom.key in lexicon().plain else atom.weight
                for clause in clauses
                for atom in clause.atoms
            },
            tuple((quantity, clause) for clause in clauses for quantity in clause.quantities),
        )

    def share(self, sentence: Sentence, around: frozenset[str], *, crossing: bool) -> float:
        """Give the share that a sentence and what is said around it hold; only names cross languages."""
        words = {k: w for k, w in self.words.items() if ":" in k} if crossing else self.words
        total = sum(words.values()) + len(self.amounts)
        found = sum(weight for key, weight in words.items() if key in around or sentence.has(key))
        found += sum(any(_holds(o, q, mine) for o in sentence.clauses) for q, mine in self.amounts)
        return found / total if total else 0.0


def _holds(held: Clause, quantity: Quantity, claim: Clause) -> bool:
    """Say whether a clause has this value, or is for a band in which it lies."""
    return any(quantity.compare(other) == "same" for other in held.quantities) or held.covers(quantity, claim)


def _agreeing(claim: Clause, held: Clause) -> int:
    return sum(_holds(held, quantity, claim) for quantity in claim.quantities)


def _told(atom: Atom, held: Clause) -> float:
    """Give how much of a word a clause says itself, or goes on to hold of the clauses before it."""
    axis, _, value = atom.key.partition(":")
    if atom.key in held.keys:
        return _LIGHT * atom.weight if axis in _MODIFIERS else atom.weight
    people = axis in lexicon().axes and lexicon().axes[axis].kind == "population"
    return _CARRIED * atom.weight if people and value in held.context.get(axis, ()) else 0.0


def _best(clause: Clause, place: _Place, told: frozenset[str]) -> _Reading:
    """Read the clause against its nearest places in the sentence and keep the kindest reading."""
    numbers = [_agreeing(clause, held) for held in place.sentence.clauses]
    overlaps = [
        sum(_told(atom, held) for atom in clause.atoms) + count
        for held, count in zip(place.sentence.clauses, numbers, strict=True)
    ]
    most = max(numbers)
    nearest = max(overlap for overlap, count in zip(overlaps, numbers, strict=True) if count == most)
    named, amounts = scope_values(place.scope), tuple(q for c in place.scope.clauses for q in c.quantities)
    readings = []
    for held, overlap, count in zip(place.sentence.clauses, overlaps, numbers, strict=True):
        if overlap < nearest * _RIVAL or count != most:
            continue
        ground = Ground(
            clause=held,
            sentence=place.sentence,
            scope=named,
            scope_quantities=amounts,
            crossing=place.crossing,
        )
        found = tuple(faults(clause, ground)) or tuple(exchanged(clause, ground, told))
        found = found or tuple(left_open(clause, ground, told))
        readings.append(_Reading(held, found, overlap))
    return min(readings, key=lambda reading: (len(reading.faults), -reading.overlap))
