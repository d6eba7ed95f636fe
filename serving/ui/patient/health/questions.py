"""Follow-up as the person sees it: what is asked now, what came of the answers, the plans there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from assistant.follow_up import Plan, Question, Round
from assistant.follow_up.questions import LONGEST_ANSWER, UNKNOWN
from assistant.follow_up.room import Received
from assistant.follow_up.telling import card, language_in
from assistant.wording import text as wording
from guidelines import Language
from serving.ui.patient.health.frame import form_html, part_html
from serving.ui.patient.health.words import both
from serving.ui.patient.words import Script, said


def due_html(due: Sequence[tuple[Plan, Round]], script: Script) -> str:
    """Render what is asked now, a form for each round."""
    forms = "".join(_round(plan, one, script) for plan, one in due)
    return part_html("due_title", forms or f"<p>{both('due_none')}</p>", identity="due")


def plans_html(plans: Sequence[Plan]) -> str:
    """Render the plans with how far each is; nothing where there is none."""
    if not plans:
        return ""
    rows = "".join(
        f"<li>{both('plan_line', plan.title, _answered(plan), _asked(plan))} "
        f'<span class="yp-state">{both(f"state_{plan.state}")}</span></li>'
        for plan in plans
    )
    return part_html("plans", f"<ul>{rows}</ul>")


def received_html(got: Received) -> str:
    """Render what came of answers: an alarm first, where they went, then what is not given."""
    screening = got.screening
    language: Language = "zh" if got.plan is None else language_in(got.plan)
    if screening.alarming:
        told = card(screening, language) if got.outcome is None else _told(got)
        lost = f"<p>{both('not_kept')}</p>" if got.plan is None else ""
        return (
            '<section class="yp-msg yp-bot yp-card yp-alarm yp-alarm-red" role="alert">'
            f'{_paragraphs(told, language)}{lost}<div class="yp-calls">'
            f'<a class="yp-call yp-call-first" href="tel:120"><strong>120</strong>'
            f"<span>{both('call_120')}</span></a></div></section>"
        )
    body = f"<p><strong>{both('answered')}</strong></p>{_paragraphs(_told(got), language)}"
    if screening.verdict.verdict == "blocked":
        rule = wording("blocked", language, rule=screening.verdict.rules[0].reason)
        body += _paragraphs((rule, *screening.verdict.offers), language)
    return f'<section class="yp-msg yp-bot yp-card" role="status">{body}</section>'


def _told(got: Received) -> tuple[str, ...]:
    return () if got.outcome is None else tuple(one.text for one in got.outcome.claims)


def _paragraphs(texts: Sequence[str], language: Language) -> str:
    lines = (line for text in texts for line in text.splitlines() if line.strip())
    return "".join(f"<p>{said(one, language)}</p>" for one in lines)


def _round(plan: Plan, one: Round, script: Script) -> str:
    terms = plan.terms_of(one)
    ends = moment(one.due_at + terms.grace)
    head = both("due_late" if one.state == "missed" else "due_by", plan.title, ends)
    fields = "".join(_field(question) for question in terms.questions)
    hidden = f'<input type="hidden" name="round" value="{one.number}">'
    return f"<h3>{head}</h3>{form_html(f'answers/{plan.plan_id}', hidden + fields, 'answer', script)}"


def _field(question: Question) -> str:
    name = f"a-{escape(question.key, quote=True)}"
    text = escape(question.text)
    match question.kind:
        case "number":
            return (
                f'<label>{text}<input name="{name}" inputmode="decimal" autocomplete="off" maxlength="40">'
                f"<small>{both('number_in', question.unit)}</small></label>"
                f'<label class="yp-choice"><input type="checkbox" name="{name}" value="{UNKNOWN}">'
                f"<span>{both('unknown')}</span></label>"
            )
        case "words":
            return (
                f'<label>{text}<textarea name="{name}" rows="2" maxlength="{LONGEST_ANSWER}"></textarea>'
                f"<small>{both('words_hint')}</small></label>"
            )
        case "yes_no":
            return _radios(name, text, (("yes", "yes"), ("no", "no")))
        case "change":
            return _radios(name, text, (("better", "better"), ("same", "same"), ("worse", "worse")))


def _radios(name: str, text: str, options: Sequence[tuple[str, str]]) -> str:
    choices = "".join(
        f'<label class="yp-choice"><input type="radio" name="{name}" value="{value}" required>'
        f"<span>{both(key)}</span></label>"
        for value, key in (*options, (UNKNOWN, "unknown"))
    )
    return f"<fieldset><legend>{text}</legend>{choices}</fieldset>"


def _answered(plan: Plan) -> int:
    return sum(one.state == "answered" for one in plan.rounds)


def _asked(plan: Plan) -> int:
    return sum(one.state != "dropped" for one in plan.rounds)


def moment(at: datetime) -> str:
    """Write a moment in the hospital's own time."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
