"""The reply as HTML: the draft to judge sentence by sentence, the form to sign, and what was signed."""

from __future__ import annotations

from html import escape
from typing import Final, get_args

from assistant.handover.packet import DraftClaim, Packet
from assistant.worklist.judging import work_of
from assistant.worklist.reply import BasisKind, Reply
from assistant.worklist.task import State
from serving.ui.cockpit.views import TaskView
from serving.ui.labels import both, option_html, plain

_BASES: Final[tuple[BasisKind, ...]] = get_args(BasisKind)
_VERDICTS: Final = (("accepted", "A"), ("edited", "E"), ("rejected", "R"))


def reply_html(view: TaskView) -> str:
    """Render the signed reply, or the form for whoever holds the task; nothing to anybody else."""
    if view.task.kind == "review":
        return (
            f'<p><a class="yz-go" href="/findings/{escape(view.task.ticket)}">'
            f"{both('task_review_finding')}</a></p>"
        )
    if view.reply is not None:
        return _signed(view.reply, "reply_sent", view.packet)
    if view.proposed is not None:
        return _signed(view.proposed, "reply_proposed", view.packet)
    mine = view.task.owner is not None and view.task.owner == view.viewer.person
    if view.packet is None or not mine or view.task.state is not State.CLAIMED:
        return ""
    return _form(view.packet)


def _form(packet: Packet) -> str:
    """Render the reply form; a sentence of the draft has no verdict until the doctor gives one."""
    claims = "".join(_claim(one) for one in packet.request.draft)
    withheld = packet.request.withheld
    kept = f'<p class="yz-hint">{both("reply_withheld", withheld)}</p>' if withheld else ""
    decisions = "".join(_option(one, f"decision_{one}") for one in packet.request.options)
    bases = "".join(_option(one, f"basis_{one}") for one in _BASES)
    return (
        f'<form class="yz-reply" novalidate><h4>{both("reply_title")}</h4>'
        f'<fieldset class="yz-claims"><legend>{both("reply_draft")}</legend>'
        f'<p class="yz-hint">{both("reply_keys")}</p>{claims}{kept}</fieldset>'
        f'<label>{both("reply_text")}<textarea name="text" rows="4" maxlength="20000"></textarea></label>'
        f'<div class="yz-fields"><label>{both("reply_decision")}<select name="decision" required>'
        f'<option value=""></option>{decisions}</select></label>'
        f'<label>{both("reply_basis")}<select name="basis">{bases}</select></label>'
        f'<label>{both("reply_reference")}<input name="reference" maxlength="512"></label>'
        f'<label>{both("reply_order")}<input name="order_id" maxlength="64"></label>'
        f'<label>{both("reply_follow_up")}<input name="follow_up" type="date"></label></div>'
        f'<label class="yz-sign"><input type="checkbox" name="sign"> {both("reply_sign")}</label>'
        f'<button type="submit" class="yz-main">{both("reply_send")}</button></form>'
    )


def _claim(one: DraftClaim) -> str:
    choices = "".join(
        f'<label><input type="radio" name="claim-{one.number}" value="{verdict}"> '
        f"{both(f'claim_{verdict}')} <kbd>{key}</kbd></label>"
        for verdict, key in _VERDICTS
    )
    return (
        f'<div class="yz-judge" tabindex="0" role="group" data-yz-claim="{one.number}" '
        f'aria-label="{plain("reply_sentence", one.number)}"><p>{escape(one.text)}</p>'
        f'<div class="yz-choices">{choices}</div>'
        f'<textarea rows="2" hidden maxlength="20000" aria-label="{plain("claim_edited")}">'
        f"{escape(one.text)}</textarea></div>"
    )


def _option(value: str, key: str) -> str:
    return f'<option value="{value}" {option_html(key)}</option>'


def _signed(reply: Reply, title: str, packet: Packet | None) -> str:
    work = work_of(packet, reply)
    taken = "" if work.seconds is None else both("reply_took", round(work.seconds / 60))
    changed = (
        "" if work.share is None else both("reply_changed", f"{work.share:.0%}", work.changed, work.offered)
    )
    counts = {verdict: sum(one.verdict == verdict for one in reply.draft.claims) for verdict, _ in _VERDICTS}
    judged = both("reply_judged", counts["accepted"], counts["edited"], counts["rejected"])
    return (
        f'<section class="yz-block yz-signed"><h4>{both(title)}</h4>'
        f'<p class="yz-told">{escape(reply.sent)}</p>'
        f'<p class="yz-hint">{escape(reply.signer.name)} · '
        f'<time datetime="{reply.replied_at.isoformat()}">{reply.replied_at:%Y-%m-%d %H:%M} UTC</time> · '
        f"{both(f'decision_{reply.draft.decision}')} · {judged} {taken} {changed}"
        f"{_second(reply)}</p></section>"
    )


def _second(reply: Reply) -> str:
    if reply.second is None or reply.seconded_at is None:
        return ""
    at = f"{reply.seconded_at:%Y-%m-%d %H:%M}"
    return f" · {both('reply_seconded', reply.second.name, at)}"
