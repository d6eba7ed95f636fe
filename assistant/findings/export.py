"""Cases as CSV for a spreadsheet, without names: what came when from which source and how it ended."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import Final, get_args

from assistant.findings.finding import Case
from assistant.findings.states import Call
from assistant.safety.incidents import harmless

_COLUMNS: Final = (
    "ticket", "source", "external_id", "month", "flagged_at", "standing", "stages", "accepted", "recall",
    "reviewed_at", "reached_at", "calls", "due_at", "settled_at", "level", "last_step", "reason",
    "corrected", "taken_back_at",
)  # fmt: skip


_CALLS: Final = frozenset(get_args(Call))


def as_csv(cases: Iterable[Case]) -> str:
    """Write one line a case; no name, no number to call, and no cell that is read as a formula."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    for case in cases:
        rows.writerow([harmless(cell) for cell in _cells(case)])
    return "\ufeff" + written.getvalue()


def _cells(case: Case) -> tuple[str, ...]:
    review = case.review
    accepted = 0 if review is None else sum(one.verdict == "accepted" for one in review.judged)
    last = case.contacts[-1] if case.contacts else None
    return (
        case.ticket,
        case.finding.source,
        case.finding.external_id,
        case.month,
        case.flagged_at.isoformat(),
        case.standing.value,
        str(len(case.finding.stages)),
        str(accepted),
        "" if review is None else str(review.recall).lower(),
        "" if review is None else review.at.isoformat(),
        _moment(case.reached_at),
        str(sum(one.step in _CALLS for one in case.contacts)),
        _moment(case.due_at),
        _moment(case.settled_at),
        str(case.level),
        "" if last is None else last.step,
        "" if last is None else last.note,
        str(len(case.earlier)),
        _moment(None if case.taken_back is None else case.taken_back.at),
    )


def _moment(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
