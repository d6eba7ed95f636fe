"""What differs between the databases that we know; everything else of `assistant.store` is the same SQL."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import Engine

from assistant.errors import StoreError

LOCK_WAIT_S = 10
"""How long a writer waits for another process."""

TURN_WAIT_S = 60
"""How long a writer waits for others of its own process."""


class Vendor(Protocol):
    """Makes an engine keep the law of `database.Database`: one writer at a time, readers see one state."""

    def prepare(self, engine: Engine) -> None:
        """Arrange for every connection and every transaction of the engine to keep the law."""
        ...

    def reader(self, engine: Engine) -> Engine:
        """Give the engine whose transactions see one consistent state."""
        ...

    def where(self, engine: Engine) -> str:
        """Name the database for people, without a password."""
        ...

    def forget_deleted(self, engine: Engine) -> None:
        """Make deleted bytes unreadable as far as the database can.

        Raises:
            StoreError: it could not now; ask again.
        """
        ...

    def in_clear_words(self, fault: Exception, *, where: str) -> StoreError | None:
        """Say what a fault means, without a statement's values; None where nothing is known of it."""
        ...
