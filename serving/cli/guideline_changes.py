"""`yizheng guidelines diff|digest|conflicts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serving.changes import LooseFile, compare_files
from serving.cli.change_pages import affected_page, conflicts_page, diff_page, digest_page
from serving.cli.lines import write_line
from serving.cli.options import LibraryOption, TableOption, at_desk
from serving.jsonl import dump
from serving.opening import Opening

_SIDE = "Edition id, document id, or a file."


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("diff")(diff)
    app.command("digest")(digest)
    app.command("conflicts")(conflicts)


def diff(
    old: Annotated[str, typer.Argument(help=f"The older one: {_SIDE}")],
    new: Annotated[str, typer.Argument(help=f"The newer one: {_SIDE}")],
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Compare two editions statement by statement; files need not be in the ledger."""
    before, after = _given(old), _given(new)
    if isinstance(before, Path) and isinstance(after, Path):
        compared = compare_files(_loose(before), _loose(after))
    else:
        compared = at_desk(lambda desk: desk.compare(before, after), Opening(library=library))
    write_line(dump(compared) if json else diff_page(compared))


def digest(
    since: Annotated[str, typer.Option("--since", metavar="YYYY-MM-DD", help="From this day on.")],
    department: Annotated[
        str | None, typer.Option("--department", help="Only what this department reads.")
    ] = None,
    affected: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--affected", help="List instead the recorded answers that quote what changed.")
    ] = False,
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Tell what changed in the editions that came into force since a day, strongest first."""
    wanted = Opening(library=library)
    if affected:
        touched = at_desk(lambda desk: desk.affected(since), wanted)
        write_line(dump(touched) if json else affected_page(touched))
        return
    told = at_desk(lambda desk: desk.digest(since, department), wanted)
    write_line(dump(told) if json else digest_page(told))


def conflicts(library: LibraryOption = True, json: TableOption = False) -> None:  # noqa: FBT002 - options
    """List where guidelines in force disagree, side by side."""
    found = at_desk(lambda desk: desk.conflicts(), Opening(library=library))
    write_line(dump(found) if json else conflicts_page(found))


def _given(side: str) -> Path | str:
    """Take what exists as a file for a file, everything else for an id."""
    place = Path(side)
    return place if place.is_file() else side


def _loose(place: Path) -> LooseFile:
    return LooseFile(name=place.name, data=place.read_bytes())
