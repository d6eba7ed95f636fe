"""The policy's versions in SQL, its files in the home, and the texts that people asked lately."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Final, get_args

from pydantic import TypeAdapter
from sqlmodel import Session, col, or_, select

from assistant.audit import OUTCOMES
from assistant.errors import StoreError, UnknownDraftError
from assistant.gate.policy import FILE, policy_text
from assistant.safety.drafts import DraftState, How, InForce, PolicyDraft, Step
from assistant.safety.preview import Text
from assistant.store.atomic import write_whole
from assistant.store.database import Database
from assistant.store.keys import KeyRing, unseal
from assistant.store.records import ToSeal, append_link
from assistant.store.safety import SAFETY
from assistant.store.safety_tables import PolicyDraftRow, PolicyForceRow
from assistant.store.tables import RecordBodyRow, RecordRow
from assistant.store.transcript import load_transcript
from assistant.triage.departments import FILE as DEPARTMENTS

_DRAFT: Final = TypeAdapter(PolicyDraft)
_STATES: Final[dict[str, DraftState]] = {one: one for one in get_args(DraftState)}
_HOW: Final[dict[str, How]] = {one: one for one in get_args(How)}


class SqlPolicies:
    """Implements `assistant.safety.drafts.PolicyStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep versions in `database`, beside the records."""
        self._database, self._keys = database, keys

    def propose(self, draft: PolicyDraft, *, role: str) -> PolicyDraft:
        """Keep a draft; gives it with its number."""
        step = Step(by=draft.author, role=role, at=draft.made_at, reason=draft.reason)
        with self._database.writing() as session:
            return _draft(self._kept(session, draft, step, "propose"))

    def drafts(self) -> tuple[PolicyDraft, ...]:
        """List all versions, the newest first."""
        with self._database.reading() as session:
            rows = session.exec(select(PolicyDraftRow).order_by(col(PolicyDraftRow.number).desc()))
            return tuple(_draft(row) for row in rows.all())

    def force(self) -> tuple[InForce, ...]:
        """List what came into force, the newest first."""
        with self._database.reading() as session:
            rows = session.exec(select(PolicyForceRow).order_by(col(PolicyForceRow.number).desc()))
            return tuple(_force(row) for row in rows.all())

    def refuse(self, draft_id: str, check: Callable[[PolicyDraft], None], step: Step) -> PolicyDraft:
        """Put a draft away."""
        with self._database.writing() as session:
            row = _row(session, draft_id)
            check(_draft(row))
            self._decided(session, row, "refused", step)
            return _draft(row)

    def approve(
        self, draft_id: str, check: Callable[[PolicyDraft], None], step: Step, *, found: PolicyDraft
    ) -> InForce:
        """Bring a draft into force."""
        with self._database.writing() as session:
            row = _row(session, draft_id)
            check(_draft(row))
            if session.exec(select(PolicyForceRow.number).limit(1)).first() is None:
                before = self._kept(session, found, step, "found")
                self._in_force(session, before, "found", step, record_id=before.record_id)
            record_id = self._decided(session, row, "approved", step)
            return self._in_force(session, row, "approve", step, record_id=record_id)

    def bring_back(self, draft_id: str, step: Step) -> InForce:
        """Bring an earlier version into force again."""
        with self._database.writing() as session:
            row = _row(session, draft_id)
            record_id = self._vouch(session, _draft(row), step, "roll_back")
            return self._in_force(session, row, "roll_back", step, record_id=record_id)

    def _kept(self, session: Session, draft: PolicyDraft, step: Step, what: str) -> PolicyDraftRow:
        row = PolicyDraftRow(
            draft_id=draft.draft_id,
            base=draft.base,
            policy=draft.policy,
            departments=draft.departments,
            author=draft.author,
            made_at=draft.made_at,
            reason=draft.reason,
            state=draft.state,
            decided_by=None,
            decided_at=None,
            record_id=self._vouch(session, draft, step, what),
        )
        # A version's number is its place: what was found stands before every draft that was made from it.
        if draft.state == "found":
            row.number = 0
        session.add(row)
        session.flush()
        return row

    def _decided(self, session: Session, row: PolicyDraftRow, state: DraftState, step: Step) -> str:
        row.state, row.decided_by, row.decided_at = state, step.by, step.at
        session.add(row)
        session.flush()
        return self._vouch(session, _draft(row), step, "approve" if state == "approved" else "refuse")

    def _in_force(
        self, session: Session, row: PolicyDraftRow, how: How, step: Step, *, record_id: str
    ) -> InForce:
        made = PolicyForceRow(
            draft_id=row.draft_id, how=how, by=step.by, at=step.at, reason=step.reason, record_id=record_id
        )
        session.add(made)
        session.flush()
        return _force(made)

    def _vouch(self, session: Session, draft: PolicyDraft, step: Step, what: str) -> str:
        """Append the link: who did what with which content."""
        content = ToSeal(
            person=step.by,
            role=step.role,
            decision=f"{SAFETY}policy:{what}",
            plain=_DRAFT.dump_json(draft),
            versions={"draft": draft.draft_id, "content": draft.digest, "base": draft.base},
        )
        record_id = append_link(session, self._keys, content, at=step.at)
        session.flush()
        return record_id


class HomePolicyFiles:
    """Implements `assistant.safety.drafts.PolicyFiles` in a home's folder."""

    def __init__(self, home: Path) -> None:
        """Read and write the files of `home`."""
        self._home = home

    def read(self) -> tuple[str, str]:
        """Give the words of both files as they stand: the hospital's own, the packaged ones else."""
        own = self._home / DEPARTMENTS
        try:
            departments = (
                own.read_text("utf-8")
                if own.is_file()
                else resources.files("assistant.triage").joinpath(DEPARTMENTS).read_text("utf-8")
            )
        except (OSError, UnicodeDecodeError) as fault:
            message = f"{own} cannot be read: {type(fault).__name__}; correct or remove it"
            raise StoreError(message) from fault
        return policy_text(self._home)[0], departments

    def write(self, policy: str, departments: str) -> None:
        """Let both say this from now on."""
        for name, stands, wanted in zip((FILE, DEPARTMENTS), self.read(), (policy, departments), strict=True):
            if stands != wanted:
                write_whole(self._home / name, wanted.encode())


class SqlRecentTexts:
    """Implements `assistant.safety.preview.RecentTexts` over the records."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Read what the recorder wrote."""
        self._database, self._keys = database, keys

    def recent(self, limit: int) -> tuple[Text, ...]:
        """List the newest recorded questions, the newest first."""
        asked = or_(*(col(RecordRow.decision).startswith(one) for one in sorted(OUTCOMES)))
        with self._database.reading() as session:
            rows = session.exec(
                select(RecordRow, RecordBodyRow)
                .join(RecordBodyRow, col(RecordBodyRow.record_id) == col(RecordRow.record_id))
                .where(asked)
                .order_by(col(RecordRow.seq).desc())
                .limit(limit)
            ).all()
            found = (self._text(session, row, body) for row, body in rows)
            return tuple(one for one in found if one is not None)

    def _text(self, session: Session, row: RecordRow, body: RecordBodyRow) -> Text | None:
        key = self._keys.key(session, body.key_id)
        if key is None:
            return None
        question, _ = load_transcript(unseal(key, body.sealed, about=row.record_id))
        return Text(
            source="recorded",
            id=row.record_id,
            text=question.text,
            role=question.asker.role,
            history=question.history,
        )


def _row(session: Session, draft_id: str) -> PolicyDraftRow:
    row = session.exec(
        select(PolicyDraftRow).where(PolicyDraftRow.draft_id == draft_id).with_for_update()
    ).first()
    if row is None:
        message = "no such draft of the policy; look at the list again"
        raise UnknownDraftError(message)
    return row


def _draft(row: PolicyDraftRow) -> PolicyDraft:
    return PolicyDraft(
        draft_id=row.draft_id,
        base=row.base,
        policy=row.policy,
        departments=row.departments,
        author=row.author,
        made_at=row.made_at,
        reason=row.reason,
        state=_STATES[row.state],
        number=row.number or 0,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _force(row: PolicyForceRow) -> InForce:
    return InForce(
        number=row.number or 0,
        draft_id=row.draft_id,
        how=_HOW[row.how],
        by=row.by,
        at=row.at,
        reason=row.reason,
    )
