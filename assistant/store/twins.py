"""Digital twins in SQL: a transaction a step, each step a link of the record chain, sealed per doctor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from assistant.errors import UnknownTwinError
from assistant.store.database import Database
from assistant.store.findings_tables import TwinAnswerRow
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.records import TWINS, ToSeal, append_link
from assistant.store.tables import TwinRow, TwinTalkRow
from assistant.twin.answers import AnswerStep, ApprovedAnswer
from assistant.twin.twin import Twin, TwinStep

PAUSE: Final = timedelta(minutes=30)
"""After so long a silence a talk begins anew."""

_TWIN: Final = TypeAdapter(Twin)
_ANSWER: Final = TypeAdapter(ApprovedAnswer)


class SqlTwins:
    """Implements `assistant.twin.store.TwinStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep twins in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, twin: Twin, *, at: datetime) -> None:
        """Keep a new twin."""
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, twin.doctor)
            sealed = seal(key, _TWIN.dump_json(twin), about=twin.twin_id)
            session.add(
                TwinRow(
                    twin_id=twin.twin_id,
                    doctor=twin.doctor,
                    version=twin.version,
                    made_at=at,
                    key_id=key_id,
                    sealed=sealed,
                )
            )
            session.flush()
            self._vouch(session, twin, "propose", by=twin.doctor, at=at)

    def twin(self, twin_id: str) -> Twin | None:
        """Give a twin by its id, None once its doctor was erased."""
        with self._database.reading() as session:
            row = session.get(TwinRow, twin_id)
            return None if row is None else self._opened(session, row)

    def twins(self) -> tuple[Twin, ...]:
        """List all twins, the newest first."""
        with self._database.reading() as session:
            rows = session.exec(select(TwinRow).order_by(col(TwinRow.made_at).desc(), col(TwinRow.twin_id)))
            found = (self._opened(session, row) for row in rows.all())
            return tuple(twin for twin in found if twin is not None)

    def move(
        self, twin_id: str, step: TwinStep, decide: Callable[[Twin], Twin], *, by: str, at: datetime
    ) -> Twin:
        """Take one step under the write lock; what `decide` raises changes nothing.

        Raises:
            UnknownTwinError: there is no such twin.
        """
        with self._database.writing() as session:
            row = session.exec(select(TwinRow).where(TwinRow.twin_id == twin_id).with_for_update()).first()
            before = None if row is None else self._opened(session, row)
            if row is None or before is None:
                message = "no such twin; look at the list again"
                raise UnknownTwinError(message)
            after = decide(before)
            if after == before:
                return before
            key = self._keys.key(session, row.key_id)
            assert key is not None, "it was opened with this key"  # noqa: S101 - for the type checker
            row.version, row.sealed = after.version, seal(key, _TWIN.dump_json(after), about=twin_id)
            session.add(row)
            session.flush()
            self._vouch(session, after, step, by=by, at=at)
        return after

    def answers(self, twin_id: str) -> tuple[ApprovedAnswer, ...]:
        """List what a doctor approved for a twin, the newest approval first."""
        with self._database.reading() as session:
            rows = session.exec(select(TwinAnswerRow).where(TwinAnswerRow.twin_id == twin_id)).all()
            found = (self._answer(session, row) for row in rows)
            held = [answer for answer in found if answer is not None]
        return tuple(sorted(held, key=lambda one: (one.approved_at, one.answer_id), reverse=True))

    def keep_answer(self, answer: ApprovedAnswer, step: AnswerStep, *, by: str, at: datetime) -> None:
        """Keep a new answer."""
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, by)
            session.add(
                TwinAnswerRow(
                    answer_id=answer.answer_id,
                    twin_id=answer.twin_id,
                    version=answer.version,
                    key_id=key_id,
                    sealed=seal(key, _ANSWER.dump_json(answer), about=answer.answer_id),
                )
            )
            session.flush()
            self._vouch_answer(session, answer, step, by=by, at=at)

    def move_answer(
        self,
        answer_id: str,
        step: AnswerStep,
        decide: Callable[[ApprovedAnswer], ApprovedAnswer],
        *,
        by: str,
        at: datetime,
    ) -> ApprovedAnswer:
        """Take one step under the write lock; what `decide` raises changes nothing."""
        wanted = select(TwinAnswerRow).where(TwinAnswerRow.answer_id == answer_id).with_for_update()
        with self._database.writing() as session:
            row = session.exec(wanted).first()
            key = None if row is None else self._keys.key(session, row.key_id)
            if row is None or key is None:
                message = "no such approved answer; look at the list again"
                raise UnknownTwinError(message)
            before = _ANSWER.validate_json(unseal(key, row.sealed, about=answer_id))
            after = decide(before)
            if after == before:
                return before
            row.version, row.sealed = after.version, seal(key, _ANSWER.dump_json(after), about=answer_id)
            session.add(row)
            session.flush()
            self._vouch_answer(session, after, step, by=by, at=at)
        return after

    def talked(self, twin_id: str, person: str, at: datetime) -> datetime:
        """Note that a person talks with a twin now; gives when this talk began, or was last reminded of."""
        with self._database.writing() as session:
            row = session.get(TwinTalkRow, (twin_id, person))
            if row is None:
                row = TwinTalkRow(twin_id=twin_id, person=person, began_at=at, last_at=at)
            elif at - row.last_at > PAUSE:
                row.began_at = at
            row.last_at = at
            session.add(row)
            return row.began_at

    def remind(self, twin_id: str, person: str, at: datetime) -> None:
        """Let the talk count from now on again."""
        with self._database.writing() as session:
            row = session.get(TwinTalkRow, (twin_id, person))
            if row is not None:
                row.began_at = row.last_at = at
                session.add(row)

    def _opened(self, session: Session, row: TwinRow) -> Twin | None:
        key = self._keys.key(session, row.key_id)
        return None if key is None else _TWIN.validate_json(unseal(key, row.sealed, about=row.twin_id))

    def _answer(self, session: Session, row: TwinAnswerRow) -> ApprovedAnswer | None:
        key = self._keys.key(session, row.key_id)
        return None if key is None else _ANSWER.validate_json(unseal(key, row.sealed, about=row.answer_id))

    def _vouch_answer(
        self, session: Session, answer: ApprovedAnswer, step: AnswerStep, *, by: str, at: datetime
    ) -> None:
        """Append the link: which answer of which twin, with the hash of what was signed."""
        content = ToSeal(
            person=by,
            role="doctor",
            decision=f"{TWINS}{step}",
            plain=_ANSWER.dump_json(answer),
            versions={"twin": answer.twin_id, "answer": answer.answer_id, "sha256": answer.digest()},
        )
        append_link(session, self._keys, content, at=at)

    def _vouch(self, session: Session, twin: Twin, step: TwinStep, *, by: str, at: datetime) -> None:
        """Append the link: who did what, with which card and consent."""
        consent = "" if twin.consent is None else twin.consent.digest()
        content = ToSeal(
            person=twin.doctor,
            role="doctor" if by == twin.doctor else "overseer",
            decision=f"{TWINS}{step}",
            plain=_TWIN.dump_json(twin),
            versions={"twin": twin.twin_id, "card": twin.card.digest(), "consent": consent, "by": by},
        )
        append_link(session, self._keys, content, at=at)
