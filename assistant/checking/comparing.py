"""A claim beside one evidence sentence: the grounding's verdict, how near the subjects are, the grades."""

from __future__ import annotations

import re

from assistant.grounding import EvidenceText, Verdict, check
from assistant.grounding.facts import Facts, read
from guidelines import Language
from retrieval.evidence import EvidenceSentence

_AROUND = 0.7
_PAIR = 0.25
NAMING = frozenset({"date", "type", "stage", "grade"})
_COMMON = {"concept:patient": 0.3}
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_NEXT = 1
_CLASS = re.compile(
    r"\b(?:class|COR)\s+(?P<a>I{1,3}[ab]?|IV)\b|(?P<b>(?:Ⅰ|Ⅱ|Ⅲ|I{1,3})\s?[abAB]?)\s?类"
    r"|[(（ ](?P<c>I{1,3}[ab]?)\s?[/)）,，]",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r"\bgrade\s+(?P<a>[A-DI])\b|(?P<b>[A-D])\s?级(?:推荐|证据)?|[(（](?P<c>[A-DI])[)）]", re.IGNORECASE
)
_ROMAN = str.maketrans({"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III"})


def judged(claim: str, on: EvidenceSentence, language: Language | None) -> Verdict:
    """Check a claim against one sentence in its scope; another class or grade is no support."""
    verdict = check(claim, [EvidenceText(on.text, scope_of(on))], language=language)
    if verdict.verdict == "supported" and graded_apart(claim, on.text) is not None:
        return Verdict(
            verdict="unsupported",
            why="the evidence gives another grade",
            kind="strength",
            evidence_index=0,
            score=verdict.score,
        )
    return verdict


def agreed(claim: str, on: EvidenceSentence, language: Language | None) -> Verdict:
    """Check a claim, forgiving one step of wording between "is", "should" and "is suggested"."""
    verdict = judged(claim, on, language)
    span = verdict.claim_span
    if verdict.verdict == "supported" or verdict.kind not in {"modality", "strength"} or span is None:
        return verdict
    word = claim[span.start : span.end]
    mine = levels(word)
    theirs = levels(on.text)
    if not mine or any(abs(one - other) > _NEXT for one in mine for other in theirs or {_plain(mine)}):
        return verdict
    softened = judged(f"{claim[: span.start]}{claim[span.end :]}", on, language)
    return softened if softened.verdict == "supported" else verdict


def levels(words: str) -> frozenset[int]:
    """Give how strongly these words oblige, from 1 (may) to 4 (must); empty where they say nothing of it."""
    return frozenset(level for clause in read(words).clauses for level in clause.levels)


def _plain(mine: frozenset[int]) -> int:
    """Take a sentence without any such word as an instruction: `is treated with` is near `should`."""
    return 3 if max(mine) > _NEXT else 0


def nearness(claim: str, on: EvidenceSentence) -> float:
    """Say which share of the claim's words, numbers apart, the sentence holds; its surroundings count less.

    Listed names and concepts count most; between languages nothing else does.
    """
    told, held, around = read(claim), read(on.text), read(scope_of(on))
    crossing = told.latin != held.latin
    own, near = _keys(held), _keys(around)
    wanted = {a.key: _COMMON.get(a.key, a.weight) for clause in told.clauses for a in clause.atoms}
    if not told.latin:
        wanted = {key: weight for key, weight in wanted.items() if ":" in key or key.isascii()}
        wanted |= dict.fromkeys(_pairs(_unlisted(told)), _PAIR)
        own, near = own | _pairs(held.folded.text), near | _pairs(around.folded.text)
    if crossing:
        wanted = {key: weight for key, weight in wanted.items() if ":" in key}
    got = sum(w * (1.0 if key in own else _AROUND if key in near else 0.0) for key, w in wanted.items())
    total = sum(wanted.values())
    return got / total if total else 0.0


def measured(claim: str) -> bool:
    """Say whether a claim states any amount; a date, a type or a stage is none."""
    amounts = (quantity for clause in read(claim).clauses for quantity in clause.quantities)
    return any(quantity.dimension[0] not in NAMING for quantity in amounts)


def graded_apart(claim: str, evidence: str) -> tuple[str, str] | None:
    """Give the class or grade that a claim names and the other one that the evidence gives, None if alike."""
    for pattern in (_CLASS, _GRADE):
        mine, theirs = _marks(pattern, claim), _marks(pattern, evidence)
        if mine and theirs and mine.isdisjoint(theirs):
            return min(mine), min(theirs)
    return None


def scope_of(on: EvidenceSentence) -> str:
    """Give what says whom and what a sentence speaks of."""
    return f"{on.title}\n{on.scope}"


def _pairs(folded: str) -> frozenset[str]:
    """Give every pair of Han characters side by side."""
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1) if _HAN.fullmatch(folded[i : i + 2]))


def _unlisted(facts: Facts) -> str:
    """Give a text with its listed words and its numbers blanked out."""
    letters = list(facts.folded.text)
    for clause in facts.clauses:
        listed = [(atom.start, atom.end) for atom in clause.atoms if ":" in atom.key]
        for start, end in (*listed, *((q.start, q.end) for q in clause.quantities)):
            letters[start:end] = " " * (end - start)
    return "".join(letters)


def _keys(facts: Facts) -> frozenset[str]:
    return frozenset[str]().union(*(sentence.keys for sentence in facts.sentences))


def _marks(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    found = (next(mark for mark in match.groups() if mark) for match in pattern.finditer(text))
    return frozenset(mark.translate(_ROMAN).replace(" ", "").upper() for mark in found)
