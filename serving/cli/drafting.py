"""`yizheng draft`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from serving.cli.lines import over_stdin
from serving.cli.options import TableOption, command_settings
from serving.desk import OPERATOR
from serving.drafts import DraftDesk
from serving.problems import JsonObject

TemplateOption = Annotated[
    str | None,
    typer.Option("--template", metavar="NAME", help="The record's form; a line's own template wins."),
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("draft")(draft)


def draft(template: TemplateOption = None, json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """Draft records out of conversations; JSON Lines of id, turns, facts, template in on stdin."""
    if not json:
        message = "give --json, which reads lines of id, turns, facts, template from stdin"
        raise typer.BadParameter(message)
    from assistant.wiring import open_gate

    settings = command_settings()
    desk = DraftDesk(open_gate(settings), settings.home)

    async def drafted(line: JsonObject) -> JsonObject:
        return await asyncio.to_thread(desk.draft, line, OPERATOR)

    raise typer.Exit(asyncio.run(over_stdin(drafted, fields={"template": template})).exit_code)
