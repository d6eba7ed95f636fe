"""Times at departments as HTML: what is offered after a direction, a booking, and the list of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from assistant.booking import Booking, Change, Offer, Slot
from serving.ui.patient.direction import named_html
from serving.ui.patient.frame import message, paragraph
from serving.ui.patient.words import both

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


def list_html(bookings: Sequence[Booking], changes: Sequence[Change]) -> str:
    """Render one's own bookings, the next one first; what the hospital changed stands before them."""
    changed = "".join(map(_changed, changes))
    if not bookings:
        return f'{changed}<p class="yp-none">{both("book_have_none")}</p>'
    return changed + "".join(f'<section class="yp-ticket">{_place(one)}</section>' for one in bookings)


def _changed(one: Change) -> str:
    """Say what the hospital did with a booking, and what the person can do."""
    identity = escape(one.was.booking_id, quote=True)
    if one.now is None:
        told, now = paragraph("book_changed_ended", kind="yp-watch"), ""
        again = f'<button type="button" class="yp-go" data-do="again" data-booking="{identity}">'
        acts = f"{again}{both('book_again')}</button> "
    else:
        told, acts = paragraph("book_changed_moved", kind="yp-watch"), ""
        slot = one.now.slot
        now = f"<dt>{both('book_now')}</dt><dd><strong>{_where(slot)}</strong></dd>"
    return (
        f'<section class="yp-ticket yp-changed">{told}<dl><dt>{both("book_was")}</dt>'
        f"<dd><s>{_where(one.was.slot)}</s></dd>{now}</dl><p>{acts}"
        f'<button type="button" data-do="seen" data-booking="{identity}">{both("book_seen")}</button></p>'
        "</section>"
    )


def _where(slot: Slot) -> str:
    return f"{named_html(slot.department)} {_when(slot)}"


def _place(booking: Booking) -> str:
    slot = booking.slot
    return (
        f"<dl><dt>{both('book_where')}</dt><dd>{named_html(slot.department)}</dd><dt>{both('book_when')}</dt>"
        f"<dd>{_when(slot)}</dd><dt>{both('book_number')}</dt>"
        f"<dd><strong>{escape(booking.number)}</strong></dd></dl>"
        f'<p><button type="button" data-do="unbook" data-booking="{escape(booking.booking_id, quote=True)}">'
        f"{both('book_cancel')}</button></p>"
    )


def _slot(slot: Slot) -> str:
    return (
        f'<li><button type="button" data-do="book" data-slot="{escape(slot.slot_id, quote=True)}">'
        f"<strong>{named_html(slot.department)}</strong> {_when(slot)} "
        f"<small>{both('book_left', slot.left)}</small></button></li>"
    )


def _when(slot: Slot) -> str:
    """Write a time as one says it; the machine reads the year, too."""
    local = slot.starts_at.astimezone()
    day = both("book_day", local.month, local.day, _MONTHS[local.month - 1])
    weekday = both(f"day_{_DAYS[local.weekday()]}")
    return f'<time datetime="{local.isoformat(timespec="minutes")}">{weekday} {day} {local:%H:%M}</time>'
