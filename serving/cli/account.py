"""`yizheng account create|list|disable|link|key`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from assistant.exchange import Role
from assistant.people import Scope
from serving.account_json import account_out
from serving.cli.lines import write_line
from serving.cli.options import TableOption, command_settings
from serving.jsonl import dump

app = typer.Typer(help="Local accounts and service keys.", no_args_is_help=True, rich_markup_mode=None)


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="Sign-in name.")],
    role: Annotated[Role, typer.Option("--role", help="What the person is to the hospital.")],
    department: Annotated[str | None, typer.Option("--department", help="Where the person works.")] = None,
) -> None:
    """Make an account; the password is asked for, or read from stdin."""
    from assistant.wiring import open_accounts

    password = typer.prompt("Password", hide_input=True, err=True)
    with open_accounts(command_settings()) as book:
        made = book.create_account(name, password, role=role, department=department)
    write_line(made.account_id)


@app.command("list")
def list_accounts(json: TableOption = False) -> None:  # noqa: FBT002 - an option
    """List the accounts, oldest first."""
    from assistant.wiring import open_accounts

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
    from assistant.wiring import open_accounts

    with open_accounts(command_settings()) as book:
        write_line(book.disable(account_id).account_id)


@app.command("link")
def link() -> None:
    """Print a new one-time link for the first administrator; earlier ones are void."""
    from assistant.wiring import open_accounts
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
    from assistant.wiring import open_accounts

    with open_accounts(command_settings()) as book:
        made = book.create_service_key(label, role=role, scopes=frozenset(scope), lasts=timedelta(days=days))
    write_line(made.secret)
