"""The on-call calendar over the house's store and accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time

from assistant.accounts import AccountBook
from assistant.exchange import Role
from assistant.rota import RotaRoom
from assistant.settings import Settings
from assistant.store.database import Database
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.rota import SqlRota
from assistant.wiring.database import opened_database
from assistant.wiring.people import account_book
from assistant.worklist.clocks import Clocks, shipped_clocks


def rota_room(
    database: Database,
    keys: KeyRing,
    accounts: AccountBook,
    *,
    now: Callable[[], datetime] = utc_now,
    hours: tuple[time, time] = (time(8), time(18)),
) -> RotaRoom:
    """Give the calendar; a doctor in it is an account that may sign in, `hours` are a working day's."""

    def doctors() -> dict[str, str]:
        return {
            one.account_id: one.name
            for one in accounts.accounts()
            if one.role is Role.DOCTOR and not one.disabled
        }

    return RotaRoom(
        SqlRota(database, keys),
        shipped_clocks(),
        now=now,
        departments=accounts.departments,
        doctors=doctors,
        hours=hours,
        serves=lambda person: accounts.serves(person, Role.DOCTOR),
    )


@contextmanager
def open_rota(settings: Settings) -> Iterator[RotaRoom]:
    """Open the calendar alone, beside whatever server runs on the home.

    Raises:
        StoreError: the home cannot be read or written.
    """
    with opened_database(settings) as (database, keys):
        hours = (settings.tasks.opens, settings.tasks.closes)
        yield rota_room(database, keys, account_book(settings, database, keys), hours=hours)


def clocks_by(rota: RotaRoom) -> Clocks:
    """Give the service levels of a house whose people the calendar names."""
    return replace(shipped_clocks(), staffing=rota)
