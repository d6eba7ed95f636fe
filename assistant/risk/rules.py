"""A proposed bar with what it stands on, what became of it, and the port of its store."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from assistant.risk.cases import Basis
from assistant.risk.control import Learned, Wanted
from assistant.safety.drafts import Step

RuleState = Literal["proposed", "approved", "refused", "replaced", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskRule:
    """One proposal: what is promised, the bar learned for it, on which cases; at most one is `approved`."""

    rule_id: str
    wanted: Wanted
    basis: Basis
    learned: Learned
    author: str
    made_at: datetime
    reason: str
    state: RuleState = "proposed"
    decided_by: str | None = None
    decided_at: datetime | None = None


class RuleStore(Protocol):
    """Keeps rules; a step is one transaction with its link of the chain. Raises `StoreError`."""

    def propose(self, rule: RiskRule, *, role: str) -> None:
        """Keep a proposal; nothing changes yet."""
        ...

    def rules(self) -> tuple[RiskRule, ...]:
        """List all, the newest first."""
        ...

    def in_force(self) -> RiskRule | None:
        """Give the one that is approved, None where the shipped bar holds."""
        ...

    def decide(
        self, rule_id: str, state: RuleState, check: Callable[[RiskRule], None], step: Step
    ) -> RiskRule:
        """Give a rule its state; approving one replaces what held. What `check` raises changes nothing.

        Raises:
            UnknownDraftError: there is no such rule.
        """
        ...


def new_rule_id() -> str:
    """Draw a rule's id."""
    return f"risk_{secrets.token_hex(6)}"
