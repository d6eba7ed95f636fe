"""The account book of a home, beside whatever server runs on it: the database takes several processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.accounts import AccountBook
from assistant.people import Account
from assistant.settings import Settings
from assistant.store.accounts import SqlAccounts
from assistant.store.database import Database, sqlite_url
from assistant.store.keys import KeyRing, MasterKey
from serving.problems import JsonObject


@contextmanager
def account_book(settings: Settings) -> Iterator[AccountBook]:
    """Open the account book for as long as the block runs.

    Raises:
        StoreError: the home cannot be read or written.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database.open(sqlite_url(settings.home / "yizheng.db"))
    try:
        keys = KeyRing(MasterKey.open(settings.home / "keys" / "master.key"))
        yield AccountBook(SqlAccounts(database, keys))
    finally:
        database.close()


def account_json(account: Account) -> JsonObject:
    """Write an account without its password hash."""
    return {
        "account_id": account.account_id,
        "name": account.name,
        "role": account.role.value,
        "department": account.department,
        "disabled": account.disabled,
        "created_at": account.created_at.isoformat(),
    }
