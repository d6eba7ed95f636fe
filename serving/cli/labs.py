"""`yizheng labs`."""

from __future__ import annotations

import asyncio

import typer

from assistant.labs import current_knowledge
from serving.cli.lines import over_stdin
from serving.cli.options import TableOption, command_settings
from serving.labs import read_report
from serving.problems import JsonObject


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("labs")(labs)


def labs(json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """Judge laboratory reports line by line; JSON Lines in on stdin, no house needed."""
    if not json:
        message = (
            "give --json, which reads lines of id, items or text, sex, age, pregnant, department from stdin"
        )
        raise typer.BadParameter(message)
    home = command_settings().home
    current_knowledge(home)

    async def read(line: JsonObject) -> JsonObject:
        return await read_report(line, lambda: current_knowledge(home))

    raise typer.Exit(asyncio.run(over_stdin(read)).exit_code)
