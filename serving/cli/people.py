"""`yizheng people export|erase|open`: what is kept about a person, handed out and erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from assistant.errors import AccountError
from serving.cli.lines import write_line
from serving.cli.options import command_settings
from serving.jsonl import dump
from serving.own_data_json import erasure_out, own_data_out

if TYPE_CHECKING:
    from assistant.accounts import AccountBook
    from assistant.own_data import OwnDataRoom

app = typer.Typer(help="What is kept about a person.", no_args_is_help=True, rich_markup_mode=None)
_OPERATOR = "operator"
_Person: TypeAlias = Annotated[str, typer.Argument(help="Sign-in name, or the id that `account list` shows.")]


@app.command("export")
def export(person: _Person) -> None:
    """Print everything that is kept about a person, as one JSON object."""
    with _rooms() as (book, room):
        write_line(dump(own_data_out(room.export(_id(book, person))).model_dump(mode="json")))


@app.command("erase")
def erase(
    person: _Person,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask again.")] = False,  # noqa: FBT002 - an option
) -> None:
    """Erase a patient for ever, but for what the law keeps, and say that."""
    with _rooms() as (book, room):
        whom = _id(book, person)
        if not yes:
            typer.confirm("Nothing brings erased data back. Go on?", abort=True, err=True)
        write_line(dump(erasure_out(room.erase(whom, by=_OPERATOR)).model_dump(mode="json")))


@app.command("open")
def open_withheld(
    person: _Person,
    reason: Annotated[str, typer.Option("--reason", help="Why, in a sentence; it goes on the chain.")],
) -> None:
    """Print what the law keeps of an erased person; that it was opened stands in the audit."""
    with _rooms() as (book, room):
        told = room.open_withheld(_id(book, person), by=_OPERATOR, reason=reason)
        write_line(dump(own_data_out(told).model_dump(mode="json")))


@contextmanager
def _rooms() -> Iterator[tuple[AccountBook, OwnDataRoom]]:
    from assistant.wiring.people import open_people

    with open_people(command_settings()) as rooms:
        yield rooms


def _id(book: AccountBook, person: str) -> str:
    named = book.named(person)
    if named is not None:
        return named.account_id
    try:
        return book.account(person).account_id
    except AccountError:
        message = "nobody has this name or id; list the accounts"
        raise AccountError(message) from None
