"""`yizheng account create|import|list|password|disable|reopen|link|key`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from assistant.errors import AccountError
from assistant.exchange import Role
from assistant.people import Act, Doing, Scope
from serving.account_json import account_out
from serving.cli.lines import write_line
from serving.cli.options import TableOption, command_settings
from serving.jsonl import dump

if TYPE_CHECKING:
    from assistant.accounts import AccountBook
    from assistant.people import Account
    from assistant.settings import Settings
    from assistant.staff import Taken

_ListArgument: TypeAlias = Annotated[
    Path | None,
    typer.Argument(exists=True, dir_okay=False, help="A table (CSV): name, role, department, active."),
]
_LdapOption: TypeAlias = Annotated[
    bool, typer.Option("--ldap", help="Read the directory of the settings instead.")
]
_DryOption: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, do nothing.")]
_PasswordsOption: TypeAlias = Annotated[
    bool, typer.Option("--passwords", help="Give new accounts a password, printed once.")
]
_LeavingOption: TypeAlias = Annotated[
    int | None,
    typer.Option("--leaving", min=0, help="With --ldap: confirm that so many leave, as the dry run told."),
]

app = typer.Typer(help="Local accounts and service keys.", no_args_is_help=True, rich_markup_mode=None)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Sign-in name.")],
    role: Annotated[Role, typer.Option("--role", help="What the person is to the hospital.")],
    department: Annotated[str | None, typer.Option("--department", help="Where the person works.")] = None,
) -> None:
    """Make an account; the password is asked for, or read from stdin."""
    from assistant.wiring.people import open_accounts

    password = typer.prompt("Password", hide_input=True, err=True)
    with open_accounts(command_settings()) as book:
        made = book.create_account(name, password, role=role, department=department, act=_act("made"))
    write_line(made.account_id)


@app.command("import")
def import_staff(
    file: _ListArgument = None,
    ldap: _LdapOption = False,  # noqa: FBT002 - an option
    dry_run: _DryOption = False,  # noqa: FBT002 - an option
    passwords: _PasswordsOption = False,  # noqa: FBT002 - an option
    leaving: _LeavingOption = None,
) -> None:
    """Bring the accounts of staff to what a list says; a faulty line keeps all of it out.

    With --ldap each person stands alone, and whom the directory lets go is closed.
    """
    from assistant.staff import read_table, take_in
    from assistant.wiring.people import open_accounts

    settings = command_settings()
    if ldap == (file is not None) or (leaving is not None and not ldap):
        message = "name a table or --ldap, one of the two; --leaving goes with --ldap"
        raise typer.BadParameter(message)
    with open_accounts(settings) as book:
        if file is None:
            taken = _from_directory(settings, book, dry=dry_run, passwords=passwords, leaving=leaving)
        else:
            listed = read_table(file.read_bytes())
            taken = take_in(book, listed, dry=dry_run, passwords=passwords, acting=_act)
    for one in taken:
        write_line(dump(asdict(one)))
    if any(one.result == "faulty" for one in taken):
        raise typer.Exit(1)


def _from_directory(
    settings: Settings, book: AccountBook, *, dry: bool, passwords: bool, leaving: int | None
) -> Sequence[Taken]:
    """Bring in the directory's people and sum it up on stderr."""
    from assistant.directory import people_of
    from assistant.directory_import import Guard, bring

    guard = Guard(most=settings.ldap.most_leaving, confirmed=leaving)
    told = bring(book, people_of(settings.ldap), guard, dry=dry, passwords=passwords, acting=_act)
    counts = Counter(one.result for one in told.taken)
    typer.echo(", ".join(f"{count} {result}" for result, count in sorted(counts.items())), err=True)
    if told.unconfirmed:
        words = f"{told.leaving} of {told.answered} would be closed: confirm with --leaving {told.leaving}"
        typer.echo(words, err=True)
    return told.taken


@app.command("password")
def password(name: Annotated[str, typer.Argument(help="Sign-in name.")]) -> None:
    """Set a password for somebody who lost theirs, to be changed at once; asked for, or read from stdin."""
    from assistant.wiring.people import open_accounts

    new = typer.prompt("Password", hide_input=True, err=True)
    with open_accounts(command_settings()) as book:
        account = _named(book, name)
        book.set_password(account.account_id, new, start=True, act=_act("password"))
    write_line(account.account_id)


@app.command("factor-off")
def factor_off(name: Annotated[str, typer.Argument(help="Sign-in name.")]) -> None:
    """Take off the second factor of somebody who lost the authenticator."""
    from assistant.wiring.people import open_accounts

    with open_accounts(command_settings()) as book:
        account = _named(book, name)
        held = book.factors is not None and book.factors.take_off(account.account_id)
        if held:
            book.note(account.account_id, _act("factor_off"))
    write_line("taken off" if held else "there was none")


@app.command("list")
def list_accounts(json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """List the accounts, oldest first."""
    from assistant.wiring.people import open_accounts

    with open_accounts(command_settings()) as book:
        accounts = [account_out(one).model_dump(mode="json") for one in book.accounts()]
    for one in accounts:
        state = "disabled" if one["disabled"] else "active"
        write_line(
            dump(one) if json else f"{one['account_id']}  {one['role']!s:<14} {state:<8} {one['name']}"
        )


@app.command("disable")
def disable(account_id: Annotated[str, typer.Argument(help="As `account list` shows it.")]) -> None:
    """Close an account and end its sessions."""
    from assistant.wiring.people import open_accounts

    with open_accounts(command_settings()) as book:
        write_line(book.disable(account_id, _act("closed")).account_id)


@app.command("reopen")
def reopen(account_id: Annotated[str, typer.Argument(help="As `account list` shows it.")]) -> None:
    """Open a closed account again; prints a password that its owner must change."""
    from assistant.staff import start_password
    from assistant.wiring.people import open_accounts

    password = start_password()
    with open_accounts(command_settings()) as book:
        if not book.account(account_id).disabled:
            message = "this account is open; 'yizheng account password' sets a new password"
            raise AccountError(message)
        book.reopen(account_id, start=password, act=_act("reopened"))
    write_line(password)


@app.command("link")
def link() -> None:
    """Print a new one-time link for the first administrator; earlier ones are void."""
    from assistant.wiring.people import open_accounts
    from serving.welcome import setup_url

    settings = command_settings()
    with open_accounts(settings) as book:
        made = book.first_admin_link()
    if made is None:
        write_line("there is an administrator; no link is needed")
        return
    write_line(setup_url(f"http://{settings.server.host}:{settings.server.port}", made))


@app.command("key")
def key(
    label: Annotated[str, typer.Argument(help="Which program it is for.")],
    role: Annotated[Role, typer.Option("--role", help="The role that its questions are asked in.")],
    scope: Annotated[list[Scope], typer.Option("--scope", help="What it may be used for.")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it lives.")] = 90,
) -> None:
    """Make a service key; its secret is printed once."""
    from assistant.wiring.people import open_accounts

    with open_accounts(command_settings()) as book:
        made = book.create_service_key(
            label, role=role, scopes=frozenset(scope), lasts=timedelta(days=days), act=_act("key_made")
        )
    write_line(made.secret)


def _act(doing: Doing, why: str = "") -> Act:
    """Make an act of this machine's operator."""
    return Act(doing=doing, by="operator", role="operator", at=datetime.now(tz=UTC), why=why)


def _named(book: AccountBook, name: str) -> Account:
    account = book.named(name)
    if account is None:
        message = "nobody signs in by this name; list the accounts"
        raise AccountError(message)
    return account
