"""`yizheng triage`."""

from __future__ import annotations

import asyncio

import typer

from assistant.triage import departments
from serving.cli.lines import over_stdin
from serving.cli.options import TableOption, command_settings
from serving.problems import JsonObject
from serving.triage import interview


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("triage")(triage)


def triage(json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """Lead interviews to how soon and where to; JSON Lines in on stdin, no house needed."""
    if not json:
        message = "give --json, which reads lines of id, turns, age, age_months, sex, pregnant from stdin"
        raise typer.BadParameter(message)
    from assistant.wiring.interviewing import open_triage  # noqa: PLC0415 - it loads the reader

    home = command_settings().home
    departments(home)
    lead = open_triage()

    async def led(line: JsonObject) -> JsonObject:
        return await interview(line, lambda: departments(home), lambda: lead)

    raise typer.Exit(asyncio.run(over_stdin(led)).exit_code)
