"""One task as HTML: whose it is, the packet in its I-SBAR order, what its viewer may do with it."""

from __future__ import annotations

from html import escape

from assistant.handover.packet import Fact, Packet
from assistant.handover.told import label
from assistant.worklist.task import LIVE, WAITING, State
from guidelines.citation import Citation
from serving.ui.cockpit.queue import clock_html, priority_html
from serving.ui.cockpit.reply import reply_html
from serving.ui.cockpit.signals import signals_html
from serving.ui.cockpit.views import TaskView
from serving.ui.follow_up.file import reported_html, task_links_html
from serving.ui.labels import LANGUAGES, both
from serving.ui.triggers import triggers_html


def task_html(view: TaskView) -> str:
    """Render one task: what was handed over, then what its viewer may do with it."""
    task = view.task
    body = _packet(view.packet) if view.packet else f'<p class="yz-empty">{both("task_erased")}</p>'
    return (
        f'<article class="yz-task" data-yz-ref="{escape(task.ticket)}" data-yz-version="{task.version}">'
        f'<header>{priority_html(task)}<h3 tabindex="-1">{escape(task.ticket)}</h3>'
        f'<span class="yz-chips">{triggers_html(task.triggers)}</span>{clock_html(task, view.now)}</header>'
        f'<p class="yz-hint">{_whose(view)}</p><div class="yz-steps">{_steps(view)}</div>'
        f"{task_links_html(task.ticket) if view.viewer.answers and view.packet else ''}"
        f"{body}{_attached(view)}{reply_html(view)}{_history(view)}</article>"
    )


def _whose(view: TaskView) -> str:
    task = view.task
    holder = view.names.get(task.owner or "")
    desk = view.names.get(task.queue.name, task.queue.name)
    return both("task_held_by", holder) if holder else both("task_in_queue", desk)


def _steps(view: TaskView) -> str:
    """Offer the steps that this viewer may take from where the task stands."""
    task, viewer = view.task, view.viewer
    mine = task.owner is not None and task.owner == viewer.person
    offered = (
        ("claim", viewer.answers and task.state in WAITING),
        ("release", viewer.answers and mine and task.state is State.CLAIMED),
        ("countersign", viewer.answers and not mine and task.state is State.PROPOSED),
        ("send_back", viewer.answers and task.state is State.PROPOSED),
        ("escalate", task.state in LIVE),
        ("close", task.state is State.ANSWERED and (mine or not viewer.answers)),
        ("close", task.state in LIVE and not viewer.answers),
    )
    buttons = [
        f'<button type="button" data-yz-step="{step}"'
        f"{' class=yz-main' if step in {'claim', 'countersign'} else ''}>{both(f'step_{step}')}</button>"
        for step, possible in offered
        if possible
    ]
    return "".join(buttons)


def _packet(packet: Packet) -> str:
    situation, assessment = packet.situation, packet.assessment
    urgency = situation.urgency_by_rule
    alarm = f'<p class="yz-alarm">{both("packet_urgency", urgency)}</p>' if urgency else ""
    rules = escape("、".join(assessment.rules)) or "–"
    facts = "".join(_fact(one) for one in packet.background.facts)
    turns = "".join(
        f"<li><b>{both(f'speaker_{one.speaker}')}</b> {escape(one.text)}</li>"
        for one in packet.background.turns
    )
    quoted = "".join(_quoted(one) for one in assessment.guideline_facts)
    return (
        f'<p class="yz-ai-label">{escape(packet.header.ai_label)}</p>'
        f'<section class="yz-block"><h4>S · {both("packet_situation")}</h4>{alarm}'
        f'<blockquote class="yz-asked">{escape(situation.question)}</blockquote>'
        f'<p class="yz-hint">{both("packet_told")}</p>'
        f'<p class="yz-told">{escape(situation.told) or "–"}</p></section>'
        f'<section class="yz-block"><h4>B · {both("packet_background")}</h4><ul class="yz-facts">{facts}</ul>'
        f"{reported_html(packet.background.reported)}"
        f"{_folded('packet_turns', f'<ul class=yz-turns>{turns}</ul>') if turns else ''}</section>"
        f'<section class="yz-block yz-machine"><h4>A · {both("packet_assessment")}</h4>'
        f"<p>{both('packet_rules')}: {rules}</p>{signals_html(assessment.uncertainty, packet.identity.role)}"
        f'<ul class="yz-quoted">{quoted}</ul></section>'
        f'<p class="yz-decide"><b>R</b> {escape(packet.request.decision)}</p>'
    )


def _quoted(citation: Citation) -> str:
    where = f"{citation.title} · {citation.issuer} · {citation.year}"
    return f"<li><q>{escape(citation.quote)}</q> <small>{escape(where)}</small></li>"


def _attached(view: TaskView) -> str:
    """List the files that came with a task; none of them was judged by the machine but a report."""
    if not view.attached:
        return ""
    ticket = escape(view.task.ticket)
    items = "".join(
        f'<li><a href="/v1/tasks/{ticket}/attachments/{escape(one.attachment_id)}" download>'
        f"{both(f'attached_{one.kind}')}</a> {one.made_at.astimezone():%m-%d %H:%M} · "
        f"{one.size // 1024 + 1} KB</li>"
        for one in view.attached
    )
    return (
        f'<section class="yz-block"><h4>{both("attached")}</h4><ul>{items}</ul>'
        f'<p class="yz-hint">{both("attached_hint")}</p></section>'
    )


def _fact(fact: Fact) -> str:
    told = (label(fact.name, "zh"), label(fact.name, "en"))
    names = "".join(
        f'<span class="yz-l" lang="{language}">{escape(name)}</span>'
        for language, name in zip(LANGUAGES, told, strict=True)
    )
    said = f" <q>{escape(' '.join(fact.said))}</q>" if fact.said else ""
    return f'<li class="yz-fact yz-{fact.standing}"><b>{names}</b> {both(f"fact_{fact.standing}")}{said}</li>'


def _history(view: TaskView) -> str:
    steps = "".join(
        f"<li><time datetime='{one.at.isoformat()}'>{one.at:%m-%d %H:%M}</time> {escape(one.step)} · "
        f"{escape(view.names.get(one.by, one.by))}</li>"
        for one in view.history
    )
    return _folded("task_history", f'<ol class="yz-history">{steps}</ol>')


def _folded(key: str, inner: str) -> str:
    return f"<details><summary>{both(key)}</summary>{inner}</details>"
