"""What a patient does beside talking: a time is booked or given back, a doctor's twin is chosen."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.booking import Offer
from assistant.errors import BookingError, SlotFullError, UnknownBookingError, UnknownSlotError
from assistant.lanes import GATE
from assistant.triage import departments
from serving.ui.patient.alarms import alarm_html
from serving.ui.patient.frame import note
from serving.ui.patient.heard import Ear, Heard
from serving.ui.patient.talk import BookIn, TalkIn, UnbookIn
from serving.ui.patient.twins import choice_html
from serving.ui.patient.visitor import Visitor
from serving.ui.patient.visits import booked_html, gone_html, list_html, offer_html

if TYPE_CHECKING:
    from assistant.house import House

Given: TypeAlias = tuple[str, dict[str, Any]]


class Errands:
    """Runs errands for the patients of a house."""

    def __init__(self, house: House) -> None:
        """Book in the calendar of `house`."""
        self._house, self._ear = house, Ear(house)

    async def times(self, talk: TalkIn, _: Visitor) -> Given:
        """Offer times of the departments that the interview named; an alarm is told instead."""
        heard = await GATE.do(self._ear.again, talk)
        if (alarmed := _alarmed(heard)) is not None:
            return alarmed
        offer = await asyncio.to_thread(self._offer, heard)
        return (note("book_unknown") if offer is None else offer_html(offer)), {}

    async def book(self, wanted: BookIn, visitor: Visitor) -> Given:
        """Book the time that was tapped; an alarm in the conversation comes first, and nothing is booked."""
        heard = await GATE.do(self._ear.again, wanted)
        if (alarmed := _alarmed(heard)) is not None:
            return alarmed
        person, room = visitor.person or "", self._house.booking
        try:
            made = await asyncio.to_thread(room.book, person, wanted.slot, key=wanted.key)
        except (SlotFullError, UnknownSlotError):
            offer = await asyncio.to_thread(self._offer, heard)
            return (note("book_gone") if offer is None else gone_html(offer)), {}
        except BookingError:
            return note("book_refused"), {}
        return booked_html(made), {}

    async def unbook(self, wanted: UnbookIn, visitor: Visitor) -> Given:
        """Give a place back."""
        person = visitor.person or ""
        try:
            await asyncio.to_thread(self._house.booking.cancel, wanted.booking, person=person, by=person)
        except UnknownBookingError:
            return note("book_refused"), {}
        except BookingError:
            return note("book_begun"), {}
        return note("book_cancelled"), {}

    async def seen(self, wanted: UnbookIn, visitor: Visitor) -> Given:
        """Note that the person knows what became of a booking."""
        try:
            await asyncio.to_thread(self._house.booking.seen, wanted.booking, visitor.person or "")
        except UnknownBookingError:
            return note("book_refused"), {}
        return "", {}

    async def again(self, wanted: UnbookIn, visitor: Visitor) -> Given:
        """Offer other times at the department of a booking that the hospital ended, which counts as seen."""
        room, person = self._house.booking, visitor.person or ""
        try:
            was = await asyncio.to_thread(room.seen, wanted.booking, person)
        except UnknownBookingError:
            return note("book_refused"), {}
        return offer_html(await asyncio.to_thread(room.offer, [was.slot.department], "SELF")), {}

    def bookings(self, visitor: Visitor) -> str:
        """Render one's own bookings, what the hospital changed first."""
        if visitor.person is None:
            return list_html((), ())
        room = self._house.booking
        return list_html(room.of(visitor.person), room.changes(visitor.person))

    def twins(self, visitor: Visitor) -> str:
        """Render the twins that may be asked; nobody signed in sees none."""
        if visitor.asker is None:
            return ""
        now = self._house.twins.now()
        speaking = [one for one in self._house.twins.twins(visitor.asker) if one.standing(now) == "active"]
        return choice_html(speaking)

    def _offer(self, heard: Heard) -> Offer | None:
        """Give times for a direction; None where no complaint was understood."""
        direction = heard.direction
        if not direction.complaints:
            return None
        emergency = departments(self._house.settings.home).emergency
        wanted = [one for one in direction.departments if one != emergency]
        return self._house.booking.offer(wanted, direction.urgency)


def _alarmed(heard: Heard) -> Given | None:
    """Give the emergency card where the conversation holds an alarm."""
    if heard.alarm is None:
        return None
    return alarm_html(heard.alarm, heard.language), {"alarm": heard.alarm.kind, "urgent": True}
