"""Booking a time at a department through a port: the hospital's own system, or the calendar that is built in.

`room` reads first; `calendar` holds the values and who may book what, `sheet` reads a clerk's table,
`session` cuts a half-day into times.
"""

from assistant.booking.calendar import Booking, Change, Filled, Offer, Offered, Slot
from assistant.booking.ports import BookingSystem, Calendar
from assistant.booking.room import BookingRoom

__all__ = [
    "Booking",
    "BookingRoom",
    "BookingSystem",
    "Calendar",
    "Change",
    "Filled",
    "Offer",
    "Offered",
    "Slot",
]
