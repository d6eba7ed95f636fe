"""`yizheng ground`."""

from __future__ import annotations

import asyncio

import typer

from serving.cli.lines import over_stdin
from serving.cli.options import TableOption, command_settings
from serving.ground import ground as judged


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("ground")(ground)


def ground(json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """Judge claims against the evidence beside them; JSON Lines in on stdin, no house needed."""
    if not json:
        message = "give --json, which reads lines of id, claim, evidence from stdin"
        raise typer.BadParameter(message)
    command_settings()
    raise typer.Exit(asyncio.run(over_stdin(judged)).exit_code)
