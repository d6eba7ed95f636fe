"""PostgreSQL: one writer at a time by an advisory lock, readers on one snapshot, faults by their codes."""

from __future__ import annotations

import re
from typing import Final, cast

from psycopg import Connection as Driver
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import DiskFullError, SettingsError, StoreError
from assistant.store.database import Database
from assistant.store.vendor import LOCK_WAIT_S

_SCHEMES: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_WRITERS: Final = int.from_bytes(b"yizheng")
_POOL: Final = 10
_OVERFLOW: Final = 30
# What neither UTF-8 nor PostgreSQL can hold: nothing that a person writes.
_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff]")
_CLEAR_WORDS: Final = {
    "55P03": f"another process has held {{where}} for more than {LOCK_WAIT_S} s; stop it or try again",
    "25006": "{where} is read-only, as a replica is; name the primary in the setting 'database.url'",
    "42501": "the user of {where} may not do this; let it own the database",
    "3D000": "there is no {where}; create it, in UTF-8",
    "28P01": "{where} refuses the user or its password; correct the setting 'database.url'",
    "53300": "{where} takes no more connections; raise its max_connections",
    "57P03": "{where} is starting or recovering; try again",
}


class Postgres:
    """Implements `assistant.store.vendor.Vendor` for a server that several processes share."""

    def prepare(self, engine: Engine) -> None:
        """Let writers come one after the other, and refuse a database that is not in UTF-8."""
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)

    def reader(self, engine: Engine) -> Engine:
        """Give an engine whose transactions see one snapshot and cannot write."""
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def where(self, engine: Engine) -> str:
        """Give the address without password and options."""
        return str(engine.url.set(drivername="postgresql", password=None, query={}))

    def forget_deleted(self, engine: Engine) -> None:
        """Write the table of keys anew without its deleted rows; the server's own log and backups age."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL person_key"))

    def in_clear_words(self, fault: Exception, *, where: str) -> StoreError | None:
        """Say what a fault means by its code: the server's words may be in any language."""
        if not isinstance(fault, DBAPIError):
            return None
        code = getattr(fault.orig, "sqlstate", None)
        if code == "53100":
            return DiskFullError(f"no room left for {where}; free some space, nothing was half-written")
        if code in _CLEAR_WORDS:
            return StoreError(_CLEAR_WORDS[code].format(where=where))
        if fault.connection_invalidated or (code is None and isinstance(fault, OperationalError)):
            words = "cannot be reached, or refuses us; check that it runs, and the setting 'database.url'"
            return StoreError(f"{where} {words}")
        return None


class _Keepable(StrDumperUnknown):
    """Writes text; a NUL or half a character, which PostgreSQL refuses, becomes the replacement mark."""

    def dump(self, obj: str) -> bytes:
        return _UNKEEPABLE.sub("\ufffd", obj).encode()


def open_postgres(address: str) -> Database:
    """Open the database of a URL and bring its schema to the newest revision.

    Raises:
        SettingsError: that is no address of a PostgreSQL database.
        StoreError: it cannot be reached or used.
    """
    return Database.open(
        postgres_url(address), Postgres(), pool_size=_POOL, max_overflow=_OVERFLOW, pool_pre_ping=True
    )


def postgres_url(address: str) -> URL:
    """Read the setting; the driver is ours to choose.

    Raises:
        SettingsError: that is no address of a PostgreSQL database.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _SCHEMES or not url.database:
        message = "setting 'database.url' is no 'postgresql://user@host/database'; correct it"
        raise SettingsError(message)
    return url.set(drivername="postgresql+psycopg")


def _connected(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    driver = cast("Driver[object]", connection)
    driver.adapters.register_dumper(str, _Keepable)
    encoding = driver.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        message = f"database {driver.info.dbname!r} is in {encoding}; create it anew in UTF-8"
        driver.close()
        raise StoreError(message)


def _begun(connection: Connection) -> None:
    if connection.get_execution_options().get("immediate", False):
        connection.exec_driver_sql(
            f"SELECT set_config('lock_timeout', '{LOCK_WAIT_S}s', true), pg_advisory_xact_lock({_WRITERS})"
        )
