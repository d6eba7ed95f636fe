"""`yizheng guidelines arrivals|rollback|inbox|confirm`."""

from __future__ import annotations

from typing import Annotated

import typer

from serving.cli.lines import write_line
from serving.cli.options import LibraryOption, TableOption, at_desk
from serving.cli.pages import arrivals_page, inbox_page
from serving.jsonl import dump
from serving.opening import Opening
from serving.updates import LATEST


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("arrivals")(arrivals)
    app.command("rollback")(roll_back)
    app.command("inbox")(inbox)
    app.command("confirm")(confirm)


def arrivals(library: LibraryOption = True, json: TableOption = False) -> None:  # noqa: FBT002 - options
    """List what came into the ledger together, the newest first, and what was taken back."""
    found = at_desk(lambda desk: desk.arrivals(), Opening(library=library))
    if not json:
        typer.echo(arrivals_page(found))
        return
    for one in found:
        write_line(dump(one))


def roll_back(
    arrival: Annotated[
        str, typer.Argument(help="The arrival's id; default: the newest that counts.", show_default=False)
    ] = LATEST,
    reason: Annotated[str, typer.Option("--reason", help="Why it is taken back.")] = "",
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Let the ledger stand as if an arrival had never come; nothing that was quoted is deleted."""
    gone = at_desk(lambda desk: desk.roll_back(arrival, reason), Opening(library=library))
    write_line(dump(gone)) if json else typer.echo(arrivals_page([gone]))


def inbox(library: LibraryOption = True, json: TableOption = False) -> None:  # noqa: FBT002 - options
    """Look into the watched folder now: signed packages are taken in, documents wait for `confirm`."""
    seen = at_desk(lambda desk: desk.inbox(), Opening(library=library))
    if not json:
        typer.echo(inbox_page(seen))
        return
    for one in seen:
        write_line(dump(one))


def confirm(
    name: Annotated[str, typer.Argument(help="A document that waits in the watched folder.")],
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Take a waiting document of the watched folder in."""
    seen = at_desk(lambda desk: desk.confirm(name), Opening(library=library))
    write_line(dump(seen)) if json else typer.echo(inbox_page([seen]))
    raise typer.Exit(0 if seen["state"] == "taken" else 1)
