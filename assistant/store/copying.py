"""All rows of a database as plain lines, out of one and into another: the same on SQLite and PostgreSQL.

What is read is one consistent state, also while others write. Columns come from the database itself, so that
rows of an older schema go back into that schema and are brought up to date by its migrations.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final, TypeAlias

from sqlalchemy import Connection, Integer, MetaData, Table, delete, func, insert, select, text

from assistant.errors import StoreError
from assistant.store.database import Database

_REVISION: Final = "alembic_version"
_PRECIOUS: Final = ("record", "account", "edition", "person_key")
_BATCH: Final = 500

Cell: TypeAlias = str | int | float | bool | bytes | date | None


@dataclass(frozen=True, slots=True)
class Rows:
    """A table's name, its columns, and its rows in an order that can be read once."""

    table: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


@contextmanager
def read_rows(database: Database) -> Iterator[Iterator[Rows]]:
    """Give every table, those first that others point at; all are of one moment."""
    with database.reading() as session:
        connection = session.connection()
        yield (_of(connection, table) for table in _tables(connection))


def write_rows(database: Database, tables: Iterable[Rows], *, schema: str) -> Mapping[str, int]:
    """Fill an empty database with rows of a schema, all or nothing, then bring it up to date.

    Returns how many rows each table has got.

    Raises:
        StoreError: it is not empty, or the rows do not belong to that schema.
    """
    refuse_full(database)
    database.migrate(schema)
    with database.writing() as session:
        connection = session.connection()
        known = {one.name: one for one in _tables(connection)}
        for table in reversed(known.values()):
            connection.execute(delete(table))
        counts = {one.table: _fill(connection, known, one) for one in tables}
        _go_on_counting(connection, known.values())
    database.migrate()
    return counts


def refuse_full(database: Database) -> None:
    """Check that nobody has put anything of theirs into a database.

    Raises:
        StoreError: somebody has.
    """
    with database.reading() as session:
        held = [one for one in _tables(session.connection()) if one.name in _PRECIOUS]
        full = [one.name for one in held if session.connection().execute(select(one).limit(1)).first()]
    if full:
        message = f"{database.where} is not empty (table {full[0]!r}); name an empty database"
        raise StoreError(message)


def line_of(row: tuple[Cell, ...]) -> bytes:
    """Write a row as a line."""
    return json.dumps([_plain(cell) for cell in row], ensure_ascii=False).encode("utf-8", "surrogatepass")


def row_of(line: bytes) -> tuple[Cell, ...]:
    """Read a row that `line_of` wrote."""
    return tuple(_cell(one) for one in json.loads(line.decode("utf-8", "surrogatepass")))


def _plain(cell: Cell) -> object:
    if isinstance(cell, bytes):
        return {"bytes": base64.b64encode(cell).decode()}
    return {"date": cell.isoformat()} if isinstance(cell, date) else cell


def _cell(told: object) -> Cell:
    match told:
        case {"bytes": str(text)}:
            return base64.b64decode(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case str() | int() | float() | bool() | None:
            return told
        case _:
            message = "a row of the copy cannot be read; it was changed"
            raise StoreError(message)


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [one for one in found.sorted_tables if one.name != _REVISION]


def _of(connection: Connection, table: Table) -> Rows:
    ordered = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_BATCH)
    rows = (tuple(row) for row in connection.execute(ordered))
    return Rows(table.name, tuple(one.name for one in table.columns), rows)


def _fill(connection: Connection, known: Mapping[str, Table], given: Rows) -> int:
    table = known.get(given.table)
    if table is None or set(given.columns) != {one.name for one in table.columns}:
        message = f"the rows of {given.table!r} belong to another schema; restore with the release that wrote"
        raise StoreError(message)
    count = 0
    while batch := list(islice(given.rows, _BATCH)):
        rows = [dict(zip(given.columns, row, strict=True)) for row in batch]
        connection.execute(insert(table), rows)
        count += len(rows)
    return count


def _go_on_counting(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL's counters go on after the highest number that came along; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        for column in table.primary_key.columns:
            if not isinstance(column.type, Integer):
                continue
            where = {"t": table.name, "c": column.name}
            counter = connection.execute(text("SELECT pg_get_serial_sequence(:t, :c)"), where).scalar()
            highest = connection.execute(select(func.max(column))).scalar()
            if counter is not None and highest is not None:
                connection.execute(text("SELECT setval(:s, :n)"), {"s": counter, "n": highest})
