"""The page "check": a pasted text, its statements coloured by verdict, both editions side by side.

Like an answer, the result is the body of the asker's own guarded response and never passes through Gradio.
"""

from __future__ import annotations

import logging
from collections import Counter
from html import escape
from typing import Any, Final, Protocol

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.checking import Checked, Judged, Verdict
from guidelines.citation import Citation
from serving.problems import INTERNAL, KNOWN_ROOTS, kind_of, message_of
from serving.ui.answering import Guard
from serving.ui.cards import badges_html, where_html
from serving.ui.labels import both, plain
from serving.ui.links import open_link
from serving.ui.render import fault_html

logger = logging.getLogger(__name__)
_VERDICTS: Final[tuple[Verdict, ...]] = ("contradicted", "outdated", "supported", "not_found")
_MARKS: Final[dict[Verdict, str]] = {"contradicted": "✕", "outdated": "↺", "supported": "✓", "not_found": "–"}


class Checks(Protocol):
    """Checks a text for the person behind `request`."""

    async def __call__(self, text: str, as_of: str | None, request: Request) -> Checked:
        """Give every statement with its verdict."""
        ...


class Pasted(BaseModel):
    """What the page sends."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    text: str
    as_of: str | None = None


def checking_router(checks: Checks, *, signed: Guard) -> APIRouter:
    """Make the page's own route; `signed` refuses whoever may not ask, before anything is computed."""
    router = APIRouter(prefix="/ui", include_in_schema=False, dependencies=[Depends(signed)])

    @router.post("/check")
    async def check(request: Request) -> Response:
        try:
            pasted = Pasted.model_validate_json(await request.body())
        except ValidationError:
            return Response(status_code=422)
        try:
            checked = await checks(pasted.text, pasted.as_of or None, request)
        except KNOWN_ROOTS as fault:
            if kind_of(fault).status >= INTERNAL.status:
                logger.error("check failed: %s", type(fault).__name__)  # noqa: TRY400 - its words may quote
            return _fragment(fault_html(message_of(fault)))
        return _fragment(checked_html(checked))

    return router


def checking_tab(gr: Any) -> None:  # noqa: ANN401 - the lazily imported library itself
    """Put the form and the empty result on the page."""
    gr.HTML(form_html(), apply_default_css=False)


def form_html() -> str:
    """Render the form and the place for its result."""
    return (
        '<form id="yz-check" class="yz-check"><div class="yz-check-text">'
        f'<label for="yz-check-text">{both("check_text")}</label>'
        f'<textarea id="yz-check-text" rows="8" maxlength="20000" placeholder="{plain("check_example")}">'
        '</textarea></div><div class="yz-day">'
        f'<label for="yz-check-day">{both("as_of")}</label><input type="date" id="yz-check-day"></div>'
        f'<button type="submit">{both("check")}</button></form>'
        '<section class="yz-answer" aria-labelledby="yz-check-title">'
        f'<h2 id="yz-check-title">{both("check_result")}</h2>'
        '<p id="yz-check-progress" class="yz-progress" role="status" hidden></p>'
        f'<div id="yz-checked" aria-live="polite"><p class="yz-empty">{both("check_waiting")}</p></div>'
        f'<template data-yz-text="checking">{both("checking")}</template>'
        f'<template data-yz-text="check_empty">{both("check_empty")}</template></section>'
    )


def checked_html(checked: Checked) -> str:
    """Render a checked text: notices, how many of each verdict, then every statement."""
    if checked.urgency is not None:
        return _emergency(checked)
    notices = "".join(f'<p class="yz-notes">{escape(one)}</p>' for one in checked.notices)
    if not checked.statements:
        return f'{notices}<p class="yz-empty">{both("check_nothing")}</p>'
    counts = Counter(one.verdict for one in checked.statements)
    totals = "".join(_badge(verdict, counts[verdict]) for verdict in _VERDICTS if counts[verdict])
    items = "".join(_statement(one) for one in checked.statements)
    return (
        f'{notices}<div class="yz-badges">{totals}</div><ol class="yz-said">{items}</ol>'
        f'<p class="yz-hint">{both("check_hint")}</p>'
    )


def _emergency(checked: Checked) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for one in checked.notices for line in one.splitlines())
    return (
        f'<section class="yz-panel yz-emergency" role="alert"><h3>{both("emergency")}</h3>{lines}'
        f'<a class="yz-call" href="tel:120">{both("call")}</a></section>'
    )


def _statement(one: Judged) -> str:
    note = f'<p class="yz-note">{escape(one.note)}</p>' if one.note else ""
    columns = "".join(
        _quotations(label, cited)
        for label, cited in (("check_in_force", one.citations), ("check_formerly", one.superseded))
        if cited
    )
    beside = f'<div class="yz-beside">{columns}</div>' if columns else ""
    return (
        f'<li class="yz-claim yz-is-{one.verdict}"><div class="yz-claim-head"><p>{escape(one.text)}</p>'
        f"{_badge(one.verdict)}</div>{note}{beside}</li>"
    )


def _badge(verdict: Verdict, count: int | None = None) -> str:
    number = "" if count is None else f" {count}"
    mark = f'<span aria-hidden="true">{_MARKS[verdict]} </span>'
    words = both(f"verdict_{verdict}")
    return f'<span class="yz-badge yz-verdict yz-is-{verdict}">{mark}{words}{number}</span>'


def _quotations(label: str, cited: tuple[Citation, ...]) -> str:
    return f"<section><h4>{both(label)}</h4>{''.join(map(_quotation, cited))}</section>"


def _quotation(citation: Citation) -> str:
    return (
        f'<article class="yz-card"><div class="yz-badges">{badges_html(citation)}</div>'
        f'<h3>{escape(citation.title)}</h3><p class="yz-where">{where_html(citation)}</p>'
        f"{open_link(citation)}"
        f'<blockquote tabindex="0">{escape(citation.quote)}</blockquote></article>'
    )


def _fragment(html: str) -> HTMLResponse:
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})
