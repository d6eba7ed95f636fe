"""`yizheng backup`, `restore`, `store move`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serving.cli.lines import PassageBar, write_line
from serving.cli.options import command_settings
from serving.jsonl import dump

store = typer.Typer(help="The database.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)
    app.add_typer(store, name="store")


def backup(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; keep it apart from the keys.")],
) -> None:
    """Write records, tasks, accounts, ledger, originals and settings into one file; the keys stay out."""
    from serving.keeping import backed_up

    write_line(dump(backed_up(command_settings(), out)))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `yizheng backup` wrote.")],
    keys: Annotated[Path, typer.Option("--keys", metavar="FOLDER", help="The folder `keys`, kept apart.")],
) -> None:
    """Restore a backup into a new home, index it and check it; a half or changed one is refused."""
    from serving.keeping import restored

    with PassageBar() as bar:
        write_line(dump(restored(command_settings(), file, keys, bar)))


@store.command("move")
def move() -> None:
    """Copy the home's SQLite file into the PostgreSQL database of `YIZHENG_DATABASE__URL`, and check it."""
    from serving.keeping import moved

    write_line(dump(moved(command_settings())))
