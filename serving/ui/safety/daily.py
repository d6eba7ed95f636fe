"""The daily review as HTML: each answer that was shown with a caution, why, and the officer's verdict."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from html import escape

from assistant.audit import Replayed
from assistant.auditing.daily import DailyReview, Flagged
from assistant.deferral_triggers import raised
from serving.ui.labels import both
from serving.ui.safety.frame import DAILY, choice_html, field_html, form_html
from serving.ui.triggers import triggers_html

_FINDINGS = (("fine", "daily_fine"), ("wrong", "daily_wrong"))


def daily_html(review: DailyReview, names: Mapping[str, str], *, reads: bool) -> str:
    """Render a day: how many there are, and to who `reads` what they are."""
    day = review.day
    ways = " ".join(
        f'<a href="{DAILY}?day={day + timedelta(days=step)}">{both(key)}</a>'
        for step, key in ((-1, "daily_before"), (1, "daily_after"))
    )
    count = both("daily_open", review.open, len(review.flagged))
    more = f'<p class="yz-hint">{both("daily_more")}</p>' if review.more else ""
    answers = "".join(_answer(one, review, names) for one in review.flagged)
    found = answers if reads else f'<p class="yz-hint">{both("daily_officers")}</p>'
    return (
        f'<div class="yz-title"><div><h2>{both("safety_daily")} {day}</h2>'
        f'<p class="yz-hint">{both("daily_hint")}</p></div></div>'
        f"<p>{ways}</p><p><b>{count}</b></p>{more}{found}"
    )


def _answer(one: Flagged, review: DailyReview, names: Mapping[str, str]) -> str:
    link = one.link
    head = (
        f"{escape(link.at[11:16])} UTC · {both(f'role_{link.role}')} · <code>{escape(link.decision)}</code>"
    )
    words = f"<p>{both('audit_erased')}</p>" if one.replayed is None else _words(one.replayed)
    head += f" · {both('audit_record', link.seq)}"
    if one.judged is not None:
        who = escape(names.get(one.judged.by, one.judged.by))
        verdict = (
            f"<p><b>{both(f'daily_{one.judged.finding}')}</b> · {who} · {escape(one.judged.at[:16])}</p>"
        )
    else:
        here = f"-{link.seq}"
        verdict = form_html(
            f"{DAILY}/{link.record_id}",
            f'<input type="hidden" name="day" value="{review.day}">'
            f"{choice_html('finding', 'daily_finding', _FINDINGS, 'fine', here=here)}"
            f"{field_html('note', 'daily_note', here=here)}",
            "daily_keep",
        )
    return f'<section class="yz-part"><p class="yz-hint">{head}</p>{words}{verdict}</section>'


def _words(replayed: Replayed) -> str:
    question, outcome = replayed.question, replayed.outcome
    chips = triggers_html(tuple(each.trigger for each in raised(outcome.trace.signals, question.asker.role)))
    shown = "".join(f"<li>{escape(claim.text)}</li>" for claim in outcome.claims)
    return (
        f'<p class="yz-chips">{chips}</p><blockquote class="yz-said-by">{escape(question.text)}</blockquote>'
        f"<ol>{shown}</ol>"
    )
