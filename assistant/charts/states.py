"""The one state machine of a chart: a table, and a pure function that applies it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, Literal

from assistant.charts.chart import Chart, ChartState
from assistant.errors import ChartMovedError, ChartStateError

Step = Literal["worded", "edit", "decided", "restored", "coded", "signed", "amended", "discarded"]

TABLE: Final[Mapping[tuple[ChartState, Step], ChartState]] = {
    (ChartState.DRAFT, "worded"): ChartState.DRAFT,
    (ChartState.DRAFT, "edit"): ChartState.DRAFT,
    (ChartState.DRAFT, "decided"): ChartState.DRAFT,
    (ChartState.DRAFT, "restored"): ChartState.DRAFT,
    (ChartState.DRAFT, "coded"): ChartState.DRAFT,
    (ChartState.DRAFT, "signed"): ChartState.SIGNED,
    (ChartState.DRAFT, "discarded"): ChartState.DISCARDED,
    (ChartState.SIGNED, "amended"): ChartState.AMENDED,
    (ChartState.AMENDED, "amended"): ChartState.AMENDED,
}
"""What may follow; what does not stand here never happens. A signed text has no step that changes it."""


def moved(chart: Chart, step: Step, *, at: datetime, version: int | None) -> Chart:
    """Give the chart after a step that was decided on while looking at `version` (None: at any).

    Raises:
        ChartMovedError: it has another version by now.
        ChartStateError: the step is not possible from where the chart stands.
    """
    goal = TABLE.get((chart.state, step))
    if goal is None:
        signed = chart.state in {ChartState.SIGNED, ChartState.AMENDED}
        hint = "it is signed; add an amendment instead" if signed else "look at it again"
        message = f"a record that is {chart.state.value!r} cannot be {step!r}: {hint}"
        raise ChartStateError(message)
    if version is not None and version != chart.version:
        raise ChartMovedError(chart.version)
    return replace(chart, state=goal, version=chart.version + 1, changed_at=at)
