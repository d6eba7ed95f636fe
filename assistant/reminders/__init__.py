"""Reminders to a patient's own address, with consent: that something waits, never what.

`letter` values, words and ports · `room` who may set an address, and what is posted until it arrives
"""

from assistant.reminders.letter import Address, AddressKind, Carrier, Due, Letter, LetterBook, Posted
from assistant.reminders.room import ReminderRoom

__all__ = ["Address", "AddressKind", "Carrier", "Due", "Letter", "LetterBook", "Posted", "ReminderRoom"]
