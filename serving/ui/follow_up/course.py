"""A plan's course: the answers as a small table, numbers as a picture with the expected range as a band."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Final

from assistant.follow_up import Plan, Question, Round
from assistant.follow_up.judging import outside
from assistant.follow_up.plan import Deviation
from assistant.follow_up.questions import UNKNOWN, Answer, Number
from serving.ui.labels import both, plain
from serving.ui.safety.frame import moment, table_html

_WIDE: Final = 720
_HIGH: Final = 150
_LEFT: Final = 52
_PAD: Final = 14
_SPOKEN: Final = frozenset({"yes", "no", "better", "same", "worse", UNKNOWN})


def course_html(plan: Plan) -> str:
    """Render the rounds as they stand, and a picture of every number that was asked more than once."""
    asked = {one.key: one for terms in plan.terms for one in terms.questions}
    pictures = "".join(_picture(one, plan) for one in asked.values() if isinstance(one, Number))
    rows = (_row(one, tuple(asked.values())) for one in plan.rounds)
    heads = ("follow_up_due", "follow_up_questions", "follow_up_deviates")
    return f"{pictures}{table_html('follow_up_course', heads, rows)}"


def deviation_html(one: Deviation) -> str:
    """Render what deviates, in a word."""
    key = "unexpected_answer" if one.kind == "unexpected" else one.kind
    return f'<span class="yz-badge yz-late">{both(f"follow_up_{key}")}</span>'


def _row(one: Round, questions: Sequence[Question]) -> str:
    said = {answer.key: answer.said for answer in one.answers}
    off = {deviation.key for deviation in one.deviations}
    told = "".join(_answer(ask, said[ask.key], off=ask.key in off) for ask in questions if ask.key in said)
    late = f" · {both('follow_up_late')}" if one.late else ""
    ticket = f'<br><a href="/app/#{escape(one.ticket)}">{escape(one.ticket)}</a>' if one.ticket else ""
    return (
        f'<tr><th scope="row">{moment(one.due_at)}<br><small>{both(f"follow_up_round_{one.state}")}{late}'
        f"</small></th><td>{f'<ul>{told}</ul>' if told else '–'}</td>"
        f"<td>{''.join(map(deviation_html, one.deviations)) or '–'}{ticket}</td></tr>"
    )


def _answer(question: Question, said: str, *, off: bool) -> str:
    fixed = said == UNKNOWN or (said in _SPOKEN and question.kind != "words")
    spoken = both(f"follow_up_said_{said}") if fixed else escape(said) or "–"
    unit = f" {escape(question.unit)}" if isinstance(question, Number) and said != UNKNOWN else ""
    shown = f"<mark>{spoken}{unit}</mark>" if off else f"{spoken}{unit}"
    return f"<li>{escape(question.text)} {shown}</li>"


def _picture(question: Number, plan: Plan) -> str:
    """Draw a number over its rounds; one value is no course."""
    points = [(one, value) for one in plan.rounds if (value := one.value(question.key)) is not None]
    if len(points) < 2:
        return ""
    bounds = [bound for bound in (question.low, question.high) if bound is not None]
    least, most = min([*(v for _, v in points), *bounds]), max([*(v for _, v in points), *bounds])
    span = (most - least) or Decimal(1)
    first, last = points[0][0].due_at, points[-1][0].due_at
    long = (last - first).total_seconds() or 1.0

    def across(one: Round) -> float:
        return _LEFT + (one.due_at - first).total_seconds() / long * (_WIDE - _LEFT - _PAD)

    def down(value: Decimal) -> float:
        return _PAD + float((most - value) / span) * (_HIGH - 2 * _PAD)

    top = down(question.high) if question.high is not None else 0.0
    bottom = down(question.low) if question.low is not None else float(_HIGH)
    band = (
        f'<rect x="{_LEFT}" y="{top:.1f}" width="{_WIDE - _LEFT}" height="{bottom - top:.1f}" '
        'fill="#e1eff0"/>'
        if bounds
        else ""
    )
    line = " ".join(f"{across(one):.1f},{down(value):.1f}" for one, value in points)
    dots = "".join(
        f'<circle cx="{across(one):.1f}" cy="{down(value):.1f}" r="5" fill="{_colour(question, value)}">'
        f"<title>{one.due_at.astimezone():%m-%d} {value} {escape(question.unit)}</title></circle>"
        for one, value in points
    )
    labels = "".join(
        f'<text x="{_LEFT - 6}" y="{down(value) + 4:.1f}" text-anchor="end" font-size="12" fill="#4a5c65">'
        f"{value}</text>"
        for value in dict.fromkeys((most, least))
    )
    name = plain("follow_up_picture", question.text, question.unit)
    return (
        f'<figure class="yz-part"><figcaption>{both("follow_up_picture", question.text, question.unit)}'
        f'</figcaption><svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{name}" width="100%">{band}'
        f'<polyline points="{line}" fill="none" stroke="#0c5a66" stroke-width="2"/>{dots}{labels}'
        "</svg></figure>"
    )


def _colour(question: Number, value: Decimal) -> str:
    answered = Answer(key=question.key, said=str(value), value=value)
    return "#a8201a" if outside(question, answered) else "#0c5a66"
