"""When the evidence is enough: retrieval's signals against a calibrated bar, named in every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from retrieval.evidence import Evidence
from retrieval.ports import Found

Shortfall = Literal["no_evidence", "weak_evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """The least that retrieval must reach before anything is drafted.

    `nearness` is the best cosine plus `coverage_weight` times the share of the question's weighted terms that
    the best passages hold. Cosines mean something under one embedder only: `nearness=None` for any embedder
    that the bar was not calibrated with (see DESIGN.md), and then evidence is never called weak.
    """

    nearness: float | None = 0.895
    coverage_weight: float = 0.1


def nearness(found: Found, *, bars: Bars) -> float:
    """Say in one number how near the best passages are to the question; 0 where nothing was found."""
    if not found.hits:
        return 0.0
    return found.signals.get("dense_top", 0.0) + bars.coverage_weight * found.signals.get("coverage", 0.0)


def shortfall(found: Found, evidence: Evidence, *, bars: Bars) -> Shortfall | None:
    """Say why the evidence is not enough to draft from, or None when it is."""
    if not evidence.sentences:
        return "no_evidence"
    if bars.nearness is not None and nearness(found, bars=bars) < bars.nearness:
        return "weak_evidence"
    return None
