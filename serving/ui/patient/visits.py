"""Times at departments as HTML: what is offered after a direction, a booking, and the list of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.booking import Booking, Offer, Slot
from serving.ui.patient.direction import named_html
from serving.ui.patient.frame import message, paragraph
from serving.ui.patient.tickets import moment
from serving.ui.patient.words import both

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def offer_html(offer: Offer) -> str:
    """Render the times to choose from; departments without any so soon are named first."""
    full = "".join(f"<p>{named_html(one)} {both('book_full')}</p>" for one in offer.full)
    if not offer.slots:
        return message(
            f"{full}{paragraph('book_none')}{paragraph('book_worse', kind='yp-watch')}", kind="yp-card"
        )
    late = "" if offer.in_time else paragraph("book_late", kind="yp-watch")
    slots = "".join(_slot(one) for one in offer.slots)
    body = (
        f'<h3>{both("book_title")}</h3>{full}{late}<ul class="yp-times">{slots}</ul>'
        f"{paragraph('book_only', kind='yp-scope')}"
    )
    return message(body, kind="yp-card yp-offer", acts=False)


def booked_html(booking: Booking) -> str:
    """Render a place that was just booked."""
    body = f"<h3>{both('booked')}</h3>{_place(booking)}{paragraph('book_worse', kind='yp-watch')}"
    return message(body, kind="yp-card yp-booked")


def gone_html(offer: Offer) -> str:
    """Say that somebody was faster, and what is left."""
    return message(paragraph("book_gone"), acts=False) + offer_html(offer)


def list_html(bookings: Sequence[Booking]) -> str:
    """Render one's own bookings, the next one first."""
    if not bookings:
        return f'<p class="yp-none">{both("book_have_none")}</p>'
    return "".join(f'<section class="yp-ticket">{_place(one)}</section>' for one in bookings)


def _place(booking: Booking) -> str:
    slot = booking.slot
    return (
        f"<dl><dt>{both('book_where')}</dt><dd>{named_html(slot.department)}</dd><dt>{both('book_when')}</dt>"
        f"<dd>{_weekday(slot)} {moment(slot.starts_at)}</dd></dl>"
        f'<p><button type="button" data-do="unbook" data-booking="{escape(booking.booking_id, quote=True)}">'
        f"{both('book_cancel')}</button></p>"
    )


def _slot(slot: Slot) -> str:
    return (
        f'<li><button type="button" data-do="book" data-slot="{escape(slot.slot_id, quote=True)}">'
        f"<strong>{named_html(slot.department)}</strong> {_weekday(slot)} {moment(slot.starts_at)} "
        f"<small>{both('book_left', slot.left)}</small></button></li>"
    )


def _weekday(slot: Slot) -> str:
    return both(f"day_{_DAYS[slot.starts_at.astimezone().weekday()]}")
