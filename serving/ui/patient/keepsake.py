"""What a person was told, to take away: a web page or plain text, both labelled as an AI's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from assistant.audit import Replayed
from assistant.errors import UnknownRecordError
from assistant.ports import Recall
from assistant.worklist import Reply
from serving.ui.patient.words import Script, spoken, traditional

_STYLE = (
    "body{font:17px/1.7 system-ui,'Noto Sans CJK SC',sans-serif;max-width:42em;margin:2em auto;padding:0 1em;"
    "color:#17262d}article{border-top:1px solid #d3dce0;padding:.6em 0}time{color:#4a5c65}"
    ".l{background:#eef3f4;padding:.6em 1em;border-radius:8px}h2{font-size:1em;margin:.6em 0 .2em}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One exchange: when, what the person wrote, what they were told, and a doctor's reply under its name."""

    at: str
    asked: str
    told: tuple[str, ...]
    ticket: str | None = None
    reply: Reply | None = None


def told_to(person: str, recall: Recall, replies: Iterable[tuple[str, Reply]]) -> list[Told]:
    """Collect everything a person was told, oldest first; what was erased is gone."""
    answered = dict(replies)
    found: list[Told] = []
    for record in recall.records_of(person):
        try:
            held = recall.replay(record)
        except UnknownRecordError:
            continue  # a step that staff took with a task
        if isinstance(held, Replayed):
            ticket = held.outcome.trace.ticket
            found.append(
                Told(
                    at=held.link.at,
                    asked=held.question.text,
                    told=tuple(one.text for one in held.outcome.claims),
                    ticket=ticket,
                    reply=answered.get(ticket or ""),
                )
            )
    return found


def as_text(told: Iterable[Told], script: Script, now: datetime) -> str:
    """Write a plain text."""
    lines = [spoken("keep_title", script), _made(script, now), spoken("label_full", script), ""]
    for one in told:
        lines += [_local(one.at), f"{spoken('keep_asked', script)}: {one.asked}"]
        lines.append(f"{spoken('keep_told', script)} ({spoken('not_a_doctor', script)}):")
        lines += [f"  {_in(text, script)}" for text in one.told]
        if one.reply is not None:
            lines += [f"{spoken('signed_by', script, one.reply.signer.name)}:", f"  {one.reply.sent}"]
        lines.append("")
    return "\n".join([*lines, spoken("label_full", script), ""])


def as_page(told: Iterable[Told], script: Script, now: datetime) -> str:
    """Write a web page that stands alone; the label is seen, and stands in its metadata, too (REG-11)."""
    label = f'<p class="l">{escape(spoken("label_full", script))}</p>'
    articles = "".join(_article(one, script) for one in told)
    title = escape(spoken("keep_title", script))
    meta = json.dumps({"AIGC": {"Label": "1", "ContentProducer": "Yizheng", "ProduceID": ""}})
    return (
        f'<!doctype html><html lang="{script}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><style>{_STYLE}</style><script type="application/json">{meta}</script></head>'
        f"<body><h1>{title}</h1><p>{escape(_made(script, now))}</p>{label}{articles}{label}</body></html>"
    )


def _article(one: Told, script: Script) -> str:
    texts = "".join(f"<p>{escape(_in(text, script))}</p>" for text in one.told)
    reply = ""
    if one.reply is not None:
        name = escape(spoken("signed_by", script, one.reply.signer.name))
        reply = f"<h2>{name}</h2><p>{escape(one.reply.sent)}</p>"
    return (
        f"<article><time>{escape(_local(one.at))}</time><h2>{escape(spoken('keep_asked', script))}</h2>"
        f"<p>{escape(one.asked)}</p><h2>{escape(spoken('keep_told', script))} · "
        f"{escape(spoken('not_a_doctor', script))}</h2>{texts}{reply}</article>"
    )


def _made(script: Script, now: datetime) -> str:
    return f"{spoken('keep_made', script)} {now.astimezone():%Y-%m-%d %H:%M}"


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def _in(text: str, script: Script) -> str:
    return traditional(text) if script == "zh-Hant" else text
