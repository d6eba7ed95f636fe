"""Where twins are made, signed, revoked and asked; the delegation is looked up at every question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.errors import AccessDeniedError, TwinRefusedError, UnknownTwinError
from assistant.exchange import REHEARSAL, Approved, Asker, Claim, Question, Role, Shut, Voice
from assistant.ports import Gate
from assistant.twin.answers import (
    AnswerStep,
    ApprovedAnswer,
    ApprovedSentence,
    check_answer,
    new_answer_id,
    same_question,
)
from assistant.twin.card import ScopeCard, asks_to_leave, asks_who_speaks
from assistant.twin.store import TwinStore
from assistant.twin.twin import Twin, TwinStep, new_twin_id
from assistant.wording import text as wording

REMINDED_AFTER: Final = timedelta(hours=2)
"""Continuous talk with a machine that speaks for a person is interrupted by a reminder (REG-16)."""

_REVOKERS: Final = frozenset({Role.ADMIN, Role.SAFETY_OFFICER})


class TwinRoom:
    """Decides who may do what with a twin, and whether it speaks to a question."""

    def __init__(
        self,
        store: TwinStore,
        gate: Gate,
        *,
        now: Callable[[], datetime],
        serves: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """Keep twins in `store`; `now` is the server's clock.

        `serves` says whether somebody still works here as a doctor: nobody else's twin speaks.
        """
        self._store, self._gate, self.now, self._serves = store, gate, now, serves

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
            if twin.doctor == asker.person or asker.role in _REVOKERS or self._speaks(twin, now)
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

    def approve(
        self, twin_id: str, asker: Asker, question: str, sentences: Sequence[ApprovedSentence]
    ) -> ApprovedAnswer:
        """Sign an answer that one's twin may give again, to this question and no other.

        Raises:
            TwinRefusedError: it may not be repeated; says why.
            UnknownTwinError: there is no such twin of this person.
        """
        twin = self._own(twin_id, asker)
        check_answer(question, sentences, self._gate)
        now = self.now()
        answer = ApprovedAnswer(
            answer_id=new_answer_id(),
            twin_id=twin.twin_id,
            question=question.strip(),
            sentences=tuple(sentences),
            approved_at=now,
        )
        self._store.keep_answer(answer, "approve", by=twin.doctor, at=now)
        return answer

    def approve_again(self, twin_id: str, answer_id: str, asker: Asker) -> ApprovedAnswer:
        """Sign an answer for another quarter, as it was looked at.

        Raises:
            TwinRefusedError: it was taken back, or may not be repeated any more.
        """
        now = self.now()

        def again(held: ApprovedAnswer) -> ApprovedAnswer:
            check_answer(held.question, held.sentences, self._gate)
            return held.again(now)

        return self._move_answer(twin_id, answer_id, "approve_again", asker, again)

    def take_back(self, twin_id: str, answer_id: str, asker: Asker) -> ApprovedAnswer:
        """Take an answer back; the next question is not given it any more."""
        now = self.now()
        return self._move_answer(twin_id, answer_id, "take_back", asker, lambda held: held.revoked(now))

    def answers(self, twin_id: str, asker: Asker) -> tuple[ApprovedAnswer, ...]:
        """List the approved answers of one's twin, to who oversees those of any."""
        twin = self._known(twin_id)
        if twin.doctor != asker.person and asker.role not in _REVOKERS:
            raise _unknown()
        return self._store.answers(twin_id)

    def voice(self, twin_id: str, question: Question) -> Voice:
        """Say for whom the machine speaks to this question, and whether it may.

        Raises:
            UnknownTwinError: there is no such twin.
        """
        twin, now = self._known(twin_id), self.now()
        person = question.asker.person or "operator"
        began = self._store.talked(twin_id, person, now)
        remind = now - began >= REMINDED_AFTER
        answer = self._answer_to(twin, question.text)
        shut = self._shut(twin, question.text, now)
        if shut in {None, "twin_scope"} and answer is not None:
            shut = None if answer.standing(now) == "approved" else "twin_answer_stale"
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
            approved=None if answer is None or shut is not None else _claims(answer, twin, question),
        )

    def rehearsed(self, card: ScopeCard, asker: Asker, name: str, text: str) -> Voice:
        """Give the voice in which a card that is not signed yet would answer; only its doctor hears it.

        Raises:
            TwinRefusedError: the card cannot be signed.
            AccessDeniedError: only a doctor has a twin.
        """
        doctor, fit = _doctor(asker), self._fit(card)
        return Voice(
            twin_id=REHEARSAL,
            doctor=doctor,
            doctor_name=name,
            families=fit.families,
            opening=fit.opening,
            closing=fit.closing,
            shut=_turned_away(text) or (None if fit.covers(text) else "twin_scope"),
        )

    def speaks(self, twin_id: str) -> bool:
        """Say whether a twin may speak now; asked again before an answer is given out."""
        if twin_id == REHEARSAL:
            return True
        twin = self._store.twin(twin_id)
        return twin is not None and self._speaks(twin, self.now())

    def _speaks(self, twin: Twin, now: datetime) -> bool:
        return twin.standing(now) == "active" and self._serves(twin.doctor)

    def _shut(self, twin: Twin, text: str, now: datetime) -> Shut | None:
        if turned_away := _turned_away(text):
            return turned_away
        if not self._speaks(twin, now):
            return "twin_unavailable"
        return None if twin.card.covers(text) else "twin_scope"

    def _answer_to(self, twin: Twin, text: str) -> ApprovedAnswer | None:
        """Give what the doctor approved as the answer to this question, taken back or not asked for: None."""
        held = (one for one in self._store.answers(twin.twin_id) if one.revoked_at is None)
        return next((one for one in held if same_question(text, one.question)), None)

    def _own(self, twin_id: str, asker: Asker) -> Twin:
        twin, doctor = self._known(twin_id), _doctor(asker)
        if twin.doctor != doctor:
            raise _unknown()
        return twin

    def _move_answer(
        self,
        twin_id: str,
        answer_id: str,
        step: AnswerStep,
        asker: Asker,
        decide: Callable[[ApprovedAnswer], ApprovedAnswer],
    ) -> ApprovedAnswer:
        twin = self._own(twin_id, asker)
        if answer_id not in {one.answer_id for one in self._store.answers(twin_id)}:
            raise _unknown()
        return self._store.move_answer(answer_id, step, decide, by=twin.doctor, at=self.now())

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


def _claims(answer: ApprovedAnswer, twin: Twin, question: Question) -> Approved:
    """Give an approved answer as claims, under who approved it when."""
    day = f"{answer.approved_at.astimezone():%Y-%m-%d}"
    head = wording("twin.approved", question.language or "zh", name=twin.doctor_name, day=day)
    return Approved(
        answer_id=answer.answer_id,
        claims=(
            Claim(text=head, origin="template", citations=()),
            *(Claim(text=one.text, origin="template", citations=one.citations) for one in answer.sentences),
        ),
    )


def _turned_away(text: str) -> Shut | None:
    """Say why a turn is not for the card at all."""
    if asks_to_leave(text):
        return "twin_left"
    return "twin_is_machine" if asks_who_speaks(text) else None


def _doctor(asker: Asker) -> str:
    if asker.role is not Role.DOCTOR or asker.person is None:
        message = "only a doctor who is signed in has a twin"
        raise AccessDeniedError(message)
    return asker.person


def _unknown() -> UnknownTwinError:
    return UnknownTwinError("no such twin for you; look at the list again")
