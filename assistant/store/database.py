"""The database: opened, brought to the newest schema, and every fault said in clear words."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from assistant.errors import DiskFullError, StoreError

_MIGRATIONS = Path(__file__).with_name("migrations")
_BUSY_MS = 10_000
_RETRY_S = 0.02
_LEAST_ROOM = 1_000_000
_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
_CLEAR_WORDS = {
    "locked": "another process has held {where} for more than 10 s; stop it or try again",
    "malformed": "{where} is damaged; restore it from a backup",
    "not a database": "{where} is no database of ours; move it away or restore a backup",
    "readonly": "{where} cannot be written; check its owner and permissions",
    "unable to open": "{where} cannot be opened; check that its folder exists and may be written",
}


class Database:
    """One SQL database; sessions commit as a whole or leave nothing behind.

    Every fault leaves as `StoreError` or `DiskFullError`; their messages never hold a statement's values.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(immediate=True)
        self.where = engine.url.database or engine.url.render_as_string(hide_password=True)

    @classmethod
    def open(cls, url: str | URL) -> Database:
        """Connect and bring the schema to its newest revision.

        Raises:
            StoreError: the database cannot be opened, is damaged, or was written by a newer release.
        """
        engine = create_engine(url, hide_parameters=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        database = cls(engine)
        try:
            database.migrate()
        except StoreError:
            engine.dispose()
            raise
        return database

    def migrate(self, revision: str = "head") -> None:
        """Bring the schema to a revision, upwards or downwards, all steps or none."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with self._translated():
            self._run_migration(config, revision)

    def _run_migration(self, config: Config, revision: str) -> None:
        with self._writer.begin() as connection:
            config.attributes["connection"] = connection
            steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()][::-1]
            held = _held_revision(connection)
            if held is not None and held not in steps:
                message = f"{self.where} was written by a newer release (schema {held}); install that one"
                raise StoreError(message)
            goal = steps[-1] if revision == "head" else revision
            behind = held is None or (goal in steps and steps.index(held) <= steps.index(goal))
            (command.upgrade if behind else command.downgrade)(config, goal)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one consistent state and changes nothing."""
        with self._translated(), Session(self._engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that holds the write lock from its start and commits at its end."""
        with self._translated(), Session(self._writer) as session, session.begin():
            yield session

    def forget_deleted(self) -> None:
        """Drop deleted bytes from the write-ahead log too (SQLite; others keep none to be read)."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._translated(), self._engine.connect() as connection:
            raw = connection.connection.cursor()  # past SQLAlchemy, which would open a transaction
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            outcome = raw.fetchone()
            raw.close()
        if outcome is None or outcome[0]:
            message = f"{self.where} is being read, so deleted keys are still in its log; erase again"
            raise StoreError(message)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, CommandError) as fault:
            raise self._in_clear_words(fault) from fault

    def _in_clear_words(self, fault: Exception) -> StoreError:
        said = str(fault.orig) if isinstance(fault, DBAPIError) else str(fault)
        if "disk is full" in said or "No space left" in said or _no_room(Path(self.where)):
            return DiskFullError(f"no room left for {self.where}; free some space, nothing was half-written")
        for sign, words in _CLEAR_WORDS.items():
            if sign in said:
                return StoreError(words.format(where=self.where))
        return StoreError(
            f"{self.where} refused the operation ({type(fault).__name__}); run 'yizheng doctor'"
        )


def _no_room(file: Path) -> bool:
    """Say whether a failure can only be want of room: SQLite calls that by several other names."""
    return file.is_absolute() and file.exists() and shutil.disk_usage(file.parent).free < _LEAST_ROOM


def sqlite_url(path: Path) -> URL:
    """Give the URL of a SQLite file, whatever characters its path holds."""
    return URL.create("sqlite", database=str(path))


def _held_revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:  # noqa: ARG001 - SQLAlchemy's signature
    # The driver must not open transactions of its own: `_begin_sqlite` does, DDL included.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    _log_ahead(cursor)
    cursor.close()


def _log_ahead(cursor: DBAPICursor) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself when others switch a new file too."""
    end = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault) or time.monotonic() > end:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
