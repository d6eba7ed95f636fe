"""The stop button in SQL: an act and its link of the record chain are one transaction."""

from __future__ import annotations

from typing import Final

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from assistant.safety.stop import Act
from assistant.store.database import Database
from assistant.store.keys import KeyRing
from assistant.store.records import ToSeal, append_link
from assistant.store.safety_tables import StopActRow

SAFETY: Final = "safety:"
"""How the decision of a link begins that vouches for an act of the safety officer's rooms."""

_ACT: Final = TypeAdapter(Act)


class SqlActs:
    """Implements `assistant.safety.stop.ActStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep acts in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, act: Act, *, role: str) -> None:
        """Keep an act."""
        with self._database.writing() as session:
            content = ToSeal(
                person=act.by, role=role, decision=f"{SAFETY}{act.act}", plain=_ACT.dump_json(act)
            )
            record_id = append_link(session, self._keys, content, at=act.at)
            session.flush()
            session.add(StopActRow(act=act.act, by=act.by, at=act.at, reason=act.reason, record_id=record_id))

    def acts(self, limit: int) -> tuple[Act, ...]:
        """List the newest acts, the newest first."""
        with self._database.reading() as session:
            return tuple(_newest(session, limit))


def _newest(session: Session, limit: int) -> list[Act]:
    rows = session.exec(select(StopActRow).order_by(col(StopActRow.number).desc()).limit(limit)).all()
    return [
        Act(act="stop" if row.act == "stop" else "start", by=row.by, at=row.at, reason=row.reason)
        for row in rows
    ]
