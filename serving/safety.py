"""The safety officer's rooms as JSON: the stop button, for callers that a door has let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from assistant.exchange import Role
from assistant.safety.stop import LONGEST_REASON, OVERSEERS, Act
from serving.auth import Caller
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.signing import signer_of

if TYPE_CHECKING:
    from assistant.house import House

LOOKERS = (*OVERSEERS, Role.AUDITOR)
"""Who may read what the safety officer's rooms hold."""


class ReasonIn(Edge):
    """Why somebody takes a step."""

    reason: Annotated[str, Field(max_length=LONGEST_REASON)]


class StopDesk:
    """The stop button of a house."""

    def __init__(self, house: House) -> None:
        """Serve the button of `house`."""
        self._house, self._switch = house, house.safety.stop

    def standing(self, caller: Caller) -> JsonObject:
        """Say whether the assistant runs and what is told meanwhile; who and why only to who oversees."""
        told: JsonObject = {
            "stopped": self._switch.stopped(),
            "notice": {language: [*self._switch.notice(language)] for language in ("zh", "en")},
        }
        if caller.asker.role not in LOOKERS:
            return told
        return told | {"acts": [self._act(one) for one in self._switch.acts()]}

    def stop(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Stop the assistant; a program's key of that role may, too, for it can only make things safer."""
        self._switch.stop(caller.asker, parse(ReasonIn, line).reason)
        return self.standing(caller)

    def start(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Start the assistant again; only a person who is signed in may."""
        wanted = parse(ReasonIn, line)
        signer_of(caller, self._house.accounts)
        self._switch.start(caller.asker, wanted.reason)
        return self.standing(caller)

    def _act(self, act: Act) -> JsonObject:
        return {
            "act": act.act,
            "by": self._house.accounts.name_of(act.by) or act.by,
            "at": act.at.isoformat(),
            "reason": act.reason,
        }
