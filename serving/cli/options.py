"""Options that several commands share, and how a command gets at a desk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Annotated, TypeAlias, TypeVar

import typer

from assistant.settings import Settings, read_settings
from serving.cli.lines import PassageBar
from serving.desk import Desk
from serving.log_setup import set_up_logging
from serving.opening import Opening, open_desk

_Result = TypeVar("_Result")

ModelOption: TypeAlias = Annotated[
    str | None, typer.Option("--model", metavar="off|PROFILE|URL", help="The model for this command.")
]
LibraryOption: TypeAlias = Annotated[
    bool, typer.Option("--library/--no-library", help="Put the starter library into a fresh home.")
]
JsonOption: TypeAlias = Annotated[
    bool, typer.Option("--json", help="JSON out; without a text argument, JSON Lines in on stdin.")
]
TableOption: TypeAlias = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
RoleOption: TypeAlias = Annotated[
    str | None, typer.Option("--role", metavar="doctor|patient|clerk", help="Who asks; default: patient.")
]
DayOption: TypeAlias = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="What held on that day.")
]
CollectionOption: TypeAlias = Annotated[
    str | None, typer.Option("--collection", metavar="NAME", help="Search this collection alone.")
]


def command_settings() -> Settings:
    """Read the settings and let a command's log start at warnings."""
    settings = read_settings()
    set_up_logging("debug" if settings.log_level == "debug" else "warning")
    return settings


def at_desk(work: Callable[[Desk], Awaitable[_Result]], wanted: Opening) -> _Result:
    """Open the desk, do the work, close it."""
    settings = command_settings()
    wanted = replace(wanted, library=wanted.library and settings.library, tell=_tell)

    async def working() -> _Result:
        with PassageBar() as bar:
            async with open_desk(settings, replace(wanted, progress=bar)) as desk:
                return await work(desk)

    return asyncio.run(working())


def _tell(line: str) -> None:
    typer.echo(line, err=True)
