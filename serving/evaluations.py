"""Runs sets of cases: at the desk as it stands, or in throw-away houses that hold a set's own documents."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from assistant.settings import Settings
from assistant.wiring import ModelChoice, open_gate, open_model, open_rewording
from evals import (
    CaseSet,
    EvalError,
    LedgerTexts,
    ListedTexts,
    Opinion,
    Plan,
    Referee,
    Shelf,
    Stored,
    ask_cases,
    code_digest,
    compare,
    comparison_text,
    load,
    read_run,
    show,
    write_report,
)
from serving.drafting_model import model_for_command
from serving.drafts import DraftDesk
from serving.errors import InvalidLineError
from serving.examined import DeskSubject, HouseSubject, listed_texts
from serving.examined_drafts import DraftSubject
from serving.opening import Opening, open_desk
from serving.referee_model import completing
from serving.throwaway import throwaway_house

_DRAFTS_AT_ONCE: Final = 6  # a processor reads the weights once for all of them
_SECRETS: Final = frozenset({"api_key", "qdrant_api_key", "embedder_api_key", "reranker_api_key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command asks for: sets by name or path, a sample of each, a model, a folder for the run.

    `answer_all` answers also what is too risky, so that it can be judged: the cases of `assistant.risk`.
    """

    suites: tuple[str, ...]
    cases: tuple[Path, ...] = ()
    folder: Path
    model: str | None = None
    sample: int | None = None
    seed: int = 1
    referee: bool = False
    answer_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Who is told how it goes: cases done, passages indexed, lines for the person at the terminal."""

    case: Callable[[int, int], None] = lambda _done, _all: None
    passages: Callable[[int], None] = lambda _: None
    tell: Callable[[str], None] = lambda _: None


async def evaluate(settings: Settings, wanted: Wanted, watching: Watching) -> str:
    """Ask every case of the sets and give the tables; the reports lie in the run's folder.

    Raises:
        InvalidLineError: a set or the run's folder cannot be used.
    """
    try:
        begun = time.perf_counter()
        plan = _plan(settings, wanted)
        plan.open()
        await _Evaluation(settings, wanted, watching, plan).run()
        return f"{reported(wanted.folder)}\n{time.perf_counter() - begun:.0f} s"
    except EvalError as fault:
        raise InvalidLineError(str(fault)) from None


def reported(folder: Path) -> str:
    """Write the reports of a recorded run and give its tables.

    Raises:
        InvalidLineError: there is no run.
    """
    try:
        places = write_report(read_run(folder), folder)
        return "\n".join([show(folder), "", *map(str, places)])
    except EvalError as fault:
        raise InvalidLineError(str(fault)) from None


def compared(first: Path, second: Path) -> str:
    """Compare two recorded runs.

    Raises:
        InvalidLineError: one of them cannot be read, or they have no case in common.
    """
    try:
        return comparison_text(compare(read_run(first), read_run(second)))
    except EvalError as fault:
        raise InvalidLineError(str(fault)) from None


def sets_of(wanted: Wanted) -> tuple[CaseSet, ...]:
    """Read the sets that are asked for; those of ours stand on the starter library alone.

    Raises:
        SuiteError: one of them cannot be used.
    """
    found: list[CaseSet] = []
    for name in wanted.suites:
        ours = Path(str(files("evals.suites").joinpath(f"{name}.jsonl")))
        if ours.is_file():
            found += [replace(one, shelf=Shelf(library=True)) for one in load(ours)]
        else:
            found += load(Path(name))
    for path in wanted.cases:
        found += load(path)
    if wanted.sample is not None:
        found = [one.sample(wanted.sample, seed=wanted.seed) for one in found]
    return tuple(found)


def _plan(settings: Settings, wanted: Wanted) -> Plan:
    kept = settings.model_dump(mode="json", include={"model", "retrieval"})
    told = {part: {k: v for k, v in values.items() if k not in _SECRETS} for part, values in kept.items()}
    conditions = {
        "code": code_digest(),
        "model asked for": wanted.model or settings.model.use,
        "settings": json.dumps(told, sort_keys=True),
        "sample": "all" if wanted.sample is None else f"{wanted.sample} a set, seed {wanted.seed}",
    } | ({"bar": "none: every question is answered"} if wanted.answer_all else {})
    return Plan(sets=sets_of(wanted), folder=wanted.folder, conditions=conditions)


class _Evaluation:
    """One run: each house is opened once, and only where a case is still open."""

    def __init__(self, settings: Settings, wanted: Wanted, watching: Watching, plan: Plan) -> None:
        self._settings, self._wanted, self._watching, self._plan = settings, wanted, watching, plan
        whole = [one for one in plan.sets if plan.open_cases(one)]
        self._drafting = [one for one in whole if any(case.task == "draft" for case in one.cases)]
        self._open = [one for one in whole if one not in self._drafting]
        self._done = len(plan.cases) - sum(len(plan.open_cases(one)) for one in whole)

    async def run(self) -> None:
        """Ask what is open, house by house."""
        self._tick(0)
        if not self._open and not self._drafting:
            return
        async with AsyncExitStack() as opened:
            houses = list(self._houses())
            wanted = houses or self._drafting or self._wanted.referee
            model = await self._model(opened) if wanted else None
            opinion: Opinion | None = None
            if self._wanted.referee and model is not None:
                opinion = Referee(await opened.enter_async_context(completing(model)))
            for shelf, sets in houses:
                async with throwaway_house(
                    self._settings,
                    shelf,
                    model=model,
                    progress=self._watching.passages,
                    answer_all=self._wanted.answer_all,
                ) as house:
                    await asyncio.to_thread(house.warm_up)
                    for one in sets:
                        await self._ask(one, HouseSubject(house), LedgerTexts(house.ledger), opinion)
            await self._at_desk(opinion)
            await self._draft(model)

    async def _draft(self, model: ModelChoice | None) -> None:
        """Draft the conversations of the sets that have some; that needs no house."""
        if not self._drafting:
            return
        desk = DraftDesk(open_gate(self._settings), self._settings.home)
        rewording, plain = open_rewording(self._settings, model), open_model(self._settings, model)
        subject = DraftSubject(desk, rewording, plain)
        for one in self._drafting:
            await ask_cases(
                self._plan,
                one,
                subject,
                ListedTexts(()),
                progress=lambda: self._tick(1),
                concurrency=_DRAFTS_AT_ONCE,
            )

    async def _model(self, opened: AsyncExitStack) -> ModelChoice | None:
        drafting = model_for_command(self._settings, self._wanted.model, tell=self._watching.tell)
        return await asyncio.to_thread(opened.enter_context, drafting)

    async def _at_desk(self, opinion: Opinion | None) -> None:
        own = [one for one in self._open if one.shelf is None]
        if not own:
            return
        opening = Opening(
            library=self._settings.library,
            drafts=True,
            model=self._wanted.model,
            tell=self._watching.tell,
            progress=self._watching.passages,
        )
        async with open_desk(self._settings, opening) as desk:
            texts = await listed_texts(desk)
            for one in own:
                await self._ask(one, DeskSubject(desk), texts, opinion)

    def _houses(self) -> Iterator[tuple[Shelf, Sequence[CaseSet]]]:
        """Put sets that need the same guidelines into one house."""
        by_guidelines: dict[tuple[Path | None, bool], list[CaseSet]] = {}
        for one in self._open:
            if one.shelf is not None:
                key = one.shelf.meta and one.shelf.meta.resolve(), one.shelf.library
                by_guidelines.setdefault(key, []).append(one)
        for sets in by_guidelines.values():
            shelf = Shelf()
            for one in sets:
                shelf = (one.shelf or Shelf()).joined(shelf)
            yield shelf, sets

    async def _ask(self, one: CaseSet, subject: DeskSubject, stored: Stored, opinion: Opinion | None) -> None:
        await ask_cases(self._plan, one, subject, stored, opinion=opinion, progress=lambda: self._tick(1))

    def _tick(self, more: int) -> None:
        self._done += more
        self._watching.case(self._done, len(self._plan.cases))
