"""Options that several commands share, and how a command gets at a desk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias, TypeVar

import typer

from assistant.settings import Settings, read_settings
from serving.desk import Desk
from serving.log_setup import set_up_logging
from serving.opening import open_desk

_Result = TypeVar("_Result")

ModelOption: TypeAlias = Annotated[
    str | None, typer.Option("--model", metavar="off|PROFILE|URL", help="The model for this command.")
]
LibraryOption: TypeAlias = Annotated[
    bool, typer.Option("--library/--no-library", help="Put the starter library into a fresh home.")
]
JsonOption: TypeAlias = Annotated[bool, typer.Option("--json", help="JSON Lines in on stdin, out on stdout.")]
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


def at_desk(
    work: Callable[[Desk], Awaitable[_Result]], *, model: str | None = None, library: bool = True
) -> _Result:
    """Open the desk, do the work, close it."""
    settings = command_settings()

    async def working() -> _Result:
        async with open_desk(settings, model=model, library=library and settings.library) as desk:
            return await work(desk)

    return asyncio.run(working())
