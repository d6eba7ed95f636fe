"""Asks every case of its sets and records what came back: resumable, unscored kept apart from failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.case import Case
from evals.examination import Examiner
from evals.record import Pins, Run, append, open_run, read_run
from evals.resolution import Stored
from evals.subject import Opinion, Subject
from evals.suite import CaseSet, refuse_repeated

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run to make: its sets, its folder, and the conditions that it is pinned to."""

    sets: Sequence[CaseSet]
    folder: Path
    conditions: Mapping[str, str]

    def open(self) -> Run:
        """Start the run, or take it up.

        Raises:
            SuiteError: two sets share a name or an id.
            RunMismatchError: the folder holds another run.
        """
        refuse_repeated([one.name for one in self.sets], self.cases)
        started = datetime.now(UTC).isoformat(timespec="seconds")
        pins = Pins(
            suites={one.name: one.digest for one in self.sets},
            cases=len(self.cases),
            started=started,
            conditions=dict(self.conditions),
        )
        return open_run(self.folder, pins)

    @property
    def cases(self) -> tuple[Case, ...]:
        """Give every case of every set."""
        return tuple(case for one in self.sets for case in one.cases)

    def open_cases(self, one: CaseSet) -> tuple[Case, ...]:
        """Give the cases of a set that have no score yet."""
        done = {record.id for record in read_run(self.folder).records if record.unscored is None}
        return tuple(case for case in one.cases if case.id not in done)


async def ask_cases(
    plan: Plan,
    one: CaseSet,
    subject: Subject,
    stored: Stored,
    *,
    opinion: Opinion | None = None,
    progress: Callable[[], None] = lambda: None,
    concurrency: int = 1,
) -> None:
    """Ask every case of a set that has no score in the plan's folder; each result is kept at once.

    A case that could not be scored before is asked again. `progress` is called after each.
    """
    examiner = Examiner(subject, stored, opinion)
    gate = asyncio.Semaphore(max(1, concurrency))
    cases = plan.open_cases(one)

    async def work(case: Case) -> None:
        async with gate:
            append(plan.folder, await examiner.examine(case, one.name))
        progress()

    async with asyncio.TaskGroup() as group:
        for case in cases:
            group.create_task(work(case))
    logger.info("set run=%s asked=%d of=%d", plan.folder.name, len(cases), len(one.cases))
