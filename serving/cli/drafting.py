"""`yizheng draft`."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from serving.cli.lines import over_stdin
from serving.cli.options import ModelOption, TableOption, command_settings
from serving.desk import OPERATOR
from serving.problems import JsonObject

TemplateOption = Annotated[
    str | None,
    typer.Option("--template", metavar="NAME", help="The record's form; a line's own template wins."),
]

PhraseOption = Annotated[
    bool, typer.Option("--phrase", help="Have the model write the placed sentences in a record's words.")
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("draft")(draft)


def draft(
    template: TemplateOption = None,
    phrase: PhraseOption = False,  # noqa: FBT002 - an option
    model: ModelOption = None,
    json: TableOption = False,  # noqa: FBT002 - an option
) -> None:
    """Draft records out of conversations; JSON Lines of id, turns, facts, template in on stdin."""
    if not json:
        message = "give --json, which reads lines of id, turns, facts, template from stdin"
        raise typer.BadParameter(message)
    if model not in {None, "off"} and not phrase:
        message = "--model needs --phrase: without it no model is asked"
        raise typer.BadParameter(message)
    from assistant.wiring import open_gate, open_rewording
    from serving.drafting_model import model_for_command
    from serving.drafts import DraftDesk
    from serving.phrasing import PhrasingDesk

    settings = command_settings()
    desk, fields = DraftDesk(open_gate(settings), settings.home), JsonObject(template=template)
    if not phrase:

        async def drafted(line: JsonObject) -> JsonObject:
            return await asyncio.to_thread(desk.draft, line, OPERATOR)

        raise typer.Exit(asyncio.run(over_stdin(drafted, fields=fields)).exit_code)
    with model_for_command(settings, model, tell=lambda said: typer.echo(said, err=True)) as choice:
        phrased = PhrasingDesk(desk, open_rewording(settings, choice))

        async def written(line: JsonObject) -> JsonObject:
            return await phrased.draft(line, OPERATOR)

        tally = asyncio.run(over_stdin(written, fields=fields, concurrency=1))
    raise typer.Exit(tally.exit_code)
