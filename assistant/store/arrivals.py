"""Who brought which editions, and who took them back: rows, and the link of the chain that vouches for it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, Protocol, cast

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from assistant.store.instant import instant_text, utc_now
from assistant.store.keys import KeyRing
from assistant.store.records import ACTS, OPERATOR, ToSeal, append_link
from assistant.store.tables import ArrivalEditionRow, ArrivalRow, EditionRow
from guidelines import EditionId
from guidelines.arrivals import Arrival, ArrivalId, ArrivalKind, Origin, TakenBack
from guidelines.errors import MetadataError, UnknownReferenceError

ROLLED_BACK: Final = "rolled_back"


class Witness(Protocol):
    """Vouches for an act of the ledger within the act's own transaction."""

    def __call__(self, session: Session, act: str, arrival: Arrival, *, by: str | None) -> None:
        """Put down that `by` did this to the arrival."""
        ...


def unwitnessed(session: Session, act: str, arrival: Arrival, *, by: str | None) -> None:
    """Vouch for nothing."""


def chained(keys: KeyRing, *, now: Callable[[], datetime] = utc_now) -> Witness:
    """Make the witness that appends a link to the chain of records: who, when, what, and the editions."""

    def witness(session: Session, act: str, arrival: Arrival, *, by: str | None) -> None:
        told = {
            "arrival": arrival.arrival_id,
            "editions": list(arrival.editions),
            "reason": None if arrival.taken_back is None else arrival.taken_back.reason,
        }
        content = ToSeal(
            person=by or OPERATOR,
            role="curator",
            decision=f"{ACTS}{act}",
            plain=json.dumps(told, ensure_ascii=False).encode(),
        )
        append_link(session, keys, content, at=now())

    return witness


def note_arrival(session: Session, origin: Origin, editions: Iterable[EditionId]) -> None:
    """Write down that these editions came together."""
    row = ArrivalRow(
        arrival_id=f"a_{secrets.token_hex(6)}",
        kind=origin.kind,
        name=origin.name,
        signed_by=origin.signed_by,
        arrived_by=origin.by,
        arrived_at=utc_now(),
        taken_back_by=None,
        taken_back_at=None,
        reason=None,
    )
    session.add(row)
    session.flush()
    session.connection().execute(
        insert(ArrivalEditionRow), [{"number": row.number, "edition_id": one} for one in editions]
    )


def all_arrivals(session: Session) -> tuple[Arrival, ...]:
    """Read every arrival, the newest first."""
    rows = session.exec(select(ArrivalRow).order_by(col(ArrivalRow.number).desc())).all()
    brought: dict[int | None, list[EditionId]] = {row.number: [] for row in rows}
    pairs = select(ArrivalEditionRow).order_by(col(ArrivalEditionRow.edition_id))
    for pair in session.exec(pairs):
        brought[pair.number].append(EditionId(pair.edition_id))
    return tuple(_arrival(row, brought[row.number]) for row in rows)


def take_back(session: Session, arrival_id: str, *, reason: str, by: str | None) -> Arrival:
    """Mark an arrival and its editions as taken back.

    Raises:
        UnknownReferenceError: there is no such arrival.
        MetadataError: it was rolled back before.
    """
    row = session.exec(select(ArrivalRow).where(ArrivalRow.arrival_id == arrival_id)).first()
    if row is None:
        message = f"no arrival {arrival_id!r}; 'yizheng guidelines arrivals' lists them"
        raise UnknownReferenceError(message)
    if row.taken_back_at is not None:
        message = f"arrival {arrival_id!r} was rolled back at {instant_text(row.taken_back_at)} already"
        raise MetadataError(message)
    row.taken_back_at, row.taken_back_by, row.reason = utc_now(), by, reason
    session.add(row)
    mine = session.exec(
        select(ArrivalEditionRow.edition_id).where(ArrivalEditionRow.number == row.number)
    ).all()
    session.connection().execute(
        update(EditionRow).where(col(EditionRow.edition_id).in_(mine)).values(taken_back_at=row.taken_back_at)
    )
    return _arrival(row, [EditionId(one) for one in sorted(mine)])


def _arrival(row: ArrivalRow, editions: Sequence[EditionId]) -> Arrival:
    taken_back = None
    if row.taken_back_at is not None:
        taken_back = TakenBack(at=row.taken_back_at, by=row.taken_back_by, reason=row.reason or "")
    return Arrival(
        arrival_id=ArrivalId(row.arrival_id),
        origin=Origin(
            kind=cast("ArrivalKind", row.kind), name=row.name, signed_by=row.signed_by, by=row.arrived_by
        ),
        at=row.arrived_at,
        editions=tuple(editions),
        taken_back=taken_back,
    )
