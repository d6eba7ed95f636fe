"""The doctors' twins over the house's store and accounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assistant.accounts import AccountBook
from assistant.exchange import Role
from assistant.ports import Gate
from assistant.store.database import Database
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing
from assistant.store.twins import SqlTwins
from assistant.twin import TwinRoom


def twin_room(
    database: Database,
    keys: KeyRing,
    gate: Gate,
    accounts: AccountBook,
    *,
    now: Callable[[], datetime] = utc_now,
) -> TwinRoom:
    """Give the twins' room; the twin of somebody who is no doctor here any more is silent."""
    return TwinRoom(
        SqlTwins(database, keys), gate, now=now, serves=lambda person: accounts.serves(person, Role.DOCTOR)
    )
