"""Risk rules in SQL: a step and its link of the record chain are one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from assistant.errors import UnknownDraftError
from assistant.risk.rules import RiskRule, RuleState
from assistant.safety.drafts import Step
from assistant.store.database import Database
from assistant.store.keys import KeyRing
from assistant.store.records import ToSeal, append_link
from assistant.store.safety import SAFETY
from assistant.store.safety_tables import RiskRuleRow

_RULE: Final = TypeAdapter(RiskRule)
_STEPS: Final[dict[RuleState, str]] = {
    "approved": "approve",
    "refused": "refuse",
    "withdrawn": "withdraw",
    "replaced": "replace",
    "proposed": "propose",
}


class SqlRiskRules:
    """Implements `assistant.risk.rules.RuleStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep rules in `database`, beside the records."""
        self._database, self._keys = database, keys

    def propose(self, rule: RiskRule, *, role: str) -> None:
        """Keep a proposal."""
        step = Step(by=rule.author, role=role, at=rule.made_at, reason=rule.reason)
        with self._database.writing() as session:
            session.add(
                RiskRuleRow(
                    rule_id=rule.rule_id,
                    state=rule.state,
                    body=_RULE.dump_json(rule).decode(),
                    record_id=self._vouch(session, rule, step),
                )
            )

    def rules(self) -> tuple[RiskRule, ...]:
        """List all, the newest first."""
        with self._database.reading() as session:
            rows = session.exec(select(RiskRuleRow).order_by(col(RiskRuleRow.number).desc()))
            return tuple(_RULE.validate_json(row.body) for row in rows)

    def in_force(self) -> RiskRule | None:
        """Give the one that is approved."""
        with self._database.reading() as session:
            row = _approved(session)
            return None if row is None else _RULE.validate_json(row.body)

    def decide(
        self, rule_id: str, state: RuleState, check: Callable[[RiskRule], None], step: Step
    ) -> RiskRule:
        """Give a rule its state; approving one replaces the one that held."""
        with self._database.writing() as session:
            row = session.exec(
                select(RiskRuleRow).where(RiskRuleRow.rule_id == rule_id).with_for_update()
            ).first()
            if row is None:
                message = "no such risk rule; look at the list again"
                raise UnknownDraftError(message)
            check(_RULE.validate_json(row.body))
            before = _approved(session)
            if state == "approved" and before is not None:
                self._moved(session, before, "replaced", step)
            return self._moved(session, row, state, step)

    def _moved(self, session: Session, row: RiskRuleRow, state: RuleState, step: Step) -> RiskRule:
        held = _RULE.validate_json(row.body)
        rule = replace(held, state=state, decided_by=step.by, decided_at=step.at)
        row.state, row.body = state, _RULE.dump_json(rule).decode()
        row.record_id = self._vouch(session, rule, step)
        session.add(row)
        session.flush()
        return rule

    def _vouch(self, session: Session, rule: RiskRule, step: Step) -> str:
        """Append the link: who did what with which rule, and why."""
        content = ToSeal(
            person=step.by,
            role=step.role,
            decision=f"{SAFETY}risk:{_STEPS[rule.state]}",
            plain=_RULE.dump_json(rule) + b"\n" + step.reason.encode(),
            versions={"rule": rule.rule_id, "bar": f"{rule.learned.bar:g}"},
        )
        record_id = append_link(session, self._keys, content, at=step.at)
        session.flush()
        return record_id


def _approved(session: Session) -> RiskRuleRow | None:
    return session.exec(select(RiskRuleRow).where(RiskRuleRow.state == "approved")).first()
