"""A twin's approved answers as HTML: each with its standing, the way to renew or take it back, a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from assistant.twin import ApprovedAnswer, ApprovedSentence
from serving.ui.labels import both, plain


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An approved answer, and whether everything that it cites is in force today."""

    answer: ApprovedAnswer
    in_force: bool


def answers_html(shown: Sequence[ShownAnswer], now: datetime, *, own: bool) -> str:
    """Render the answers, and to their doctor the ways to change them."""
    listed = "".join(_answer(one, now, own=own) for one in shown)
    empty = "" if listed else f'<p class="yz-empty">{both("answers_none")}</p>'
    form = _form() if own else ""
    return (
        f"<details{' open' if any(_waits(one, now) for one in shown) else ''}>"
        f"<summary>{both('answers_title', len(shown))}</summary>"
        f'<p class="yz-hint">{both("answers_hint")}</p>{empty}{listed}{form}</details>'
    )


def _waits(one: ShownAnswer, now: datetime) -> bool:
    return one.answer.revoked_at is None and (not one.in_force or one.answer.due(now))


def _answer(one: ShownAnswer, now: datetime, *, own: bool) -> str:
    answer = one.answer
    standing = answer.standing(now)
    state = "outdated" if standing == "approved" and not one.in_force else standing
    look = {"approved": "active", "revoked": "revoked"}.get(state, "expired")
    sentences = "".join(f"<li>{_sentence(part)}</li>" for part in answer.sentences)
    days = (f"{at.astimezone():%Y-%m-%d}" for at in (answer.approved_at, answer.until))
    ways = ""
    if own and standing != "revoked":
        again = answer.due(now) and one.in_force
        ways = (_button("approve", "answer_again") if again else "") + _button("back", "answer_back")
    return (
        f'<section class="yz-approved" data-yz-answer="{escape(answer.answer_id)}">'
        f"<p><b>{escape(answer.question)}</b> "
        f'<span class="yz-badge yz-twin-{look}">{both(f"answer_{state}")}</span> '
        f'<span class="yz-hint">{both("answer_days", *days)}</span></p><ul>{sentences}</ul>{ways}</section>'
    )


def _sentence(part: ApprovedSentence) -> str:
    titles = dict.fromkeys(one.title for one in part.citations)
    return f"{escape(part.text)} <small>{escape('；'.join(titles))}</small>"


def _button(step: str, key: str) -> str:
    return f'<button type="button" data-yz-answer-step="{step}">{both(key)}</button> '


def _form() -> str:
    return (
        f'<form class="yz-card-form yz-answer-form"><label>{both("answer_question")}'
        '<input name="question" maxlength="400" required></label>'
        f'<label>{both("answer_sentences")}<textarea name="sentences" rows="4" required '
        f'placeholder="{plain("answer_example")}"></textarea></label>'
        '<label class="yz-sign"><input type="checkbox" name="sign" required> '
        f"{both('answer_sign_word')}</label>"
        f'<button type="submit" class="yz-main">{both("answer_approve")}</button></form>'
    )
