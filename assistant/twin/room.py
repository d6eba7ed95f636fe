"""Where twins are made, signed, revoked and asked; the delegation is looked up at every question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from assistant.errors import AccessDeniedError, TwinRefusedError, UnknownTwinError
from assistant.exchange import Asker, Question, Role, Shut, Voice
from assistant.ports import Gate
from assistant.twin.card import ScopeCard, asks_to_leave, asks_who_speaks
from assistant.twin.store import TwinStore
from assistant.twin.twin import Twin, TwinStep, new_twin_id

REMINDED_AFTER: Final = timedelta(hours=2)
"""Continuous talk with a machine that speaks for a person is interrupted by a reminder (REG-16)."""

_REVOKERS: Final = frozenset({Role.ADMIN, Role.SAFETY_OFFICER})


class TwinRoom:
    """Decides who may do what with a twin, and whether it speaks to a question."""

    def __init__(self, store: TwinStore, gate: Gate, *, now: Callable[[], datetime]) -> None:
        """Keep twins in `store`; `now` is the server's clock."""
        self._store, self._gate, self.now = store, gate, now

    def propose(self, card: ScopeCard, asker: Asker, name: str) -> Twin:
        """Make a twin of the doctor who asks; it does not speak before it is signed.

        Raises:
            TwinRefusedError: the card cannot be signed.
            AccessDeniedError: only a doctor has a twin.
        """
        twin = Twin(
            twin_id=new_twin_id(),
            doctor=_doctor(asker),
            doctor_name=name,
            department=asker.department,
            card=self._fit(card),
        )
        self._store.add(twin, at=self.now())
        return twin

    def revise(self, twin_id: str, card: ScopeCard, asker: Asker) -> Twin:
        """Give one's twin another card; it is silent until that one is signed."""
        fit = self._fit(card)
        return self._move(twin_id, "revise", asker, lambda twin: twin.revised(fit))

    def sign(self, twin_id: str, asker: Asker, *, version: int) -> Twin:
        """Sign one's delegation as it was looked at: from now on the twin speaks.

        Raises:
            TwinRefusedError: the card has changed since, or the delegation was revoked.
        """

        def signed(twin: Twin) -> Twin:
            if twin.version != version:
                message = f"the card is at version {twin.version}, not {version}; read it again and sign that"
                raise TwinRefusedError(message)
            return twin.signed(self.now())

        return self._move(twin_id, "sign", asker, signed)

    def revoke(self, twin_id: str, asker: Asker) -> Twin:
        """Take a delegation back, effective at once; its doctor may, and who oversees the assistant.

        Raises:
            UnknownTwinError: there is none for this person.
        """
        twin = self._known(twin_id)
        if twin.doctor != asker.person and asker.role not in _REVOKERS:
            raise _unknown()
        by, at = asker.person or "operator", self.now()
        return self._store.move(twin_id, "revoke", lambda held: held.revoked(at), by=by, at=at)

    def twins(self, asker: Asker) -> tuple[Twin, ...]:
        """List the twins that one may see: one's own, all of them for who oversees, else those that speak."""
        now = self.now()
        return tuple(
            twin
            for twin in self._store.twins()
            if twin.doctor == asker.person or asker.role in _REVOKERS or twin.standing(now) == "active"
        )

    def seen(self, twin_id: str, asker: Asker) -> Twin:
        """Give a twin that one may see.

        Raises:
            UnknownTwinError: there is none for this person.
        """
        found = next((twin for twin in self.twins(asker) if twin.twin_id == twin_id), None)
        if found is None:
            raise _unknown()
        return found

    def voice(self, twin_id: str, question: Question) -> Voice:
        """Say for whom the machine speaks to this question, and whether it may.

        Raises:
            UnknownTwinError: there is no such twin.
        """
        twin, now = self._known(twin_id), self.now()
        person = question.asker.person or "operator"
        began = self._store.talked(twin_id, person, now)
        remind = now - began >= REMINDED_AFTER
        shut = self._shut(twin, question.text, now)
        if remind or shut == "twin_left":
            self._store.remind(twin_id, person, now)
        return Voice(
            twin_id=twin_id,
            doctor=twin.doctor,
            doctor_name=twin.doctor_name,
            families=twin.card.families,
            opening=twin.card.opening,
            closing=twin.card.closing,
            shut=shut,
            remind=remind,
        )

    def speaks(self, twin_id: str) -> bool:
        """Say whether a twin may speak now; asked again before an answer is given out."""
        twin = self._store.twin(twin_id)
        return twin is not None and twin.standing(self.now()) == "active"

    def _shut(self, twin: Twin, text: str, now: datetime) -> Shut | None:
        if asks_to_leave(text):
            return "twin_left"
        if asks_who_speaks(text):
            return "twin_is_machine"
        if twin.standing(now) != "active":
            return "twin_unavailable"
        return None if twin.card.covers(text) else "twin_scope"

    def _fit(self, card: ScopeCard) -> ScopeCard:
        card.check()
        for part, words in (("opening", card.opening), ("closing", card.closing)):
            verdict = self._gate.outgoing(words, role=Role.PATIENT) if words else None
            if verdict is not None and verdict.verdict != "clear":
                message = f"the {part} falls under rule {verdict.rules[0].id}: {verdict.rules[0].reason}"
                raise TwinRefusedError(message)
        return card

    def _move(self, twin_id: str, step: TwinStep, asker: Asker, decide: Callable[[Twin], Twin]) -> Twin:
        doctor = _doctor(asker)
        if self._known(twin_id).doctor != doctor:
            raise _unknown()
        return self._store.move(twin_id, step, decide, by=doctor, at=self.now())

    def _known(self, twin_id: str) -> Twin:
        twin = self._store.twin(twin_id)
        if twin is None:
            raise _unknown()
        return twin


def _doctor(asker: Asker) -> str:
    if asker.role is not Role.DOCTOR or asker.person is None:
        message = "only a doctor who is signed in has a twin"
        raise AccessDeniedError(message)
    return asker.person


def _unknown() -> UnknownTwinError:
    return UnknownTwinError("no such twin for you; look at the list again")
