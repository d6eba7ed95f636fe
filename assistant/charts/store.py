"""The port of the store that keeps charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.charts.chart import Chart, Kept, Version, Written
from assistant.charts.effort import Effort


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One step on a chart, for the store and the audit chain; `note` holds no words of the record."""

    kind: str
    by: str
    role: str
    at: datetime
    note: Mapping[str, str]


class ChartStore(Protocol):
    """Keeps charts; every method is one transaction, all or nothing, each step a link of the audit chain.

    Words are sealed under a key of the patient's own. Raises `StoreError`.
    """

    def add(self, kept: Kept, step: Moved) -> None:
        """Keep a new chart as its first version."""
        ...

    def kept(self, chart_id: str) -> Kept | None:
        """Give a chart with its newest words."""
        ...

    def charts(self) -> tuple[Chart, ...]:
        """List all charts, the newest change first."""
        ...

    def move(
        self,
        chart_id: str,
        step: Moved,
        decide: Callable[[Kept], Kept],
        *,
        efforts: Callable[[Kept], tuple[Effort, ...]] | None = None,
    ) -> Kept:
        """Keep the next version; `decide` sees the chart under the lock, what it raises changes nothing.

        `efforts` is told the chart as it was decided, and what it gives is counted with the step.

        Raises:
            UnknownChartError: there is no such chart.
        """
        ...

    def note(self, chart_id: str, step: Moved) -> None:
        """Put an event that changes no words (an export) on the audit chain."""
        ...

    def versions(self, chart_id: str) -> tuple[Version, ...]:
        """List a chart's versions, oldest first."""
        ...

    def written(self, chart_id: str, number: int) -> Written | None:
        """Give the words of one version."""
        ...

    def open_parts(self, chart_id: str, person: str, parts: Mapping[str, str], at: datetime) -> None:
        """Keep that a person opened sections; `parts` gives each section's text at that time."""
        ...

    def opened(self, chart_id: str, person: str, parts: Mapping[str, str]) -> Mapping[str, datetime]:
        """Tell which of these sections the person opened with exactly this text, and when first."""
        ...

    def first_opened(self, chart_id: str, person: str) -> datetime | None:
        """Tell when a person first opened any section."""
        ...

    def efforts(self) -> tuple[Effort, ...]:
        """List what people's edits cost, without a word of any record."""
        ...
