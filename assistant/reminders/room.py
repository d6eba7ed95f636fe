"""Who may be reminded, and the round that posts what waits: with consent, to a confirmed address, once."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from assistant.consent import ConsentBook, Purpose
from assistant.errors import ConsentNeededError, NoticeError, ReminderError
from assistant.reminders.letter import (
    Address,
    AddressKind,
    Carrier,
    Due,
    Letter,
    LetterBook,
    Posted,
    checked_address,
    words_of,
)

logger = logging.getLogger(__name__)
_CODE_LASTS: Final = timedelta(minutes=30)
_BETWEEN_CODES: Final = timedelta(minutes=2)
_MOST_TRIES: Final = 5
AGAIN_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 720))
"""The waits after the first, second … attempt in vain; after the last a letter is given up, visibly."""

Waiting = Callable[[datetime], Iterable[Due]]


class ReminderRoom:
    """Keeps a person's own address and posts that something waits, if the consent stands at that moment."""

    def __init__(
        self,
        book: LetterBook,
        consents: ConsentBook,
        carriers: Sequence[Carrier],
        *,
        now: Callable[[], datetime],
        waiting: Waiting,
    ) -> None:
        """Post by `carriers` what `waiting` names at a moment."""
        self._book, self._consents, self._carriers = book, consents, tuple(carriers)
        self._now, self._waiting = now, waiting

    @property
    def silent(self) -> bool:
        """Whether there is no carrier, so that nothing ever leaves the house."""
        return not self._carriers

    def kinds(self) -> tuple[AddressKind, ...]:
        """List the kinds of addresses that somebody carries letters to."""
        known: tuple[AddressKind, ...] = ("mail", "phone")
        return tuple(kind for kind in known if self._carrier(kind) is not None)

    def address(self, person: str) -> Address | None:
        """Give a person's address."""
        return self._book.address(person)

    def posted(self, person: str) -> tuple[Posted, ...]:
        """List what became of a person's letters, the newest first."""
        return self._book.posted(person=person)

    def undelivered(self) -> tuple[Posted, ...]:
        """List the letters of everybody that did not arrive, or of which nobody knows, the newest first."""
        return self._book.posted(undelivered=True)

    def set_address(self, person: str, kind: AddressKind, value: str) -> Address:
        """Keep where a person wants to be reminded; a code goes there with the next round.

        Raises:
            ConsentNeededError: the person has not agreed to reminders.
            ReminderError: it is no address, nobody carries letters there, or the last code is too fresh.
        """
        self._refuse_unagreed(person)
        if self._carrier(kind) is None:
            message = f"this hospital sends no reminders to a {kind} address; choose another kind"
            raise ReminderError(message)
        value, now = checked_address(kind, value), self._now()
        held = self._book.address(person)
        if held is not None and now - held.set_at < _BETWEEN_CODES:
            message = "a code was asked for just now; wait two minutes"
            raise ReminderError(message)
        code = f"{secrets.randbelow(1_000_000):06}"
        address = Address(person=person, kind=kind, value=value, code=code, set_at=now)
        self._book.put_address(address)
        return address

    def confirm(self, person: str, code: str) -> Address:
        """Keep that the address is the person's own: the code that was sent there came back.

        Raises:
            ConsentNeededError: the person has not agreed to reminders.
            ReminderError: no address waits, the code is over, wrong, or was tried too often.
        """
        self._refuse_unagreed(person)
        held, now = self._book.address(person), self._now()
        if held is None or held.confirmed_at is not None:
            message = "no address waits for a code; enter one first"
            raise ReminderError(message)
        if held.tries >= _MOST_TRIES or now - held.set_at > _CODE_LASTS:
            message = "this code is over; enter the address again to get a new one"
            raise ReminderError(message)
        if not hmac.compare_digest(held.code.encode(), code.strip().encode("utf-8", "replace")):
            self._book.put_address(replace(held, tries=held.tries + 1))
            message = "that is not the code that was sent; look again"
            raise ReminderError(message)
        confirmed = replace(held, confirmed_at=now, code="")
        self._book.put_address(confirmed)
        return confirmed

    def forget(self, person: str) -> None:
        """Forget a person's address."""
        self._book.forget(person)

    def ring(self) -> int:
        """Post what waits and forget the addresses of who withdrew; returns how many letters went out.

        A letter that fails is tried again later and holds up no other.
        """
        now, agreed = self._now(), {}
        for address in self._book.addresses():
            if Purpose.REMINDERS in self._consents.standing(address.person):
                agreed[address.person] = address
            else:
                self._book.forget(address.person)
        due = (*_codes(agreed.values(), now), *(self._waiting(now) if agreed else ()))
        return sum(self._post(one, agreed[one.person], now) for one in due if one.person in agreed)

    def _post(self, due: Due, address: Address, now: datetime) -> bool:
        if due.kind != "confirm" and (address.confirmed_at is None or due.since < address.confirmed_at):
            return False
        carrier = self._carrier(address.kind)
        attempt = None if carrier is None else self._book.claim(due, at=now)
        if carrier is None or attempt is None:
            return False
        letter = Letter(
            letter_id=due.letter_id,
            kind=due.kind,
            address_kind=address.kind,
            address=address.value,
            words=words_of(due.kind, address.code),
        )
        try:
            carrier.post(letter)
        except NoticeError as fault:
            last = attempt > len(AGAIN_AFTER)
            logger.warning("letter not carried by=%s attempt=%d last=%s", carrier.name, attempt, last)
            self._book.settle(
                due,
                "given_up" if last else "waiting",
                by=carrier.name,
                at=now,
                again_at=None if last else now + AGAIN_AFTER[attempt - 1],
                cause=str(fault),
            )
            return False
        self._book.settle(due, "sent", by=carrier.name, at=now, again_at=None, cause=None)
        return True

    def _carrier(self, kind: AddressKind) -> Carrier | None:
        return next((one for one in self._carriers if one.carries(kind)), None)

    def _refuse_unagreed(self, person: str) -> None:
        if Purpose.REMINDERS not in self._consents.standing(person):
            message = "consent to 'reminders' does not stand; give it first"
            raise ConsentNeededError(message)


def _codes(addresses: Iterable[Address], now: datetime) -> Iterable[Due]:
    """Give the codes that have to be sent; one that is over is sent no more."""
    for one in addresses:
        if one.confirmed_at is None and now - one.set_at <= _CODE_LASTS:
            yield Due("confirm", f"{one.person}:{one.set_at.isoformat()}", one.person, one.set_at)
