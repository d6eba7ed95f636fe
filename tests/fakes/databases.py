"""Fresh databases for tests: migrated once a run, copied for each test."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.store.database import Database, sqlite_url


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
    path.write_bytes(_migrated())
    return Database.open(sqlite_url(path))
