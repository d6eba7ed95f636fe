"""`yizheng eval run|compare|show`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from serving.cli.options import LibraryOption, ModelOption, at_desk
from serving.opening import Opening

app = typer.Typer(help="Claims about quality, checked.", no_args_is_help=True, rich_markup_mode=None)


@app.command("run")
def run(
    suites: Annotated[list[str] | None, typer.Argument(help="Names of suites; default: smoke.")] = None,
    cases: Annotated[list[str] | None, typer.Option("--cases", help="A file of your own cases.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The run's folder; one that is there goes on.")
    ] = None,
    model: ModelOption = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
) -> None:
    """Ask every case and report what held, with n and intervals."""
    from serving.evaluations import evaluate

    folder = out or Path("eval-runs") / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    chosen = [*(suites or []), *(cases or [])] or ["smoke"]
    wanted = Opening(library=library, drafts=True, model=model)
    typer.echo(at_desk(lambda desk: evaluate(desk, chosen, folder=folder), wanted))


@app.command("compare")
def compare(
    first: Annotated[Path, typer.Argument(help="Folder of a run.")],
    second: Annotated[Path, typer.Argument(help="Folder of another run.")],
) -> None:
    """Compare two runs case by case."""
    from serving.evaluations import compared

    typer.echo(compared(first, second))


@app.command("show")
def show(folder: Annotated[Path, typer.Argument(help="Folder of a run.")]) -> None:
    """Show a recorded run."""
    from serving.evaluations import shown

    typer.echo(shown(folder))
