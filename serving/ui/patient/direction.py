"""The direction after an interview, as HTML and as words: how soon, where, what to do, bring and watch."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from assistant.triage import Direction
from assistant.triage.advice import Advice
from guidelines import Language
from serving.ui.patient.frame import message
from serving.ui.patient.words import both, said, script_in, spoken, traditional

_LEVELS: Final = frozenset({"E120", "ED", "C24", "C72", "SELF"})
_BRING: Final = frozenset({"bring", "bring_emergency"})
_DO: Final = frozenset({"guardian", "unknown"})
_SCOPE: Final = "scope"
_URGENT: Final = frozenset({"E120", "ED"})
_BOOK: Final = '<p><button type="button" class="yp-book" data-do="times">{}</button></p>'
_SAID_OUT: Final = frozenset({"C72", "SELF"})
"""Levels whose reviewed text says more than their heading."""


class _Names(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    english: dict[str, str]


def direction_html(
    direction: Direction, language: Language, *, changed: bool = False, bookable: bool = False
) -> str:
    """Render the card of a first direction, or of one that changed; `bookable`: times are offered here."""
    watched = [one for one in direction.advice if _group(one) == "watch"]
    body = "".join(
        (
            f"<p>{both('changed_direction')}</p>" if changed else "",
            f'<h3 class="yp-level">{both(f"level_{direction.urgency}")}</h3>',
            f"<p>{said(_how_soon(direction), language)}</p>" if direction.urgency in _SAID_OUT else "",
            departments_html(direction.departments, later=direction.urgency == "SELF"),
            _BOOK.format(both("book_times")) if bookable and direction.urgency not in _URGENT else "",
            _section("do", [one for one in direction.advice if _group(one) == "do"], language),
            _section("watch", watched, language, kind="yp-watch"),
            _section("bring", [one for one in direction.advice if _group(one) == "bring"], language),
            f'<p class="yp-scope">{both("scope")}</p>',
            _sources(direction.advice),
            f'<p class="yp-next">{both("offer_person")}</p>',
        )
    )
    return message(body, kind=f"yp-card yp-direction yp-level-{direction.urgency}")


def told(direction: Direction, language: Language) -> tuple[str, ...]:
    """Give the same words for the record."""
    script = script_in(language)
    where = spoken("department", script) + "：" + "、".join(direction.departments)
    advice = (one.text for one in direction.advice if one.id not in _LEVELS | {_SCOPE})
    return (spoken(f"level_{direction.urgency}", script), where, *advice, spoken("scope", script))


def departments_html(names: Sequence[str], *, later: bool = False) -> str:
    """Render where to go, the first choice large; `later`: only if it does not get better."""
    if not names:
        return ""
    first, *others = names
    rest = "".join(f"<li>{named_html(one)}</li>" for one in others[:2])
    also = f'<p class="yp-or">{both("department_or")}</p><ul class="yp-others">{rest}</ul>' if rest else ""
    head = both("department_later" if later else "department")
    return (
        f'<div class="yp-where"><p class="yp-where-head">{head}</p>'
        f'<p class="yp-first">{named_html(first)}</p>{also}</div>'
    )


def named_html(name: str) -> str:
    """Render a department's name, in both scripts and with what English readers call it."""
    english = _english().get(name)
    gloss = f' <span class="yp-l" lang="en">({escape(english)})</span>' if english else ""
    full = traditional(name)
    chinese = (
        f'<span lang="zh">{escape(name)}</span>'
        if full == name
        else f'<span class="yp-s" lang="zh-Hans">{escape(name)}</span>'
        f'<span class="yp-s" lang="zh-Hant">{escape(full)}</span>'
    )
    return f"{chinese}{gloss}"


def _section(heading: str, texts: Sequence[Advice], language: Language, *, kind: str = "") -> str:
    if not texts:
        return ""
    items = "".join(f"<li>{said(one.text, language)}</li>" for one in texts)
    return f'<section class="yp-part {kind}"><h4>{both(heading)}</h4><ul>{items}</ul></section>'


def _sources(texts: Sequence[Advice]) -> str:
    """Name, behind one tap, the places that the fixed texts come from."""
    places = "；".join(dict.fromkeys(one.source.removeprefix("domain").strip() for one in texts))
    return (
        f'<details class="yp-cite"><summary>{both("source")}</summary>'
        f"<p>{both('source_fixed', places)}</p></details>"
    )


def _how_soon(direction: Direction) -> str:
    return next((one.text for one in direction.advice if one.id == direction.urgency), "")


def _group(advice: Advice) -> str:
    if advice.id in _BRING:
        return "bring"
    if advice.id in _LEVELS | {_SCOPE}:
        return "card"
    return "do" if advice.id in _DO or advice.id[:2].isupper() else "watch"


@cache
def _english() -> Mapping[str, str]:
    raw = resources.files("serving.ui.patient").joinpath("departments_en.toml").read_text("utf-8")
    return _Names.model_validate(tomllib.loads(raw)).english
