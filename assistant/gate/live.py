"""The gate whose policy can change while it stands: the next text is judged under the new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.exchange import Role, Turn
from assistant.gate.gate import RuleGate
from assistant.gate.outgoing import OutgoingGuard
from assistant.gate.policy import Policy
from assistant.ports import GateVerdict, Quoted, RuleHit


class LiveGate:
    """Implements `assistant.ports.Gate`; an answer that is under way keeps the guard it began with."""

    def __init__(self, build: Callable[[Policy], RuleGate], policy: Policy) -> None:
        """Judge under `policy` until another one is adopted; `build` makes the gate of a policy."""
        self._build = build
        self._rules = build(policy)

    @property
    def policy(self) -> str:
        """Name what is in force."""
        return self._rules.policy

    @property
    def decided(self) -> Policy:
        """Give the hospital's policy in force."""
        return self._rules.decided

    def sources(self) -> Mapping[str, str]:
        """Give the source of every rule by its id."""
        return self._rules.sources()

    def adopt(self, policy: Policy) -> None:
        """Judge under another policy from now on."""
        self._rules = self._build(policy)

    def warm_up(self) -> None:
        """Compile now what the first texts would wait for."""
        self._rules.warm_up()

    def incoming(self, text: str, *, role: Role, history: Sequence[Turn]) -> GateVerdict:
        """Judge what a person wrote."""
        return self._rules.incoming(text, role=role, history=history)

    def outgoing(self, text: str, *, role: Role, quotes: Sequence[Quoted] = ()) -> GateVerdict:
        """Judge a drafted text."""
        return self._rules.outgoing(text, role=role, quotes=quotes)

    def dictates(self, text: str) -> RuleHit | None:
        """Say whether a sentence of a stored document speaks to a machine or dictates an answer."""
        return self._rules.dictates(text)

    def guard(self, role: Role) -> OutgoingGuard:
        """Make the guard of one answer."""
        return self._rules.guard(role)
