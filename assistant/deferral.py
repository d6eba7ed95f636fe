"""When the evidence is enough: retrieval's signals against calibrated bars, named in every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrieval.evidence import Evidence
from retrieval.ports import Found

Shortfall = Literal["no_evidence", "weak_evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The least that retrieval must reach before anything is drafted.

    `coverage` is the share of the question's weighted content terms that the best passages hold;
    `dense_top` the best cosine. A question passes when either bar is met: wording may differ, or words agree.
    """

    coverage: float = 0.30
    dense_top: float = 0.86


def shortfall(found: Found, evidence: Evidence, *, bars: Bars) -> Shortfall | None:
    """Say why the evidence is not enough to draft from, or None when it is."""
    if not evidence.sentences:
        return "no_evidence"
    if (
        found.signals.get("coverage", 0.0) < bars.coverage
        and found.signals.get("dense_top", 0.0) < bars.dense_top
    ):
        return "weak_evidence"
    return None
