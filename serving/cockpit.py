"""What the cockpit's page shows, out of the worklist, for the person behind a request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from assistant.exchange import Role
from assistant.worklist.task import Task
from serving.auth import Caller
from serving.recalls import due_recalls
from serving.ui.cockpit.views import QueueView, TaskView, Viewer

if TYPE_CHECKING:
    from assistant.house import House


class TaskCockpit:
    """Implements `serving.ui.cockpit.views.Cockpit`; the worklist decides who sees what."""

    def __init__(self, house: House, caller: Callable[[Request], Caller]) -> None:
        """Show the tasks of `house` to whoever `caller` finds behind a request."""
        self._house, self._work, self._caller = house, house.worklist, caller

    async def queue(self, request: Request) -> QueueView:
        """Give the tasks whose asker waits."""
        return await run_in_threadpool(self._queue, request)

    async def task(self, reference: str, request: Request) -> TaskView:
        """Give one task with its packet.

        Raises:
            UnknownTaskError: there is none for this person.
        """
        return await run_in_threadpool(self._task, reference, request)

    def _queue(self, request: Request) -> QueueView:
        caller = self._caller(request)
        tasks, now = self._work.queue(caller.asker), self._work.now()
        recalls = due_recalls(self._house, caller.asker)
        return QueueView(
            now=now,
            viewer=_viewer(caller),
            tasks=tasks,
            names=self._names(tasks, ()),
            recalls=len(recalls),
            recalls_late=sum(one.overdue(now) for one in recalls),
        )

    def _task(self, reference: str, request: Request) -> TaskView:
        caller = self._caller(request)
        task = self._work.seen(reference, caller.asker)
        history = self._work.history(task)
        return TaskView(
            now=self._work.now(),
            viewer=_viewer(caller),
            task=task,
            packet=self._work.packet(task),
            history=history,
            reply=self._work.reply(task),
            proposed=self._work.proposed(task),
            names=self._names((task,), (one.by for one in history)),
            attached=self._house.attachments.of_task(task.task_id),
        )

    def _names(self, tasks: Iterable[Task], people: Iterable[str]) -> dict[str, str]:
        """Call desks and accounts by name; whatever has none keeps its id."""
        names: dict[str, str] = {}
        accounts = set(people)
        for task in tasks:
            names[task.queue.name] = self._work.clocks.called(task.queue, "zh")
            accounts |= {one for one in (task.owner, task.called) if one}
            accounts |= {task.queue.name} if task.queue.kind == "doctor" else set()
        found = ((one, self._house.accounts.name_of(one)) for one in accounts)
        return names | {account: name for account, name in found if name is not None}


def _viewer(caller: Caller) -> Viewer:
    return Viewer(person=caller.asker.person, answers=caller.asker.role is Role.DOCTOR)
