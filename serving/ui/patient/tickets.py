"""Tickets as whoever asked reads them: where each stands, with whom, by when, and the signed reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from assistant.worklist import Reply, Task
from assistant.worklist.clocks import Clocks
from assistant.worklist.worklist import may_withdraw
from guidelines.text import language_of
from serving.ui.patient.frame import paragraph
from serving.ui.patient.words import SCRIPTS, both, language_in, said, traditional


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One of a person's own tasks, with what was asked and the reply, as far as they are there."""

    task: Task
    asked: str | None
    reply: Reply | None

    @property
    def unread(self) -> bool:
        """Whether a reply waits that its asker has not seen."""
        return self.task.answered_at is not None and self.task.read_at is None


def given_html(ticket: str, called: str, due: datetime | None, *, files: int = 0) -> str:
    """Render the ticket that a message has just opened; `files` were handed over with it."""
    sent = paragraph("files_sent", files) if files else ""
    by = "" if due is None else f"<dt>{both('ticket_due')}</dt><dd>{moment(due)}</dd>"
    return (
        f'<section class="yp-ticket"><h4>{both("person_title")}</h4><dl><dt>{both("ticket")}</dt>'
        f'<dd class="yp-number">{escape(ticket)}</dd><dt>{both("ticket_with")}</dt><dd>{called}</dd>{by}</dl>'
        f"{sent}{paragraph('ticket_keep')}{paragraph('ticket_worse', kind='yp-watch')}</section>"
    )


def called_html(task: Task, clocks: Clocks) -> str:
    """Name whoever has a task in every script."""
    texts = {
        script: clocks.called(task.queue, language_in(script))
        if script != "zh-Hant"
        else traditional(clocks.called(task.queue, "zh"))
        for script in SCRIPTS
    }
    return "".join(
        f'<span class="yp-l" lang="{script}">{escape(text)}</span>' for script, text in texts.items()
    )


def list_html(tickets: Sequence[Ticket], clocks: Clocks, now: datetime) -> str:
    """Render all tickets of a person, the newest first."""
    if not tickets:
        return f'<p class="yp-none">{both("ticket_none")}</p>'
    newest = sorted(tickets, key=lambda one: one.task.opened_at, reverse=True)
    return f'<ul class="yp-tickets">{"".join(_item(one, clocks, now) for one in newest)}</ul>'


def _item(ticket: Ticket, clocks: Clocks, now: datetime) -> str:
    task = ticket.task
    overdue = paragraph("ticket_overdue", kind="yp-watch") if task.overdue(now) else ""
    asked = f"<dt>{both('ticket_about')}</dt><dd>{_told(ticket.asked)}</dd>" if ticket.asked else ""
    return (
        f'<li class="yp-ticket{" yp-unread" if ticket.unread else ""}">'
        f'<h3><span class="yp-number">{escape(task.ticket)}</span>'
        f'<span class="yp-state yp-state-{task.state.value}">{both(f"state_{task.state.value}")}</span></h3>'
        f"<dl>{asked}<dt>{both('ticket_with')}</dt><dd>{called_html(task, clocks)}</dd>"
        f"<dt>{both('ticket_due')}</dt><dd>{moment(task.due_at)}</dd></dl>{overdue}{_reply(ticket.reply)}"
        f"{_withdrawal(task)}</li>"
    )


def _withdrawal(task: Task) -> str:
    """Render the button by which whoever asked takes the question back, where that may be."""
    if not may_withdraw(task):
        return ""
    return (
        f'<p><button type="button" data-do="withdraw" data-ticket="{escape(task.ticket, quote=True)}">'
        f"{both('ticket_withdraw')}</button></p>"
    )


def _reply(reply: Reply | None) -> str:
    """Render a reply under its signer's name: the only words on this page that are a doctor's."""
    if reply is None:
        return ""
    paragraphs = "".join(f"<p>{_told(line)}</p>" for line in reply.sent.splitlines() if line.strip())
    follow = reply.draft.follow_up
    again = f"<p>{both('follow_up')} {follow.isoformat()}</p>" if follow is not None else ""
    department = f" · {_told(reply.signer.department)}" if reply.signer.department else ""
    return (
        f'<div class="yp-reply"><p class="yp-by">{both("ticket_reply")}'
        f'<span class="yp-state">{both(f"decision_{reply.draft.decision}")}</span></p>{paragraphs}{again}'
        f'<p class="yp-signed">{both("signed_by", reply.signer.name)}{department} · '
        f"{moment(reply.replied_at)}</p></div>"
    )


def _told(text: str) -> str:
    return said(text, language_of(text) or "zh")


def moment(at: datetime) -> str:
    """Write a moment in the hospital's own time."""
    local = at.astimezone()
    return f'<time datetime="{local.isoformat(timespec="minutes")}">{local:%Y-%m-%d %H:%M}</time>'
