"""The home folder and the database that the settings name, with the keys of what is sealed in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from assistant.errors import StoreError
from assistant.settings import Settings
from assistant.store.database import Database, sqlite_url
from assistant.store.keys import KeyRing, MasterKey


def home_of(settings: Settings) -> Path:
    """Give the home folder, made where it is missing.

    Raises:
        StoreError: it cannot be made.
    """
    home = settings.home
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        message = (
            f"home {str(home)!r} cannot be made ({fault.strerror}); set YIZHENG_HOME to a folder of yours"
        )
        raise StoreError(message) from fault
    return home


# One for each thread of a server at its busiest: with fewer, threads wait for one another's, and connections
# beyond the number are made and closed at every use. None is made before it is used.
_CONNECTIONS: Final = 40


@contextmanager
def opened_database(settings: Settings) -> Iterator[tuple[Database, KeyRing]]:
    """Open the database, at its newest schema, for as long as the block runs.

    Raises:
        StoreError: it cannot be opened, or its keys are another home's.
    """
    home = home_of(settings)
    keys = KeyRing(MasterKey.open(home / "keys" / "master.key"))
    with closing(_database(settings.database.url, home)) as database:
        keys.refuse_foreign(database)
        yield database, keys


def _database(url: str | None, home: Path) -> Database:
    if url is None:
        return Database.open(sqlite_url(home / "yizheng.db"), pool_size=_CONNECTIONS)
    from assistant.store.postgres import open_postgres

    return open_postgres(url)
