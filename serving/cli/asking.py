"""`yizheng ask`, `search`, `index`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from serving.cli.lines import over_stdin, refuse_neither, write_line
from serving.cli.options import (
    CollectionOption,
    DayOption,
    JsonOption,
    LibraryOption,
    ModelOption,
    RoleOption,
    at_desk,
)
from serving.cli.pages import answer_page, hits_page
from serving.jsonl import dump
from serving.opening import Opening
from serving.problems import JsonObject

RebuildOption: TypeAlias = Annotated[bool, typer.Option("--rebuild", help="Index the guidelines anew.")]


def register(app: typer.Typer) -> None:
    """Add this file's commands."""
    app.command("ask")(ask)
    app.command("search")(search)
    app.command("index")(index)


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    role: RoleOption = None,
    as_of: DayOption = None,
    collection: CollectionOption = None,
    model: ModelOption = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: JsonOption = False,  # noqa: FBT002 - an option
) -> None:
    """Answer a guideline question; every sentence is cited."""
    refuse_neither(question, json=json)
    fields: JsonObject = {"role": role, "as_of": as_of, "collection": collection}
    wanted = Opening(library=library, drafts=True, model=model)
    if question is None:
        tally = at_desk(lambda desk: over_stdin(desk.ask, fields=fields), wanted)
        raise typer.Exit(tally.exit_code)
    answer = at_desk(lambda desk: desk.ask(fields | {"question": question}), wanted)
    write_line(dump(answer) if json else answer_page(answer))


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    k: Annotated[int | None, typer.Option("-k", min=1, help="How many hits; default 10.")] = None,
    as_of: DayOption = None,
    collection: CollectionOption = None,
    library: LibraryOption = True,  # noqa: FBT002 - an option
    json: JsonOption = False,  # noqa: FBT002 - an option
) -> None:
    """Find the passages that an answer could stand on."""
    refuse_neither(query, json=json)
    fields: JsonObject = {"k": k, "as_of": as_of, "collection": collection}
    wanted = Opening(library=library)
    if query is None:
        tally = at_desk(lambda desk: over_stdin(desk.search, fields=fields), wanted)
        raise typer.Exit(tally.exit_code)
    found = at_desk(lambda desk: desk.search(fields | {"query": query}), wanted)
    write_line(dump(found) if json else hits_page(found))


def index(
    corpus: Annotated[
        Path | None, typer.Argument(help="JSON Lines of id, text, [title].", exists=True, dir_okay=False)
    ] = None,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="What the corpus is searched as.")
    ] = None,
    rebuild: RebuildOption = False,  # noqa: FBT002 - an option
    library: LibraryOption = True,  # noqa: FBT002 - an option
) -> None:
    """Make a plain corpus searchable as a collection of its own, or the guidelines anew."""
    if rebuild:
        write_line(dump(at_desk(lambda desk: desk.rebuild(), Opening(library=library, mend=True))))
        return
    if corpus is None or collection is None:
        message = "give CORPUS.jsonl and --collection NAME, or --rebuild"
        raise typer.BadParameter(message)
    write_line(dump(at_desk(lambda desk: desk.index(corpus, collection), Opening(library=library))))
