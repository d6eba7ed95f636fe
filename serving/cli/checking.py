"""`yizheng check`."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from serving.cli.lines import over_stdin, refuse_neither, write_line
from serving.cli.options import (
    CollectionOption,
    DayOption,
    JsonOption,
    LibraryOption,
    at_desk,
)
from serving.cli.pages import objects, source
from serving.jsonl import dump
from serving.opening import Opening
from serving.problems import Json, JsonObject

RoleOption = Annotated[
    str | None,
    typer.Option(
        "--role", metavar="doctor|patient|clerk", help="For whom; default: the operator, who sees all."
    ),
]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("check")(check)


def check(
    text: Annotated[str | None, typer.Argument(help="What somebody else claims.")] = None,
    role: RoleOption = None,
    as_of: DayOption = None,
    collection: CollectionOption = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: JsonOption = False,  # noqa: FBT002 - an option
) -> None:
    """Check a pasted text against the guidelines: supported, outdated, contradicted or not found."""
    refuse_neither(text, json=json)
    fields: JsonObject = {"role": role, "as_of": as_of, "collection": collection}
    wanted = Opening(library=library)
    if text is None:
        tally = at_desk(lambda desk: over_stdin(desk.check, fields=fields), wanted)
        raise typer.Exit(tally.exit_code)
    checked = at_desk(lambda desk: desk.check(fields | {"text": text}), wanted)
    write_line(dump(checked) if json else checked_page(checked))


def checked_page(checked: JsonObject) -> str:
    """Write a checked text: each statement with its verdict, what is in force, what once was said."""
    lines = [f"! {notice}" for notice in cast("list[Json]", checked["notices"])]
    for one in objects(checked["statements"]):
        lines += ["", f"[{str(one['verdict']).replace('_', ' ')}] {one['text']}"]
        lines += [f"    {one['note']}"] if one["note"] else []
        lines += [f"    in force: {source(cited)}" for cited in objects(one["citations"])]
        lines += [f"    formerly: {source(cited)}" for cited in objects(one["superseded"])]
    if not checked["statements"] and not checked["notices"]:
        lines.append("no statement that can be checked; a question or a greeting is none")
    return "\n".join(lines).lstrip("\n")
