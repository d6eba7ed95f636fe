"""`yizheng guidelines add|list|show|supersede|withdraw`; the rest stands beside this file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serving.cli import guideline_arrivals, guideline_changes, guideline_packages
from serving.cli.lines import write_line
from serving.cli.options import LibraryOption, TableOption, at_desk
from serving.cli.pages import edition_page, editions_page
from serving.jsonl import dump
from serving.opening import Opening

app = typer.Typer(help="The ledger of guidelines.", no_args_is_help=True, rich_markup_mode=None)
guideline_changes.register(app)
guideline_packages.register(app)
guideline_arrivals.register(app)


@app.command("add")
def add(
    files: Annotated[
        list[Path], typer.Argument(help="PDF, DOCX, HTML, Markdown or text.", exists=True, dir_okay=False)
    ],
    meta: Annotated[
        Path | None, typer.Option("--meta", help="TOML or JSON Lines metadata.", exists=True, dir_okay=False)
    ] = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option; the output is JSON Lines either way
) -> None:
    """Take guideline files in; one JSON line a file."""
    del json
    reports = at_desk(lambda desk: desk.add(files, meta), Opening(library=library))
    for report in reports:
        write_line(dump(report))
    raise typer.Exit(1 if any("error" in report for report in reports) else 0)


@app.command("list")
def list_editions(library: LibraryOption = True, json: TableOption = False) -> None:  # noqa: FBT002 - options
    """List the editions and what each is today."""
    editions = at_desk(lambda desk: desk.editions(), Opening(library=library))
    if not json:
        typer.echo(editions_page(editions))
        return
    for edition in editions:
        write_line(dump(edition))


@app.command("show")
def show(
    reference: Annotated[str, typer.Argument(help="Edition id or document id.")],
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Show one edition with its passages."""
    edition = at_desk(lambda desk: desk.edition(reference), Opening(library=library))
    if json:
        write_line(dump(edition))
    else:
        typer.echo(edition_page(edition))


@app.command("supersede")
def supersede(
    old: Annotated[str, typer.Argument(help="The edition that is replaced.")],
    new: Annotated[str, typer.Argument(help="The edition that takes its place.")],
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Record that an edition takes the place of another."""
    edition = at_desk(lambda desk: desk.supersede(old, new), Opening(library=library))
    write_line(dump(edition)) if json else typer.echo(editions_page([edition]))


@app.command("withdraw")
def withdraw(
    reference: Annotated[str, typer.Argument(help="Edition id or document id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it must not be used.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="From this day; default today.")
    ] = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Record that an edition is not to be used any more."""
    edition = at_desk(lambda desk: desk.withdraw(reference, on=on, reason=reason), Opening(library=library))
    write_line(dump(edition)) if json else typer.echo(editions_page([edition]))
