"""The book of record forms over a house's database and folder."""

from __future__ import annotations

from pathlib import Path

from assistant.forms import FormBook
from assistant.store.database import Database
from assistant.store.forms import HomeForms, SqlForms
from assistant.store.instant import utc_now
from assistant.store.keys import KeyRing


def form_book(home: Path, database: Database, keys: KeyRing) -> FormBook:
    """Give the book; it brings the home's folder to what was signed last.

    Raises:
        StoreError: the folder cannot be written.
    """
    return FormBook(SqlForms(database, keys), HomeForms(home / "templates"), now=utc_now)
