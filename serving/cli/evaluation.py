"""`yizheng eval run|compare|show`."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import tqdm
import typer

from serving.cli.lines import PassageBar
from serving.cli.options import ModelOption, command_settings

app = typer.Typer(help="Claims about quality, checked.", no_args_is_help=True, rich_markup_mode=None)


AllOption: TypeAlias = Annotated[
    bool,
    typer.Option("--answer-all", help="Defer nothing for its risk, to learn bars from; not with --cases."),
]
JudgeOption: TypeAlias = Annotated[
    bool, typer.Option("--judge", help="Have the model give its opinion too; it decides nothing.")
]


@app.command("run")
def run(  # noqa: PLR0913 - as many as the command has options
    suites: Annotated[
        list[str] | None,
        typer.Argument(help="Suites by name, or files and folders of cases by path; default: smoke."),
    ] = None,
    cases: Annotated[
        list[Path] | None, typer.Option("--cases", help="A file of your own cases, asked of this home.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The run's folder; one that is there goes on.")
    ] = None,
    model: ModelOption = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, help="Ask only so many cases of each set.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Which sample is drawn.")] = 1,
    judge: JudgeOption = False,  # noqa: FBT002 - an option
    answer_all: AllOption = False,  # noqa: FBT002 - an option
) -> None:
    """Ask every case and report what held, with n and intervals."""
    from serving.evaluations import Wanted, Watching, evaluate

    if answer_all and cases:
        message = "--answer-all works on sets with documents of their own, not on --cases of this home"
        raise typer.BadParameter(message)
    chosen = tuple(suites or ([] if cases else ["smoke"]))
    folder = out or Path("eval-runs") / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    wanted = Wanted(
        suites=chosen,
        cases=tuple(cases or ()),
        folder=folder,
        model=model,
        sample=sample,
        seed=seed,
        referee=judge,
        answer_all=answer_all,
    )
    with PassageBar() as passages, tqdm.tqdm(unit="case", disable=not sys.stderr.isatty()) as bar:

        def tick(done: int, whole: int) -> None:
            bar.total = whole
            bar.update(done - bar.n)

        watching = Watching(case=tick, passages=passages, tell=lambda line: typer.echo(line, err=True))
        told = asyncio.run(evaluate(command_settings(), wanted, watching))
    typer.echo(told)


@app.command("compare")
def compare(
    first: Annotated[Path, typer.Argument(help="Folder of a run.")],
    second: Annotated[Path, typer.Argument(help="Folder of another run.")],
) -> None:
    """Compare two runs case by case: McNemar, and paired differences with intervals."""
    from serving.evaluations import compared

    typer.echo(compared(first, second))


@app.command("show")
def show(folder: Annotated[Path, typer.Argument(help="Folder of a run.")]) -> None:
    """Show a recorded run, whole or in part, and write its reports anew."""
    from serving.evaluations import reported

    typer.echo(reported(folder))
