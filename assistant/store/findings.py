"""Outside findings in SQL: a transaction a step, each step a link, patients' words sealed per patient."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import TypeAdapter
from sqlmodel import Session, col, or_, select

from assistant.errors import DuplicateFindingError, UnknownFindingError
from assistant.findings.finding import Case, Source, Standing
from assistant.findings.store import Acted, Anew, Posting, TaskTurn, Turned
from assistant.handover.packet import Packet
from assistant.store.database import Database
from assistant.store.findings_tables import (
    FindingExaminedRow,
    FindingRow,
    FindingSourceRow,
    FindingStepRow,
    FindingTicketRow,
)
from assistant.store.keys import KeyRing, care_of, seal, unseal
from assistant.store.records import OPERATOR, ToSeal, append_link
from assistant.store.tables import ChainHeadRow, TaskRow
from assistant.store.worklist import Said, add_task, move_task
from assistant.worklist.task import LIVE, Task, folded_ticket

FINDINGS: Final = "finding:"
"""How the decision of a link begins that vouches for a step on an outside finding."""

_CASE: Final = TypeAdapter(Case)
_SOURCE: Final = TypeAdapter(Source)


class SqlFindings:
    """Implements `assistant.findings.store.FindingStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep cases in `database`, beside the tasks that review them."""
        self._database, self._keys = database, keys

    def put_source(self, source: Source, *, by: str, at: datetime) -> None:
        """Keep a source, or what changed of it."""
        with self._database.writing() as session:
            row = session.get(FindingSourceRow, source.name) or FindingSourceRow(
                name=source.name, settled="", changed_at=at
            )
            row.settled, row.changed_at = _SOURCE.dump_json(source).decode(), at
            session.add(row)
            self._note(session, "source", asdict(source), by=by, at=at)

    def sources(self) -> tuple[Source, ...]:
        """List the sources by name."""
        with self._database.reading() as session:
            rows = session.exec(select(FindingSourceRow).order_by(col(FindingSourceRow.name)))
            return tuple(_SOURCE.validate_json(row.settled) for row in rows)

    def put_examined(self, source: str, month: str, examined: int, *, by: str, at: datetime) -> None:
        """Keep how many a source examined in a month; a later number replaces an earlier one."""
        with self._database.writing() as session:
            row = session.get(FindingExaminedRow, (source, month))
            if row is not None and row.examined == examined:
                return
            row = row or FindingExaminedRow(source=source, month=month, examined=0)
            row.examined = examined
            session.add(row)
            told = {"source": source, "month": month, "examined": examined}
            self._note(session, "examined", told, by=by, at=at)

    def examined(self) -> Mapping[tuple[str, str], int]:
        """Give how many each source examined, by source and month."""
        with self._database.reading() as session:
            return {(row.source, row.month): row.examined for row in session.exec(select(FindingExaminedRow))}

    def posted(self, source: str, posting: Posting) -> Case | None:
        """Give the case of a posting that came before."""
        with self._database.reading() as session:
            return self._posted(session, source, posting)

    def take(self, case: Case, task: Task, packet: Packet, posting: Posting, *, owner: str) -> Case:
        """Keep a case with its review task, both or neither; the same posting gives the case it made."""
        source, external = case.finding.source, case.finding.external_id
        with self._database.writing() as session:
            session.exec(
                select(ChainHeadRow).with_for_update()
            ).one()  # two of the same come one after another
            held = self._posted(session, source, posting)
            if held is not None:
                return held
            tag = self._tag("finding", source, external)
            if session.exec(select(FindingRow).where(FindingRow.external_tag == tag)).first() is not None:
                message = (
                    f"{source!r} posted finding {external!r} before, under another key; it is reviewed once"
                )
                raise DuplicateFindingError(message)
            acted = Acted(step="post", by=source, role="source", at=case.flagged_at)
            record_id = self._vouch(session, case, acted, owner)
            add_task(session, self._keys, replace(task, record_id=record_id), packet, same=tag)
            key_id, key = self._keys.key_for(session, care_of(owner))
            session.flush()
            session.add(
                FindingRow(
                    **_columns(case),
                    task_id=task.task_id,
                    external_tag=tag,
                    posting_tag=self._tag("posting", source, posting.key),
                    sha256=posting.sha256,
                    owner=owner,
                    key_id=key_id,
                    sealed=_sealed(key, case),
                )
            )
            session.flush()
            session.add(_step_row(case, acted, record_id))
        return case

    def case(self, reference: str) -> Case | None:
        """Give a case by id or ticket number; None also once its patient was erased."""
        with self._database.reading() as session:
            named = or_(
                col(FindingRow.case_id) == reference, col(FindingRow.ticket) == folded_ticket(reference)
            )
            row = session.exec(select(FindingRow).where(named)).first()
            if row is None and (past := session.get(FindingTicketRow, folded_ticket(reference))) is not None:
                row = session.get(FindingRow, past.case_id)
            return None if row is None else self._opened(session, row)

    def cases(self, standings: Collection[Standing] | None = None) -> tuple[Case, ...]:
        """List cases, the oldest first; those of erased patients are left out."""
        wanted = select(FindingRow).order_by(col(FindingRow.flagged_at), col(FindingRow.case_id))
        if standings is not None:
            wanted = wanted.where(col(FindingRow.standing).in_([one.value for one in standings]))
        with self._database.reading() as session:
            found = (self._opened(session, row) for row in session.exec(wanted).all())
            return tuple(case for case in found if case is not None)

    def late(self, now: datetime) -> tuple[Case, ...]:
        """List the cases that nobody moved in time."""
        wanted = select(FindingRow).where(col(FindingRow.escalate_at) <= now)
        with self._database.reading() as session:
            found = (self._opened(session, row) for row in session.exec(wanted).all())
            return tuple(case for case in found if case is not None)

    def numbered(self, source: str, external_id: str) -> Case | None:
        """Give the case of what a source calls by this number of its own."""
        tag = self._tag("finding", source, external_id)
        with self._database.reading() as session:
            row = session.exec(select(FindingRow).where(FindingRow.external_tag == tag)).first()
            return None if row is None else self._opened(session, row)

    def move(
        self,
        case_id: str,
        acted: Acted,
        decide: Callable[[Case], Case],
        *,
        task: TaskTurn | None = None,
        anew: Anew | None = None,
    ) -> Case:
        """Take one step under the write lock, with the task's, and with a new review where they are given."""
        with self._database.writing() as session:
            row = session.exec(
                select(FindingRow).where(FindingRow.case_id == case_id).with_for_update()
            ).first()
            key = None if row is None else self._keys.key(session, row.key_id)
            if row is None or key is None:
                message = "no such finding; look the number up again"
                raise UnknownFindingError(message)
            before = _CASE.validate_json(unseal(key, row.sealed, about=case_id))
            if acted.key is not None and _done(session, case_id, acted.key):
                return before
            after = decide(before)
            row.sqlmodel_update({**_columns(after), "sealed": _sealed(key, after)})
            session.add(row)
            session.flush()
            record_id = self._vouch(session, after, acted, row.owner)
            session.add(_step_row(after, acted, record_id))
            if task is not None:
                said = Said(role=acted.role)
                move_task(session, self._keys, row.task_id, task.move, task.decide, said)
            if anew is not None:
                self._review_anew(session, row, before.ticket, anew, anew.opened(after), record_id, acted)
        return after

    def _review_anew(
        self,
        session: Session,
        row: FindingRow,
        earlier: str,
        anew: Anew,
        opened: tuple[Task, Packet] | None,
        record_id: str,
        acted: Acted,
    ) -> None:
        """End a review that still waits, and open the next one under its own number."""
        held = session.get(TaskRow, row.task_id)
        if held is not None and held.state in LIVE:
            said = Said(role=acted.role, note=acted.step)
            move_task(session, self._keys, row.task_id, anew.end.move, anew.end.decide, said)
        if opened is None:
            return
        task, packet = opened
        add_task(session, self._keys, replace(task, record_id=record_id), packet, same=row.external_tag)
        session.flush()
        row.task_id = task.task_id
        session.add_all([row, FindingTicketRow(ticket=earlier, case_id=row.case_id)])

    def history(self, case_id: str) -> tuple[Turned, ...]:
        """List a case's steps, oldest first."""
        wanted = select(FindingStepRow).where(FindingStepRow.case_id == case_id)
        with self._database.reading() as session:
            return tuple(
                Turned(version=row.version, step=row.step, by=row.by, at=row.at, record_id=row.record_id)
                for row in session.exec(wanted.order_by(col(FindingStepRow.version)))
            )

    def owner_of(self, reference: str) -> str:
        """Name the pseudo person under whose key what is kept of a patient is sealed."""
        return f"patient:{self._keys.master.tag('patient', reference)[:32]}"

    def _posted(self, session: Session, source: str, posting: Posting) -> Case | None:
        tag = self._tag("posting", source, posting.key)
        row = session.exec(select(FindingRow).where(FindingRow.posting_tag == tag)).first()
        sha256 = "" if row is None else row.sha256
        if row is None:
            later = select(FindingStepRow).where(col(FindingStepRow.caller_key).startswith(f"post:{tag}:"))
            step = session.exec(later).first()
            if step is None:
                return None
            row, sha256 = session.get(FindingRow, step.case_id), (step.caller_key or "").rpartition(":")[2]
        if row is None or sha256 != posting.sha256:
            message = "this Idempotency-Key came with another content before; draw a new one for each finding"
            raise DuplicateFindingError(message)
        return self._opened(session, row)

    def key_of(self, source: str, posting: Posting) -> str:
        """Give the key under which a later posting about a case is kept, so that it happens once."""
        return f"post:{self._tag('posting', source, posting.key)}:{posting.sha256}"

    def _tag(self, purpose: str, *parts: str) -> str:
        return self._keys.master.tag(purpose, json.dumps(parts))

    def _opened(self, session: Session, row: FindingRow) -> Case | None:
        key = self._keys.key(session, row.key_id)
        return None if key is None else _CASE.validate_json(unseal(key, row.sealed, about=row.case_id))

    def _vouch(self, session: Session, case: Case, acted: Acted, owner: str) -> str:
        """Append the link: who took which step on which case of which source."""
        content = ToSeal(
            person=owner,
            role=acted.role,
            decision=f"{FINDINGS}{acted.step}",
            plain=_CASE.dump_json(case),
            versions={
                "finding": case.case_id,
                "source": case.finding.source,
                "system": case.finding.version or "unknown",
                "by": acted.by,
            },
            care=True,
        )
        return append_link(session, self._keys, content, at=acted.at)

    def _note(
        self, session: Session, what: str, told: Mapping[str, object], *, by: str, at: datetime
    ) -> None:
        content = ToSeal(
            person=OPERATOR,
            role="admin" if what == "source" else "source",
            decision=f"{FINDINGS}{what}",
            plain=json.dumps(told, ensure_ascii=False, sort_keys=True).encode(),
            versions={"by": by},
        )
        append_link(session, self._keys, content, at=at)


def _columns(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.case_id,
        "ticket": case.ticket,
        "source": case.finding.source,
        "standing": case.standing.value,
        "version": case.version,
        "flagged_at": case.flagged_at,
        "escalate_at": case.escalate_at,
    }


def _sealed(key: AESGCM, case: Case) -> bytes:
    return seal(key, _CASE.dump_json(case), about=case.case_id)


def _done(session: Session, case_id: str, key: str) -> bool:
    found = select(FindingStepRow).where(FindingStepRow.case_id == case_id, FindingStepRow.caller_key == key)
    return session.exec(found).first() is not None


def _step_row(case: Case, acted: Acted, record_id: str) -> FindingStepRow:
    return FindingStepRow(
        case_id=case.case_id,
        version=case.version,
        step=acted.step,
        by=acted.by,
        at=acted.at,
        caller_key=acted.key,
        record_id=record_id,
    )
