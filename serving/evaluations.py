"""Runs suites at a desk: every quotation is looked up in the ledger's passages, as the desk shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import cast

from evals import run_suite, show, write_report
from evals.comparison import compare
from evals.errors import EvalError
from evals.outcome import Cited
from evals.record import read_run
from evals.report import comparison_text
from evals.resolution import Resolves
from serving.desk import Desk
from serving.errors import InvalidLineError
from serving.problems import JsonObject


class _Asking:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, request: Mapping[str, object]) -> Mapping[str, object]:
        return await self._desk.ask(cast("JsonObject", dict(request)))


async def evaluate(desk: Desk, chosen: Sequence[str], *, folder: Path) -> str:
    """Ask every case of the chosen suites and give the table; the reports lie in `folder`.

    Raises:
        InvalidLineError: a suite or a run folder cannot be used.
    """
    resolves = await passage_resolver(desk)
    try:
        run = await run_suite(
            [_suite(name) for name in chosen], _Asking(desk), folder=folder, resolves=resolves
        )
    except* EvalError as faults:
        raise InvalidLineError(str(faults.exceptions[0])) from None
    return "\n".join([show(folder), "", *(str(place) for place in write_report(run, folder))])


def compared(first: Path, second: Path) -> str:
    """Compare two recorded runs.

    Raises:
        InvalidLineError: one of them cannot be read, or they have no case in common.
    """
    try:
        return comparison_text(compare(read_run(first), read_run(second)))
    except EvalError as fault:
        raise InvalidLineError(str(fault)) from None


def shown(folder: Path) -> str:
    """Give the table of a recorded run.

    Raises:
        InvalidLineError: there is none.
    """
    try:
        return show(folder)
    except EvalError as fault:
        raise InvalidLineError(str(fault)) from None


def _suite(name: str) -> Path:
    """Find a suite of ours by name, or take a path."""
    ours = Path(str(files("evals.suites").joinpath(f"{name}.jsonl")))
    return ours if ours.is_file() else Path(name)


async def passage_resolver(desk: Desk) -> Resolves:
    """Make a resolver over every passage that the desk's ledger holds."""
    stored: dict[tuple[str, str], str] = {}
    for edition in await desk.editions():
        shown_edition = await desk.edition(str(edition["edition_id"]))
        for passage in cast("list[JsonObject]", shown_edition["passages"]):
            stored[str(edition["edition_id"]), str(passage["passage_id"])] = str(passage["text"])

    def resolves(cited: Cited) -> bool:
        text = stored.get((cited.edition_id, cited.passage_id), "")
        return bool(cited.quote.strip()) and cited.quote in text

    return resolves
