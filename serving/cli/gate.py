"""`yizheng gate`."""

from __future__ import annotations

import asyncio

import typer

from serving.cli.lines import over_stdin
from serving.cli.options import RoleOption, TableOption, command_settings
from serving.desk import OPERATOR
from serving.gate import judge
from serving.problems import JsonObject


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("gate")(gate)


def gate(role: RoleOption = None, json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """Judge texts: emergencies, prescriptions, injections; JSON Lines in on stdin, no house needed."""
    if not json:
        message = "give --json, which reads lines of id, text, role, history from stdin"
        raise typer.BadParameter(message)
    from assistant.wiring import open_gate

    rules = open_gate(command_settings())

    async def judged(line: JsonObject) -> JsonObject:
        return await judge(line, OPERATOR, rules)

    raise typer.Exit(asyncio.run(over_stdin(judged, fields={"role": role})).exit_code)
