"""`yizheng rota`: the on-call calendar and the days off from tables, and where nobody is on call."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from assistant.exchange import Asker, Role
from serving.cli.lines import write_line
from serving.cli.options import TableOption, command_settings
from serving.jsonl import dump
from serving.problems import JsonObject

if TYPE_CHECKING:
    from assistant.rota import RotaRoom

_OPERATOR: Final = Asker(role=Role.ADMIN, person="operator")

app = typer.Typer(help="The on-call calendar.", no_args_is_help=True, rich_markup_mode=None)


@app.command("import")
def import_table(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A table (CSV): unit, from, to, doctor.")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of what it overlaps.")] = False,  # noqa: FBT002 - an option
) -> None:
    """Enter a table of duties, wholly or not at all."""
    with _room() as room:
        read, changed = room.take_table(file.read_bytes(), _OPERATOR, replace=replace)
    write_line(dump({"read": read, "changed": changed}))


@app.command("import-days")
def import_days(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A table (CSV): day, kind, [to], [name].")
    ],
    replace: Annotated[bool, typer.Option("--replace", help="Change days that stand otherwise.")] = False,  # noqa: FBT002 - an option
) -> None:
    """Enter the hospital's days off and make-up working days, wholly or not at all."""
    with _room() as room:
        read, changed = room.take_days(file.read_bytes(), _OPERATOR, replace=replace)
    write_line(dump({"read": read, "changed": changed}))


@app.command("days")
def days(json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """List the hospital's days off and make-up working days."""
    with _room() as room:
        for one in room.days():
            kind = "working" if one.working else "off"
            told: JsonObject = {"day": one.day.isoformat(), "kind": kind, "name": one.name}
            write_line(dump(told) if json else f"{one.day}  {kind}  {one.name}".rstrip())


@app.command("gaps")
def gaps(
    ahead: Annotated[int, typer.Option("--days", min=1, max=92, help="How far ahead.")] = 14,
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Name the stretches in which nobody is on call though somebody must be; exit 1 where there is one."""
    with _room() as room:
        found = room.gaps(days=ahead)
        for one in found:
            told: JsonObject = {
                "unit": one.unit,
                "starts": one.starts.isoformat(),
                "ends": one.ends.isoformat(),
            }
            write_line(dump(told) if json else one.in_words(room.called(one.unit, "en")))
    if found:
        raise typer.Exit(1)


@contextmanager
def _room() -> Iterator[RotaRoom]:
    from assistant.wiring.rota import open_rota

    with open_rota(command_settings()) as room:
        yield room
