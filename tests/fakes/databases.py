"""Fresh databases for tests: migrated once a run, copied for each test; SQLite unless told otherwise."""

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.store.database import Database, sqlite_url

_servers = []
_places = {}


@cache
def _migrated():
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.sqlite3"
        database = Database.open(sqlite_url(path))
        database.forget_deleted()
        database.close()
        return path.read_bytes()


def fresh_database(path):
    """Give an open, empty database of the newest schema at `path`."""
    if _servers:
        _places[path] = _servers[-1].fresh()
    else:
        path.write_bytes(_migrated())
    return same_database(path)


def same_database(path):
    """Open what stands at `path` once more, as another process would."""
    if path not in _places:
        return Database.open(sqlite_url(path))
    from assistant.store.postgres import open_postgres

    return open_postgres(_places[path])


def unguard(session):
    """Let a transaction leave references that lead nowhere, as who tampers with a database may."""
    dialect = session.get_bind().dialect.name
    words = {
        "sqlite": "PRAGMA defer_foreign_keys = ON",
        "postgresql": "SET LOCAL session_replication_role = replica",
    }
    session.connection().exec_driver_sql(words[dialect])


def stored_bytes(path):
    """Give every byte that the database at `path` keeps in its files."""
    if path in _places:
        return _servers[-1].stored_bytes(_places[path])
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


@contextmanager
def kept_on(server):
    """Let every fresh database be one of that server's."""
    _servers.append(server)
    try:
        yield
    finally:
        _servers.remove(server)
        _places.clear()
