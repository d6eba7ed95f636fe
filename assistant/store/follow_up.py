"""Follow-up plans in SQL: a transaction a step, sealed with what staff look after, each step a link."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from assistant.errors import UnknownPlanError
from assistant.exchange import Role
from assistant.follow_up.plan import Plan
from assistant.store.care_tables import FollowUpRow
from assistant.store.database import Database
from assistant.store.keys import KeyRing, care_of, seal, unseal
from assistant.store.records import ToSeal, append_link

PLANS: Final = "follow_up:"
"""How the decision of a link begins that vouches for a step of a follow-up plan."""
_PLAN: Final = TypeAdapter(Plan)


class SqlFollowUps:
    """Implements `assistant.follow_up.store.FollowUpStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep plans in `database`, beside the records."""
        self._database, self._keys = database, keys

    def add(self, plan: Plan, *, at: datetime) -> None:
        """Keep a new plan."""
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, care_of(plan.person))
            record_id = self._vouch(session, plan, "set", by=plan.doctor, role=Role.DOCTOR.value, at=at)
            session.flush()
            session.add(
                FollowUpRow(
                    plan_id=plan.plan_id,
                    person=plan.person,
                    doctor=plan.doctor,
                    state=plan.state,
                    version=plan.version,
                    next_at=plan.next_at(),
                    changed_at=at,
                    key_id=key_id,
                    sealed=seal(key, _PLAN.dump_json(plan), about=plan.plan_id),
                    record_id=record_id,
                )
            )

    def plan(self, plan_id: str) -> Plan | None:
        """Give a plan, None once its person was erased."""
        with self._database.reading() as session:
            row = session.get(FollowUpRow, plan_id)
            return None if row is None else self._opened(session, row)

    def plans(self) -> tuple[Plan, ...]:
        """List every plan that can be read, the last changed first."""
        return self._listed()

    def of(self, person: str) -> tuple[Plan, ...]:
        """List a person's plans, the last changed first."""
        return self._listed(FollowUpRow.person == person)

    def waiting(self, now: datetime) -> tuple[Plan, ...]:
        """List the active plans of which a round is due."""
        return self._listed(FollowUpRow.state == "active", col(FollowUpRow.next_at) <= now)

    def move(
        self, plan_id: str, step: str, decide: Callable[[Plan], Plan], *, by: str, role: str, at: datetime
    ) -> Plan:
        """Take one step under the write lock; what `decide` raises changes nothing.

        Raises:
            UnknownPlanError: there is no such plan.
        """
        with self._database.writing() as session:
            row = session.exec(
                select(FollowUpRow).where(FollowUpRow.plan_id == plan_id).with_for_update()
            ).first()
            key = None if row is None else self._keys.key(session, row.key_id)
            if row is None or key is None:
                message = "no such plan; look at the list again"
                raise UnknownPlanError(message)
            after = decide(_PLAN.validate_json(unseal(key, row.sealed, about=plan_id)))
            row.state, row.version = after.state, after.version
            row.next_at, row.changed_at = after.next_at(), at
            row.sealed = seal(key, _PLAN.dump_json(after), about=plan_id)
            session.add(row)
            session.flush()
            self._vouch(session, after, step, by=by, role=role, at=at)
        return after

    def _listed(self, *which: object) -> tuple[Plan, ...]:
        with self._database.reading() as session:
            wanted = select(FollowUpRow).order_by(
                col(FollowUpRow.changed_at).desc(), col(FollowUpRow.plan_id)
            )
            for one in which:
                wanted = wanted.where(one)  # type: ignore[arg-type] # columns compared with values
            found = (self._opened(session, row) for row in session.exec(wanted).all())
            return tuple(plan for plan in found if plan is not None)

    def _opened(self, session: Session, row: FollowUpRow) -> Plan | None:
        key = self._keys.key(session, row.key_id)
        return None if key is None else _PLAN.validate_json(unseal(key, row.sealed, about=row.plan_id))

    def _vouch(self, session: Session, plan: Plan, step: str, *, by: str, role: str, at: datetime) -> str:
        """Append the link: who did what with which version; the words stand in the plan alone."""
        told = {"plan": plan.plan_id, "step": step, "version": plan.version, "state": plan.state, "by": by}
        content = ToSeal(
            person=plan.person,
            role=role,
            decision=f"{PLANS}{step}",
            plain=json.dumps(told, sort_keys=True).encode(),
            versions={"plan": plan.plan_id, "by": by},
            care=True,
        )
        return append_link(session, self._keys, content, at=at)
