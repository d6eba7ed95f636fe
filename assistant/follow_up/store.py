"""The port of the store that keeps plans."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from assistant.follow_up.plan import Plan


class FollowUpStore(Protocol):
    """Keeps plans sealed under the key of what staff look after for a person; an erased person's are gone.

    Each step is one transaction with a link of the chain that holds no words. Raises `StoreError`; what
    `decide` raises changes nothing.
    """

    def add(self, plan: Plan, *, at: datetime) -> None:
        """Keep a new plan."""
        ...

    def plan(self, plan_id: str) -> Plan | None:
        """Give a plan."""
        ...

    def plans(self) -> tuple[Plan, ...]:
        """List every plan that can be read, the last changed first."""
        ...

    def of(self, person: str) -> tuple[Plan, ...]:
        """List a person's plans, the last changed first."""
        ...

    def waiting(self, now: datetime) -> tuple[Plan, ...]:
        """List the active plans of which a round is due."""
        ...

    def move(
        self, plan_id: str, step: str, decide: Callable[[Plan], Plan], *, by: str, role: str, at: datetime
    ) -> Plan:
        """Take one step under the write lock; `decide` sees the plan as it stands.

        Raises:
            UnknownPlanError: there is no such plan.
        """
        ...
