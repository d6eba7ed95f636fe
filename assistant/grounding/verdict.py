"""The verdict on a claim: what was decided, why, and which words on both sides decided it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "number",
    "unit",
    "comparator",
    "negation",
    "modality",
    "strength",
    "population",
    "drug",
    "time",
    "causality",
    "topic",
    "agreement",
]


@dataclass(frozen=True, slots=True)
class Span:
    """Character offsets into a text as given, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EvidenceText:
    """A text that a claim may stand on; `scope` says whom and what it speaks of and is never quoted."""

    text: str
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision on one claim; `unknown` is neither a yes nor a no and is never shown as a yes.

    `evidence_index` is the text that decided; `score` is how much of the claim it covers, 0 to 1.
    """

    verdict: Literal["supported", "unsupported", "unknown"]
    why: str
    kind: Kind
    claim_span: Span | None = None
    evidence_span: Span | None = None
    evidence_index: int | None = None
    score: float = 0.0
