"""What a route asks of its caller; a route that asks nothing must be on the list of open ones."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends

from assistant.accounts import require_role
from assistant.consent import Purpose
from assistant.errors import AccessDeniedError
from assistant.exchange import Asker, Role
from assistant.people import STAFF, Scope
from serving.agreed import refuse_without_consent
from serving.api.bodies import JsonBody
from serving.api.services import Served
from serving.auth import Caller, SignedIn, allowing
from serving.stopped import refuse_while_stopped

OPEN: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Addresses for machines that answer without a sign-in; they hold states and counts, nobody's words."""

CURATORS: Final = (Role.DOCTOR, Role.ADMIN)
"""Who may change what the house answers from."""

_READING: Final = frozenset({Scope.ASK, Scope.LIBRARY})


async def _reader(caller: SignedIn) -> Asker:
    if not caller.scopes & _READING:
        message = "this key has neither the scope 'ask' nor 'library'; ask an administrator for one that has"
        raise AccessDeniedError(message)
    return caller.asker


async def _staff(asker: Annotated[Asker, Depends(_reader)]) -> Asker:
    require_role(asker.role, *STAFF)
    return asker


async def _asker(caller: Annotated[Caller, Depends(allowing(Scope.ASK))]) -> Asker:
    return caller.asker


async def _curator(caller: Annotated[Caller, Depends(allowing(Scope.LIBRARY, *CURATORS))]) -> Asker:
    return caller.asker


def _agreed(caller: Annotated[Caller, Depends(allowing(Scope.ASK))], line: JsonBody, served: Served) -> None:
    refuse_without_consent(served.house, caller, line=line)


def _handing_over(
    caller: Annotated[Caller, Depends(allowing(Scope.ASK))], line: JsonBody, served: Served
) -> None:
    for purpose in (Purpose.CHAT, Purpose.HAND_OVER):
        refuse_without_consent(served.house, caller, purpose, line=line)


def _running(served: Served) -> None:
    refuse_while_stopped(served.house)


Reading = Annotated[Asker, Depends(_reader)]
StaffReading = Annotated[Asker, Depends(_staff)]
ASKING: Final = Depends(_asker)
Asking = Annotated[Asker, ASKING]
CURATING: Final = Depends(_curator)
Curator = Annotated[Asker, CURATING]
AGREED: Final = Depends(_agreed)
"""A door that a patient's session passes only with consent to the conversation."""
HANDING_OVER: Final = Depends(_handing_over)
"""A door that a patient's session passes only with consent to a hand-over, too."""
RUNNING: Final = Depends(_running)
"""A door that is shut while the assistant is stopped."""
