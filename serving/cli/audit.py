"""`yizheng audit verify`."""

from __future__ import annotations

from typing import Annotated

import typer

from serving.cli.lines import write_line
from serving.cli.options import at_desk
from serving.cli.unbuilt import not_built
from serving.jsonl import dump
from serving.opening import Opening

app = typer.Typer(help="The chain of records.", no_args_is_help=True, rich_markup_mode=None)
app.command("export", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    not_built("audit export")
)


@app.command("verify")
def verify(
    since: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day (UTC); default: the first.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day (UTC); default: the last.")
    ] = None,
) -> None:
    """Check that no record was changed, removed or put in; exit 1 names the first broken link."""
    verdict = at_desk(lambda desk: desk.verify(since, until), Opening())
    write_line(dump(verdict))
    raise typer.Exit(0 if verdict["verdict"] == "intact" else 1)
