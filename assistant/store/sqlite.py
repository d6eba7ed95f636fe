"""SQLite: the write-ahead log, the write lock from a transaction's start, and its faults in clear words."""

from __future__ import annotations

import shutil
import sqlite3
import time
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.errors import DiskFullError, StoreError
from assistant.store.vendor import LOCK_WAIT_S

_RETRY_S: Final = 0.02
_LEAST_ROOM: Final = 1_000_000
_PRAGMAS: Final = (
    f"PRAGMA busy_timeout = {LOCK_WAIT_S * 1000}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_CLEAR_WORDS: Final = {
    "locked": "another process has held {where} for more than 10 s; stop it or try again",
    "malformed": "{where} is damaged; restore it from a backup",
    "not a database": "{where} is no database of ours; move it away or restore a backup",
    "readonly": "{where} cannot be written; check its owner and permissions",
    "unable to open": "{where} cannot be opened; check that its folder exists and may be written",
}


class Sqlite:
    """Implements `assistant.store.vendor.Vendor` for one file that several processes may open."""

    def prepare(self, engine: Engine) -> None:
        """Set the pragmas of every connection, and let us begin transactions."""
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)

    def reader(self, engine: Engine) -> Engine:
        """Give the engine: a read transaction of the write-ahead log sees one state."""
        return engine

    def where(self, engine: Engine) -> str:
        """Give the file's path."""
        return engine.url.database or engine.url.render_as_string(hide_password=True)

    def forget_deleted(self, engine: Engine) -> None:
        """Drop deleted bytes from the write-ahead log too; `secure_delete` overwrote them in the file.

        Raises:
            StoreError: somebody reads at the moment.
        """
        with engine.connect() as connection:
            raw = connection.connection.cursor()  # past SQLAlchemy, which would open a transaction
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            outcome = raw.fetchone()
            raw.close()
        if outcome is None or outcome[0]:
            where = self.where(engine)
            message = f"{where} is being read, so deleted keys are still in its log; erase again"
            raise StoreError(message)

    def in_clear_words(self, fault: Exception, *, where: str) -> StoreError | None:
        """Say what a fault of SQLite means."""
        said = str(fault.orig) if isinstance(fault, DBAPIError) else str(fault)
        if "disk is full" in said or "No space left" in said or _no_room(Path(where)):
            return DiskFullError(f"no room left for {where}; free some space, nothing was half-written")
        for sign, words in _CLEAR_WORDS.items():
            if sign in said:
                return StoreError(words.format(where=where))
        return None


def _no_room(file: Path) -> bool:
    """Say whether a failure can only be want of room: SQLite calls that by several other names."""
    return file.is_absolute() and file.exists() and shutil.disk_usage(file.parent).free < _LEAST_ROOM


def _connected(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    # The driver must not open transactions of its own: `_begun` does, DDL included.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    _log_ahead(cursor)
    cursor.close()


def _log_ahead(cursor: DBAPICursor) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself when others switch a new file too."""
    end = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() > end:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _begun(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
