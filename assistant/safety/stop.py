"""The stop button (REG-40): one act stops the whole assistant, another starts it; both stay on record."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from assistant.errors import AccessDeniedError, SafetyError, StoreError
from assistant.exchange import Asker, Role
from assistant.people import person_of
from assistant.wording import text as wording
from guidelines import Language

logger = logging.getLogger(__name__)

StopAct = Literal["stop", "start"]
OVERSEERS: Final = (Role.SAFETY_OFFICER, Role.ADMIN)
"""Who may stop and start the assistant, change its policy and look after incidents."""
FRESH_S: Final = 1.0
"""How old the switch's knowledge may be: another server on the same records learns of an act so soon."""
LONGEST_REASON: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One press of the button: who, when and why."""

    act: StopAct
    by: str
    at: datetime
    reason: str


class ActStore(Protocol):
    """Keeps the acts, each with its link of the record chain. Raises `StoreError`."""

    def add(self, act: Act, *, role: str) -> None:
        """Keep an act."""
        ...

    def acts(self, limit: int) -> tuple[Act, ...]:
        """List the newest acts, the newest first."""
        ...


class StopSwitch:
    """Implements `assistant.ports.Switch`; the last act on record decides, also after a restart."""

    def __init__(
        self,
        store: ActStore,
        *,
        now: Callable[[], datetime],
        contacts: Callable[[], tuple[str, ...]] = tuple,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read and keep acts in `store`; `contacts` are the hospital's own lines for whom to call.

        Raises:
            StoreError: the records cannot be read.
        """
        self._store, self._now, self._contacts, self._clock = store, now, contacts, clock
        self._last, self._read_at = self._newest(), clock()

    def stopped(self) -> bool:
        """Say whether the assistant is stopped; records that cannot be read leave it as it was."""
        if self._clock() - self._read_at >= FRESH_S:
            try:
                self._last = self._newest()
            except StoreError as fault:
                logger.error("stop button not read cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote
            self._read_at = self._clock()
        return self._last is not None and self._last.act == "stop"

    def notice(self, language: Language) -> tuple[str, ...]:
        """Tell whoever asks that the assistant is stopped, what to do in need, and whom to call."""
        return (wording("deferred.stopped", language), *self._contacts())

    def stop(self, asker: Asker, reason: str) -> Act:
        """Stop the assistant from now on.

        Raises:
            AccessDeniedError: neither a safety officer nor an administrator.
            SafetyError: no reason, or it is stopped already.
        """
        return self._act("stop", asker, reason)

    def start(self, asker: Asker, reason: str) -> Act:
        """Let the assistant work again; only a person may.

        Raises:
            AccessDeniedError: neither a safety officer nor an administrator.
            UnsignedError: no person is signed in.
            SafetyError: no reason, or it was not stopped.
        """
        overseer_of(asker, "starting the assistant again")
        return self._act("start", asker, reason)

    def acts(self, limit: int = 50) -> tuple[Act, ...]:
        """List the newest acts, the newest first."""
        return self._store.acts(limit)

    def _act(self, act: StopAct, asker: Asker, reason: str) -> Act:
        refuse_stranger(asker)
        said = told_reason(reason)
        last = self._newest()
        if (act == "stop") == (last is not None and last.act == "stop"):
            message = f"nothing to {act}: the assistant {'is stopped already' if act == 'stop' else 'runs'}"
            raise SafetyError(message)
        made = Act(act=act, by=asker.person or "operator", at=self._now(), reason=said)
        self._store.add(made, role=asker.role.value)
        self._last, self._read_at = made, self._clock()
        logger.warning("assistant %s", "stopped" if act == "stop" else "started again")
        return made

    def _newest(self) -> Act | None:
        return next(iter(self._store.acts(1)), None)


def overseer_of(asker: Asker, doing: str) -> str:
    """Give the person behind who oversees the assistant; `doing` says what a program does not do.

    Raises:
        AccessDeniedError, UnsignedError: not who may, or nobody who is signed in.
    """
    refuse_stranger(asker)
    return person_of(asker, doing)


def refuse_stranger(asker: Asker) -> None:
    """Let pass only who oversees the assistant.

    Raises:
        AccessDeniedError: neither a safety officer nor an administrator.
    """
    if asker.role not in OVERSEERS:
        message = f"role {asker.role.value!r} may not do this; it takes a safety officer or an administrator"
        raise AccessDeniedError(message)


def told_reason(reason: str) -> str:
    """Give a reason in one piece.

    Raises:
        SafetyError: there is none, or it is too long.
    """
    said = " ".join(reason.split())
    if not said or len(said) > LONGEST_REASON:
        message = f"say why, in at most {LONGEST_REASON} characters"
        raise SafetyError(message)
    return said
