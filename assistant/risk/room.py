"""Who sets the risk: one person proposes, another approves; until then the shipped bar holds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never

from assistant.errors import SafetyError, StoreError
from assistant.exchange import Asker
from assistant.risk.cases import Basis, open_cases, own_cases
from assistant.risk.control import Case, Learned, Lesson, OutOfReach, TooFew, Wanted, learn
from assistant.risk.rules import RiskRule, RuleStore, new_rule_id
from assistant.safety.drafts import Step
from assistant.safety.stop import FRESH_S, overseer_of, refuse_stranger, told_reason
from assistant.worklist.judging import Judgement

logger = logging.getLogger(__name__)
_DOING = "setting the risk"


class RiskRoom:
    """Learns bars from judged cases and keeps which one two people have agreed on."""

    def __init__(
        self,
        store: RuleStore,
        judged: Callable[[], Sequence[Judgement]],
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep rules in `store`; `judged` gives what the doctors of this house made of drafts.

        Raises:
            StoreError: the records cannot be read.
        """
        self._store, self._judged, self._now, self._clock = store, judged, now, clock
        self._held, self._read_at = store.in_force(), clock()

    def bar(self) -> float | None:
        """Give the approved bar, None where the shipped one holds; known anew within a second.

        Records that cannot be read leave it as it was.
        """
        if self._clock() - self._read_at >= FRESH_S:
            try:
                self._held = self._store.in_force()
            except StoreError as fault:
                logger.error("risk rule not read cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote
            self._read_at = self._clock()
        return None if self._held is None else self._held.learned.bar

    def cases(self, basis: Basis) -> tuple[Case, ...]:
        """Give the judged cases of a basis."""
        match basis:
            case "open":
                return open_cases().cases
            case "own":
                return own_cases(self._judged())
            case _:
                assert_never(basis)

    def lesson(self, basis: Basis, wanted: Wanted) -> Lesson:
        """Say which bar the cases prove, or why none; changes nothing."""
        return learn(self.cases(basis), wanted)

    def rules(self) -> tuple[RiskRule, ...]:
        """List all rules, the newest first."""
        return self._store.rules()

    def in_force(self) -> RiskRule | None:
        """Give the rule in force, None where the shipped bar holds."""
        return self._store.in_force()

    def propose(self, asker: Asker, basis: Basis, wanted: Wanted, reason: str) -> RiskRule:
        """Propose the bar that the cases prove; nothing changes before another person approves it.

        The operator of the machine may propose without a sign-in, but never approve.

        Raises:
            AccessDeniedError: neither a safety officer nor an administrator.
            SafetyError: no reason, or the cases prove no bar; says why.
        """
        refuse_stranger(asker)
        by, said = asker.person or "operator", told_reason(reason)
        rule = RiskRule(
            rule_id=new_rule_id(),
            wanted=wanted,
            basis=basis,
            learned=_proven(self.lesson(basis, wanted), wanted),
            author=by,
            made_at=self._now(),
            reason=said,
        )
        self._store.propose(rule, role=asker.role.value)
        return rule

    def approve(self, rule_id: str, asker: Asker, reason: str) -> RiskRule:
        """Bring a proposal of somebody else into force.

        Raises:
            AccessDeniedError, UnsignedError, UnknownDraftError: as in `propose`, or there is none.
            SafetyError: it is one's own, or decided already.
        """
        by = overseer_of(asker, _DOING)

        def check(rule: RiskRule) -> None:
            _refuse_decided(rule)
            if rule.author == by:
                message = "a risk is approved by a second person, never by who proposed it"
                raise SafetyError(message)

        step = Step(by=by, role=asker.role.value, at=self._now(), reason=told_reason(reason))
        rule = self._store.decide(rule_id, "approved", check, step)
        logger.warning("risk rule in force %s", rule_id)
        return self._adopt(rule)

    def refuse(self, rule_id: str, asker: Asker, reason: str) -> RiskRule:
        """Put a proposal away: another's, or one's own.

        Raises:
            AccessDeniedError, UnsignedError, UnknownDraftError, SafetyError: as in `approve`.
        """
        step = Step(
            by=overseer_of(asker, _DOING), role=asker.role.value, at=self._now(), reason=told_reason(reason)
        )
        return self._store.decide(rule_id, "refused", _refuse_decided, step)

    def withdraw(self, asker: Asker, reason: str) -> RiskRule:
        """Let the shipped bar hold again; one person may.

        Raises:
            AccessDeniedError, UnsignedError: no safety officer or administrator who is signed in.
            SafetyError: no reason, or no rule is in force.
        """
        step = Step(
            by=overseer_of(asker, _DOING), role=asker.role.value, at=self._now(), reason=told_reason(reason)
        )
        held = self._store.in_force()
        if held is None:
            message = "no risk rule is in force; the shipped bar holds"
            raise SafetyError(message)
        return self._adopt(self._store.decide(held.rule_id, "withdrawn", _refuse_passed, step))

    def _adopt(self, rule: RiskRule) -> RiskRule:
        self._held, self._read_at = self._store.in_force(), self._clock()
        return rule


def _proven(lesson: Lesson, wanted: Wanted) -> Learned:
    match lesson:
        case Learned():
            return lesson
        case TooFew(n=n, needed=needed):
            message = f"{n} judged answers are too few for {wanted.alpha:.1%}: it takes {needed} at least"
            raise SafetyError(message)
        case OutOfReach(n=n):
            message = (
                f"{n} judged answers prove no bar at {wanted.alpha:.1%}: too many of the surest are wrong"
            )
            raise SafetyError(message)
        case _:
            assert_never(lesson)


def _refuse_decided(rule: RiskRule) -> None:
    if rule.state != "proposed":
        message = f"this proposal is {rule.state} already"
        raise SafetyError(message)


def _refuse_passed(rule: RiskRule) -> None:
    if rule.state != "approved":
        message = f"this rule is {rule.state} already"
        raise SafetyError(message)
