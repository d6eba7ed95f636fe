"""Who looked when at what changed, and what has been written to the ledger since."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import col, func, select

from assistant.changes.looks import Learned, Look
from assistant.store.database import Database
from assistant.store.tables import EditionRow, LookRow, SupersedesRow, WithdrawalRow
from guidelines import GUIDELINES, EditionId


class SqlLooks:
    """Implements `assistant.changes.looks.LookStore` beside the ledger's own tables."""

    def __init__(self, database: Database, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def last(self, person: str) -> Look | None:
        """Give a person's last look, None before the first."""
        with self._database.reading() as session:
            row = session.get(LookRow, person)
            return None if row is None else Look(at=row.looked_at, added=row.added)

    def now(self) -> Look:
        """Give the look of who sees everything at this moment."""
        with self._database.reading() as session:
            return Look(at=self._now(), added=session.exec(select(func.max(EditionRow.added))).one() or 0)

    def note(self, person: str, look: Look) -> None:
        """Keep a person's look; an older one never takes the place of a newer one."""
        with self._database.writing() as session:
            row = session.get(LookRow, person, with_for_update=True)
            if row is None:
                session.add(LookRow(person=person, looked_at=look.at, added=look.added))
            elif row.looked_at < look.at:
                row.looked_at, row.added = look.at, max(row.added, look.added)

    def since(self, look: Look) -> Learned:
        """Say what the ledger has learned after a look."""
        with self._database.reading() as session:
            added = session.exec(
                select(EditionRow.edition_id).where(
                    col(EditionRow.added) > look.added, EditionRow.collection == GUIDELINES
                )
            ).all()
            withdrawn = session.exec(
                select(WithdrawalRow.edition_id).where(WithdrawalRow.recorded_at > look.at)
            ).all()
            superseding = session.exec(
                select(SupersedesRow.edition_id).where(col(SupersedesRow.recorded_at) > look.at)
            ).all()
        return Learned(added=_ids(added), withdrawn=_ids(withdrawn), superseding=_ids(superseding))


def _ids(found: Sequence[str]) -> frozenset[EditionId]:
    return frozenset(map(EditionId, found))
