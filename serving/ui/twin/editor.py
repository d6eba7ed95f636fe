"""Twins as HTML: their standing, the card as a form, the signature and the way out of it."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.twin import ScopeCard, Standing, Twin
from assistant.twin.card import MOST_DAYS
from serving.ui.answering import Guard
from serving.ui.labels import both, plain
from serving.ui.twin.answers import ShownAnswer, answers_html
from serving.ui.twin.preview import preview_form_html

_EMPTY = ScopeCard(topics=())


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinsView:
    """The twins that a viewer may change or stop; `families` calls guideline families by their titles.

    `answers` are what was approved for each twin.
    """

    now: datetime
    person: str | None
    writes: bool
    twins: tuple[Twin, ...]
    families: Mapping[str, str]
    answers: Mapping[str, Sequence[ShownAnswer]] = field(default_factory=dict)


class Twins(Protocol):
    """Gives what the person behind a request may see."""

    def __call__(self, request: Request) -> Awaitable[TwinsView]:
        """Give the twins."""
        ...


def twins_router(twins: Twins, *, signed: Guard) -> APIRouter:
    """Make the page's own route; `signed` refuses whoever neither has a twin nor oversees."""
    router = APIRouter(prefix="/ui/twins", include_in_schema=False, dependencies=[Depends(signed)])

    @router.get("")
    async def list_twins(request: Request) -> HTMLResponse:
        return HTMLResponse(twins_html(await twins(request)), headers={"Cache-Control": "no-store"})

    return router


def twins_tab(gr: Any) -> None:  # noqa: ANN401 - the lazily imported library itself
    """Put the empty list on the page."""
    gr.HTML('<div id="yz-twins" class="yz-answer" aria-live="polite"></div>', apply_default_css=False)


def twins_html(view: TwinsView) -> str:
    """Render the twins, and to a doctor an empty card for a new one."""
    shown = "".join(_twin(one, view) for one in view.twins)
    nothing = "" if shown else f'<p class="yz-empty">{both("twin_none")}</p>'
    fresh = _folded("twin_new", _form(_EMPTY, view), opened=not shown) if view.writes else ""
    return f'<p class="yz-hint">{both("twin_intro")}</p>{nothing}{shown}{fresh}'


def _twin(twin: Twin, view: TwinsView) -> str:
    standing = twin.standing(view.now)
    own = view.writes and twin.doctor == view.person
    topics = "、".join(topic.name for topic in twin.card.topics)
    revoke = f'<button type="button" data-yz-twin-step="revoke">{both("twin_revoke")}</button>'
    return (
        f'<article class="yz-twin" data-yz-twin="{escape(twin.twin_id)}" data-yz-version="{twin.version}">'
        f"<header><h2>{both('twin_of', twin.doctor_name)}</h2>"
        f'<span class="yz-badge yz-twin-{standing}">{both(f"twin_{standing}")}</span>{_signed(twin)}'
        f"{'' if standing == 'revoked' else revoke}</header>"
        f"<p>{escape(topics)}</p>{_due(twin, view)}{_own(twin, standing, view) if own else ''}"
        f"{answers_html(view.answers.get(twin.twin_id, ()), view.now, own=own)}</article>"
    )


def _signed(twin: Twin) -> str:
    if twin.consent is None:
        return ""
    days = (f"{one:%Y-%m-%d}" for one in (twin.consent.signed_at, twin.consent.expires_at))
    return f'<span class="yz-hint">{both("twin_signed", *days)}</span>'


def _due(twin: Twin, view: TwinsView) -> str:
    if twin.consent is None or not twin.due(view.now):
        return ""
    day = f"{twin.consent.expires_at.astimezone():%Y-%m-%d}"
    return f'<p class="yz-badge yz-twin-expired" role="status">{both("twin_due", day)}</p>'


def _own(twin: Twin, standing: Standing, view: TwinsView) -> str:
    sign = (
        f'<label class="yz-sign"><input type="checkbox" data-yz-agree> {both("twin_sign_word")}</label>'
        f'<button type="button" class="yz-main" data-yz-twin-step="sign">{both("twin_sign")}</button>'
    )
    card = _folded("twin_card", _form(twin.card, view), opened=standing == "draft")
    return f"{card}{sign if standing in {'draft', 'expired'} or twin.due(view.now) else ''}"


def _form(card: ScopeCard, view: TwinsView) -> str:
    topics = "\n".join(f"{topic.name}：{'、'.join(topic.words)}" for topic in card.topics)
    families = "".join(
        f'<label><input type="checkbox" name="families" value="{escape(family)}"'
        f"{' checked' if family in card.families else ''}> {escape(title)}</label>"
        for family, title in view.families.items()
    )
    own_words = "".join(
        f'<label>{both(f"twin_{part}")}<input name="{part}" maxlength="200" value="{escape(words)}"></label>'
        for part, words in (("opening", card.opening), ("closing", card.closing))
    )
    return (
        f'<form class="yz-card-form"><label>{both("twin_topics")}<textarea name="topics" rows="3" required '
        f'placeholder="{plain("twin_topics_example")}">{escape(topics)}</textarea></label>'
        f"{_folded('twin_families', f'<div class=yz-families>{families}</div>')}{own_words}"
        f'<label>{both("twin_days")}<input name="days" type="number" min="1" max="{MOST_DAYS}" '
        f'value="{card.days}"></label>'
        f'<button type="submit" class="yz-main">{both("twin_save")}</button>{preview_form_html()}'
        f'<p class="yz-hint">{both("twin_changed")}</p></form>'
    )


def _folded(key: str, inner: str, *, opened: bool = False) -> str:
    return f"<details{' open' if opened else ''}><summary>{both(key)}</summary>{inner}</details>"
