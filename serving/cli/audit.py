"""`yizheng audit verify` and `export`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from serving.cli.lines import write_line
from serving.cli.options import at_desk
from serving.jsonl import dump
from serving.opening import Opening

app = typer.Typer(help="The chain of records.", no_args_is_help=True, rich_markup_mode=None)
_First = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day (UTC); default: the first.")
]
_Last = Annotated[
    str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day (UTC); default: the last.")
]


@app.command("verify")
def verify(since: _First = None, until: _Last = None) -> None:
    """Check that no record was changed, removed or put in; exit 1 names the first broken link."""
    verdict = at_desk(lambda desk: desk.verify(since, until), Opening())
    write_line(dump(verdict))
    raise typer.Exit(0 if verdict["verdict"] == "intact" else 1)


@app.command("export")
def export(
    since: _First = None,
    until: _Last = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", dir_okay=False, help="Where the ZIP file goes.")
    ] = Path("audit-pack.zip"),
    texts: Annotated[  # noqa: FBT002 - an option
        bool, typer.Option("--texts", help="Open what was asked and answered; for those who may read it.")
    ] = False,
) -> None:
    """Write the inspector's pack: records, policies, editions, reviewers; verifiable on its own."""
    packed = at_desk(lambda desk: desk.export(out, since, until, texts=texts), Opening())
    write_line(dump({"file": str(out), **packed}))
