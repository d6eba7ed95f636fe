"""The form that sets or changes a plan: a first time, a rhythm, up to six questions; and reading it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Final

from assistant.follow_up import Plan, Question
from assistant.follow_up.questions import Number, YesNo
from serving.errors import InvalidLineError
from serving.problems import JsonObject
from serving.ui.labels import both
from serving.ui.safety.frame import choice_html, field_html, form_html

QUESTIONS: Final = 6
_KINDS: Final = ("", "number", "yes_no", "change", "words")
_MOST_TIMES: Final = 60
_MOST_DAYS: Final = 90


def new_html(ticket: str, given: Mapping[str, str], *, now: datetime) -> str:
    """Render the form of a new plan; `given` is what was written before."""
    start = (now + timedelta(days=1)).astimezone().replace(hour=8, minute=0)
    standing = {"first": f"{start:%Y-%m-%dT%H:%M}", "every": "1", "times": "7", "grace": "12"} | dict(given)
    ticketed = f'<input type="hidden" name="ticket" value="{escape(ticket, quote=True)}">'
    title = field_html("title", "follow_up_title", given.get("title", ""), required=True)
    head = f'<h2>{both("follow_up_for", ticket)}</h2><p class="yz-hint">{both("follow_up_hint")}</p>'
    return head + form_html("/follow-up/new", ticketed + title + _terms(standing), "follow_up_set")


def change_html(plan: Plan, *, now: datetime) -> str:
    """Render the form of a plan's next version, filled with the one that stands."""
    start = (now + timedelta(days=1)).astimezone().replace(hour=8, minute=0)
    terms = plan.standing
    given = {
        "first": f"{start:%Y-%m-%dT%H:%M}",
        "every": "1",
        "times": str(max(1, sum(one.state == "waiting" for one in plan.rounds))),
        "grace": str(int(terms.grace.total_seconds()) // 3600),
        "tell": {"doctor": "me", "department": "department"}.get(terms.tell.kind, "desk"),
    }
    for place, question in enumerate(terms.questions[:QUESTIONS], start=1):
        given |= {f"{name}{place}": value for name, value in _written(question).items()}
    version = f'<input type="hidden" name="version" value="{plan.version}">'
    why = field_html("why", "follow_up_why", required=True)
    address = f"/follow-up/{plan.plan_id}/change"
    return form_html(address, version + why + _terms(given), "follow_up_change")


def terms_in(form: Mapping[str, str], department: str | None) -> JsonObject:
    """Read the form as what `/v1/follow-up` takes.

    Raises:
        InvalidLineError: a date or a number that cannot be read.
    """
    first = _moment(form.get("first", ""))
    every = _count(form, "every", most=_MOST_DAYS)
    times = _count(form, "times", most=_MOST_TIMES)
    tell = form.get("tell", "me")
    return {
        "questions": [
            _question(form, place) for place in range(1, QUESTIONS + 1) if form.get(f"kind{place}")
        ],
        "due": [(first + timedelta(days=every * number)).isoformat() for number in range(times)],
        "grace_hours": _count(form, "grace", most=336),
        "tell": {"kind": tell, "name": department or ""} if tell == "department" else {"kind": tell},
        "why": form.get("why", ""),
        "title": form.get("title", ""),
        "ticket": form.get("ticket", ""),
        "version": int(form["version"]) if form.get("version", "").isdecimal() else None,
    }


def _terms(given: Mapping[str, str]) -> str:
    rows = "".join(_row(place, given) for place in range(1, QUESTIONS + 1))
    tells = tuple((one, f"follow_up_tell_{one}") for one in ("me", "department", "desk"))
    return (
        f'<div class="yz-field"><label for="yz-first">{both("follow_up_first")}</label><input id="yz-first" '
        'type="datetime-local" name="first" required '
        f'value="{escape(given.get("first", ""), quote=True)}"></div>'
        f"{_number('every', given)}{_number('times', given)}{_number('grace', given)}"
        f"{choice_html('tell', 'follow_up_tell', tells, given.get('tell', 'me'))}{rows}"
    )


def _number(name: str, given: Mapping[str, str]) -> str:
    value = escape(given.get(name, ""), quote=True)
    return (
        f'<div class="yz-field"><label for="yz-{name}">{both(f"follow_up_{name}")}</label>'
        f'<input id="yz-{name}" name="{name}" type="number" min="1" required value="{value}"></div>'
    )


def _row(place: int, given: Mapping[str, str]) -> str:
    kinds = tuple((one, f"follow_up_kind_{one or 'none'}") for one in _KINDS)
    tells = tuple((one, f"follow_up_unexpected_{one or 'none'}") for one in ("", "yes", "no"))
    text = given.get(f"text{place}", "")
    return (
        '<fieldset class="yz-search yz-act-form yz-area">'
        f"<legend>{both('follow_up_question', place)}</legend>"
        f"{field_html(f'text{place}', 'follow_up_questions', text)}"
        f"{choice_html(f'kind{place}', 'follow_up_kind', kinds, given.get(f'kind{place}', ''))}"
        f"{_short(f'unit{place}', 'unit', given)}{_short(f'low{place}', 'low', given)}"
        f"{_short(f'high{place}', 'high', given)}"
        f"{choice_html(f'off{place}', 'follow_up_unexpected', tells, given.get(f'off{place}', ''))}"
        "</fieldset>"
    )


def _short(name: str, label: str, given: Mapping[str, str]) -> str:
    value = escape(given.get(name, ""), quote=True)
    return (
        f'<div class="yz-field"><label for="yz-{name}">{both(f"follow_up_{label}")}</label>'
        f'<input id="yz-{name}" name="{name}" maxlength="32" size="8" value="{value}"></div>'
    )


def _written(question: Question) -> dict[str, str]:
    told = {"kind": question.kind, "text": question.text}
    match question:
        case Number(unit=unit, low=low, high=high):
            bounds = {"low": low, "high": high}
            return told | {"unit": unit} | {name: str(one) for name, one in bounds.items() if one is not None}
        case YesNo(unexpected=unexpected) if unexpected is not None:
            return told | {"off": unexpected}
        case _:
            return told


def _question(form: Mapping[str, str], place: int) -> JsonObject:
    def said(name: str) -> str:
        return form.get(f"{name}{place}", "").strip()

    return {
        "kind": said("kind"),
        "text": said("text"),
        "unit": said("unit"),
        "low": said("low") or None,
        "high": said("high") or None,
        "unexpected": said("off") or None,
    }


def _moment(given: str) -> datetime:
    try:
        return datetime.fromisoformat(given).astimezone()
    except ValueError:
        message = "the first time is no date; choose it in the calendar"
        raise InvalidLineError(message) from None


def _count(form: Mapping[str, str], name: str, *, most: int) -> int:
    given = form.get(name, "")
    if not given.isdecimal() or not 1 <= int(given) <= most:
        message = f"field {name!r} takes 1 to {most}"
        raise InvalidLineError(message)
    return int(given)
