"""The account book and what is kept about people, also alone, beside whatever server runs on the home."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.accounts import AccountBook
from assistant.consent import ConsentBook
from assistant.own_data import OwnDataRoom, Retention
from assistant.second_factor import SecondFactors, demanded_of
from assistant.settings import Settings
from assistant.store.accounts import SqlAccounts
from assistant.store.consents import SqlConsents
from assistant.store.database import Database
from assistant.store.factors import SqlFactors
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.own_data import SqlOwnData
from assistant.wiring.database import opened_database


@contextmanager
def open_accounts(settings: Settings) -> Iterator[AccountBook]:
    """Open the account book alone.

    Raises:
        StoreError: the home cannot be read or written.
    """
    with opened_database(settings) as (database, keys):
        yield account_book(settings, database, keys)


@contextmanager
def open_people(settings: Settings) -> Iterator[tuple[AccountBook, OwnDataRoom]]:
    """Open the account book and what is kept about people.

    Raises:
        StoreError: the home cannot be read or written.
    """
    with opened_database(settings) as (database, keys):
        book = account_book(settings, database, keys)
        yield book, own_data_room(settings, database, keys, book)


def account_book(settings: Settings, database: Database, keys: KeyRing) -> AccountBook:
    """Give the account book, with second factors demanded of whom the settings say."""
    demanded = demanded_of(settings.accounts.second_factor, host=settings.server.host)
    factors = SecondFactors(SqlFactors(database, keys), now=utc_now, demanded_of=demanded)
    return AccountBook(SqlAccounts(database, keys), factors=factors)


def own_data_room(settings: Settings, database: Database, keys: KeyRing, book: AccountBook) -> OwnDataRoom:
    """Give the room that hands out and erases what is kept about people."""
    floors = settings.retention
    return OwnDataRoom(
        SqlOwnData(database, keys),
        book,
        ConsentBook(SqlConsents(database), now=utc_now),
        retention=Retention(
            dialogue_years=floors.dialogue_years,
            record_years=floors.record_years,
            log_months=floors.log_months,
        ),
        now=utc_now,
    )
