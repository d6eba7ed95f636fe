"""What belongs to the person and not to the conversation: who one is here, tickets, what to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from assistant.worklist import Task
from assistant.worklist.task import LIVE
from serving.problems import JsonObject
from serving.ui.patient.keepsake import as_page, as_text, told_to
from serving.ui.patient.tickets import Ticket, list_html
from serving.ui.patient.visitor import Visitor
from serving.ui.patient.words import Script

if TYPE_CHECKING:
    from assistant.house import House


class Drawer:
    """Looks up what is a person's own; nobody signed in has nothing."""

    def __init__(self, house: House) -> None:
        """Look into `house`."""
        self._house = house

    def me(self, visitor: Visitor) -> JsonObject:
        """Say who is signed in, what stands agreed, and how much waits, was answered or changed since."""
        mine = self._mine(visitor)
        return {
            "signed": visitor.asker is not None,
            "name": visitor.name,
            "consents": [one.value for one in sorted(visitor.consents)],
            "waiting": sum(one.state in LIVE for one in mine),
            "changed": 0 if visitor.person is None else len(self._house.booking.changes(visitor.person)),
            "unread": sum(one.answered_at is not None and one.read_at is None for one in mine),
        }

    def tickets(self, visitor: Visitor) -> str:
        """Render one's tickets; a reply that is shown here counts as read."""
        shown = [self._ticket(one, visitor) for one in self._mine(visitor)]
        return list_html(shown, self._house.worklist.clocks, self._house.worklist.now())

    def keepsake(self, visitor: Visitor, script: Script, form: Literal["page", "text"]) -> str:
        """Write down everything the person was told."""
        work, person = self._house.worklist, visitor.person
        replies = [
            (one.ticket, reply) for one in self._mine(visitor) if (reply := work.reply(one)) is not None
        ]
        told = [] if person is None else told_to(person, self._house.recall, replies)
        write = as_page if form == "page" else as_text
        return write(told, script, work.now())

    def _mine(self, visitor: Visitor) -> tuple[Task, ...]:
        return () if visitor.person is None else self._house.worklist.mine(visitor.person)

    def _ticket(self, task: Task, visitor: Visitor) -> Ticket:
        """Look a task up; the unread mark is that of before the look."""
        work = self._house.worklist
        packet, reply = work.packet(task), work.reply(task)
        if reply is not None:
            work.own(task.task_id, visitor.person)
        return Ticket(task=task, asked=None if packet is None else packet.situation.question, reply=reply)
