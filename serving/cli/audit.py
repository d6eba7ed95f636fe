"""`yizheng audit`: verify the chain of records, keep its heads, search, replay, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, cast

import typer

from serving.cli.lines import write_line
from serving.cli.options import at_desk
from serving.jsonl import dump
from serving.opening import Opening
from serving.problems import JsonObject

app = typer.Typer(help="The chain of records.", no_args_is_help=True, rich_markup_mode=None)
_First = Annotated[
    str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="First day (UTC); default: the first.")
]
_Last = Annotated[
    str | None, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day (UTC); default: the last.")
]

_ARCHIVE: Final = Opening(library=False, mend=True)
"""The records of a copy are proven without its index, and nothing is put into it."""


@app.command("verify")
def verify(
    since: _First = None,
    until: _Last = None,
    head: Annotated[
        Path | None,
        typer.Option(
            "--head",
            help="Heads that were kept elsewhere: find a cut-off or rewritten chain.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    keys: Annotated[
        list[Path] | None,
        typer.Option(
            "--key", help="Public key that you kept; default: the house's own.", exists=True, dir_okay=False
        ),
    ] = None,
) -> None:
    """Check that no record was changed, removed or put in; exit 1 names the first broken link."""
    heads = None if head is None else _text(head)
    trusted = [_text(key) for key in keys or []]
    verdict = at_desk(lambda desk: desk.verify(since, until, heads, trusted), _ARCHIVE)
    write_line(dump(verdict))
    raise typer.Exit(0 if verdict["verdict"] == "intact" else 1)


@app.command("head")
def head(
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", dir_okay=False, help="Append the line there, e.g. elsewhere."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", dir_okay=False, help="Write the public key there, once."),
    ] = None,
) -> None:
    """Sign what the newest record is now: kept elsewhere, the line holds the house to it."""
    told = at_desk(lambda desk: desk.head(), _ARCHIVE)
    line = dump(cast("JsonObject", told["head"]))
    if out is not None:
        with out.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    if key is not None:
        key.write_text(str(told["public_key"]), encoding="ascii")
    write_line(line)


@app.command("list")
def list_records(
    since: _First = None,
    until: _Last = None,
    person: Annotated[str, typer.Option("--person", help="Of this account or key id.")] = "",
    role: Annotated[str, typer.Option("--role", help="In this role.")] = "",
    action: Annotated[
        str, typer.Option("--action", help="How the decision begins: answered, deferred, task:, audit: …")
    ] = "",
    reference: Annotated[str, typer.Option("--id", help="A record's id, a link's number or a ticket.")] = "",
    limit: Annotated[int, typer.Option("--limit", help="At most as many.", min=1, max=200)] = 50,
) -> None:
    """List records, newest first, one JSON line each; no words of anybody are in them."""
    wanted: JsonObject = {"since": since, "until": until, "person": person, "role": role}
    wanted |= {"action": action, "reference": reference, "limit": limit}
    found = at_desk(lambda desk: desk.records(wanted), _ARCHIVE)
    for record in cast("list[JsonObject]", found["records"]):
        write_line(dump(record))


@app.command("replay")
def replay(
    reference: Annotated[str, typer.Argument(metavar="ID", help="A record's id or its number.")],
) -> None:
    """Open a record: what was asked and answered, each quotation against the editions of its day."""
    write_line(dump(at_desk(lambda desk: desk.replay(reference), _ARCHIVE)))


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
    packed = at_desk(lambda desk: desk.export(out, since, until, texts=texts), _ARCHIVE)
    write_line(dump({"file": str(out), **packed}))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        message = f"{str(file)!r} cannot be read ({type(fault).__name__})"
        raise typer.BadParameter(message) from None
