"""The still pages: the conversation's frame with its sheets, and the page to which one leaves in a hurry."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict

from assistant.consent import Purpose
from serving.ui.patient import frame, words
from serving.ui.patient.health import words as between_visits

_PURPOSES: Final = (Purpose.CHAT.value, Purpose.HAND_OVER.value, Purpose.QUALITY.value)
"""What is asked for; training is not among it, whatever a person would say."""
_TEXTS: Final = (
    *("opening_triage", "opening_report", "opening_ask", "box_hint", "box_hint_report", "box_hint_ask"),
    *("working", "working_ask", "working_photo", "photo_sent", "fault", "offline", "too_fast", "too_long"),
    *("ended", "two_hours", "title", "label_full", "copied", "withdraw", "give", "consent_on", "consent_off"),
    *("gate_text", "gate_signed", "fault_name_taken", "fault_name", "fault_password", "fault_wrong"),
    *("fault_locked", "fault_consent", "file_sent", "file_too_large"),
)
"""Labels that the page's script puts on screen."""


class _Icons(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    icons: dict[str, str]


@cache
def page_html() -> str:
    """Render the page; it holds nothing of anybody."""
    return _environment().get_template("page.html.j2").render(purposes=_PURPOSES, texts=_TEXTS)


def away_html(now: datetime) -> str:
    """Render an ordinary page, a calendar, without a word of us."""
    weeks = calendar.Calendar().monthdayscalendar(now.year, now.month)
    return _environment().get_template("away.html.j2").render(now=now, weeks=weeks)


def static(name: str) -> str:
    """Read one of the page's own files."""
    return resources.files("serving.ui.patient").joinpath("static", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    made = Environment(loader=FunctionLoader(static), autoescape=True, undefined=StrictUndefined)
    made.globals |= {
        "both": lambda key: Markup(words.both(key)),  # noqa: S704 - escaped where it is made
        "between": lambda key: Markup(between_visits.both(key)),  # noqa: S704 - escaped where it is made
        "attribute": lambda name, key: Markup(words.attribute(name, key)),  # noqa: S704 - escaped where it is made
        "spoken": words.spoken,
        "icon": _icon,
        "message": _welcome,
    }
    return made


def _welcome(caller: Callable[[], str]) -> Markup:
    """Wrap the first message like every other one."""
    return Markup(frame.message(caller(), kind="yp-welcome", acts=False))  # noqa: S704 - a template's own block


def _icon(name: str) -> Markup:
    head = '<svg class="yp-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    return Markup(f'{head}<path d="{_icons()[name]}"/></svg>')  # noqa: S704 - our own drawing


@cache
def _icons() -> Mapping[str, str]:
    raw = resources.files("serving.ui.patient").joinpath("icons.toml").read_text("utf-8")
    return _Icons.model_validate(tomllib.loads(raw)).icons
