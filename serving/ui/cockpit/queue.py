"""The queue as HTML: one line a task, most urgent first, each with its clock."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Final

from assistant.worklist.task import LIVE, Task
from serving.ui.cockpit.views import QueueView
from serving.ui.labels import both
from serving.ui.triggers import triggers_html

_HOUR: Final = 3600


def queue_html(view: QueueView) -> str:
    """Render the queue; an empty one says so."""
    late = sum(one.overdue(view.now) for one in view.tasks)
    mine = sum(one.owner is not None and one.owner == view.viewer.person for one in view.tasks)
    head = (
        '<div class="yz-badges yz-totals">'
        f'<span class="yz-badge">{both("tasks_waiting", len(view.tasks))}</span>'
        f'<span class="yz-badge">{both("tasks_mine", mine)}</span>'
        f'<span class="yz-badge{" yz-late" if late else ""}">{both("tasks_late", late)}</span>'
        f"{_recalls(view)}</div>"
    )
    if not view.tasks:
        return f'{head}<p class="yz-empty">{both("tasks_none")}</p>'
    rows = "".join(_row(one, view) for one in view.tasks)
    return f'{head}<ol class="yz-queue">{rows}</ol>'


def _recalls(view: QueueView) -> str:
    if not view.recalls:
        return ""
    look = " yz-late" if view.recalls_late else ""
    told = both("tasks_recalls", view.recalls, view.recalls_late)
    return f'<a class="yz-badge{look}" href="/findings">{told}</a>'


def clock_html(task: Task, now: datetime) -> str:
    """Render how long the asker still waits, or since when in vain; the browser keeps it running."""
    if task.state not in LIVE:
        return f'<span class="yz-clock">{both(f"task_{task.state.value}")}</span>'
    seconds = int((task.due_at - now).total_seconds())
    state = "late" if seconds < 0 else "soon" if seconds < _HOUR else "calm"
    return (
        f'<time class="yz-clock yz-{state}" datetime="{task.due_at.isoformat()}" data-yz-due>'
        f"{both('clock_late' if seconds < 0 else 'clock_left', *_hours(abs(seconds)))}</time>"
    )


def priority_html(task: Task) -> str:
    """Render the priority; P0 and P1 stand out."""
    return f'<b class="yz-priority yz-{task.priority.lower()}">{task.priority}</b>'


def _row(task: Task, view: QueueView) -> str:
    holder = view.names.get(task.owner or "")
    who = (
        f'<span class="yz-holder">{both("task_held_by", holder)}</span>'
        if holder
        else f'<span class="yz-holder">{escape(view.names.get(task.queue.name, task.queue.name))}</span>'
    )
    called = view.names.get(task.called or "")
    if called and not holder:
        who += f'<span class="yz-holder">{both("task_called", called)}</span>'
    return (
        f'<li><button type="button" class="yz-task-row" data-yz-task="{escape(task.ticket)}">'
        f"{priority_html(task)}<span class='yz-ticket'>{escape(task.ticket)}</span>"
        f'<span class="yz-chips">{triggers_html(task.triggers)}</span>{who}{clock_html(task, view.now)}'
        "</button></li>"
    )


def _hours(seconds: int) -> tuple[int, int]:
    return seconds // _HOUR, seconds % _HOUR // 60
