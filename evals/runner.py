"""Asks every case of a suite and records what came back: resumable, unscored kept apart from failed."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from evals.case import Case, load_suites
from evals.checks import judge
from evals.outcome import Answer, read_answer
from evals.record import CaseRecord, CheckRecord, Pins, Run, append, open_run, read_run
from evals.resolution import Resolves

logger = logging.getLogger(__name__)

Progress: TypeAlias = Callable[[int, int], None]


class Answerer(Protocol):
    """Anything that answers as `yizheng ask --json` does: one line in, one line out.

    The line in has `id`, `question`, `role` and, where the case is about a past day, `as_of`.
    """

    async def ask(self, request: Mapping[str, object]) -> Mapping[str, object]:
        """Answer one question."""
        ...


async def run_suite(
    suites: Path | Sequence[Path],
    answerer: Answerer,
    *,
    folder: Path,
    resolves: Resolves,
    progress: Progress | None = None,
    concurrency: int = 1,
) -> Run:
    """Ask every case not yet scored in `folder` and give the whole run.

    `progress` is called with (done, all) at the start and after each case. A case that could not be scored
    before is asked again.

    Raises:
        SuiteError: a suite cannot be used.
        RunMismatchError: `folder` holds a run of other suites.
    """
    loaded = load_suites([suites] if isinstance(suites, Path) else suites)
    started = datetime.now(UTC).isoformat(timespec="seconds")
    run = open_run(folder, Pins(suites=loaded.pins, cases=len(loaded.cases), started=started))
    done = {record.id for record in run.records if record.unscored is None}
    todo = [case for case in loaded.cases if case.id not in done]
    counter = len(loaded.cases) - len(todo)
    if progress:
        progress(counter, len(loaded.cases))
    gate = asyncio.Semaphore(max(1, concurrency))

    async def work(case: Case) -> None:
        nonlocal counter
        async with gate:
            append(folder, await _ask(case, answerer, resolves))
        counter += 1
        if progress:
            progress(counter, len(loaded.cases))

    async with asyncio.TaskGroup() as group:
        for case in todo:
            group.create_task(work(case))
    logger.info("suite run=%s asked=%d of=%d", folder.name, len(todo), len(loaded.cases))
    return read_run(folder)


async def _ask(case: Case, answerer: Answerer, resolves: Resolves) -> CaseRecord:
    try:
        line = await answerer.ask(case.request())
    except Exception as fault:  # noqa: BLE001 - one question that fails must not end the run; it is recorded
        return _record(case, f"asking failed: {type(fault).__name__}", {}, resolves)
    return _record(case, read_answer(line), line, resolves)


def _record(case: Case, answer: Answer | str, line: Mapping[str, object], resolves: Resolves) -> CaseRecord:
    verdicts = tuple(
        CheckRecord(check=one.check, passed=one.passed, why=one.why) for one in judge(case, answer)
    )
    record = CaseRecord(
        id=case.id,
        case=case.digest(),
        group=case.group,
        lang=case.lang,
        role=case.role,
        verdicts=verdicts,
        answer=dict(line),
    )
    if isinstance(answer, str):
        return record.model_copy(update={"unscored": answer})
    quotations = [cited for claim in answer.claims for cited in claim.citations]
    return record.model_copy(
        update={
            "outcome": answer.outcome,
            "origins": dict(Counter(claim.origin for claim in answer.claims)),
            "quotations": len(quotations),
            "unresolved": sum(not resolves(cited) for cited in quotations),
            "uncited": sum(not claim.citations for claim in answer.sentences),
            "timings_ms": {name: ms for name, ms in answer.timings_ms.items() if ms is not None},
            "versions": {kind: name for kind, name in answer.versions.items() if name},
        }
    )
