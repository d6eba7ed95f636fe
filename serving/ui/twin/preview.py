"""A card's preview as HTML: the label, the scope, the answer, the editions that it cites."""

from __future__ import annotations

from collections.abc import Awaitable
from html import escape
from typing import Protocol, assert_never

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.exchange import Answered, Blocked, Deferred, Emergency
from serving.twin_preview import Previewed
from serving.ui.answering import Guard
from serving.ui.labels import both, plain


class Previews(Protocol):
    """Tries a card for the doctor behind a request."""

    def __call__(self, request: Request) -> Awaitable[Previewed]:
        """Give what it would answer."""
        ...


def preview_router(previews: Previews, *, signed: Guard) -> APIRouter:
    """Make the route; `signed` refuses whoever is no doctor."""
    router = APIRouter(prefix="/ui/twins/preview", include_in_schema=False, dependencies=[Depends(signed)])

    @router.post("")
    async def preview(request: Request) -> HTMLResponse:
        return HTMLResponse(preview_html(await previews(request)), headers={"Cache-Control": "no-store"})

    return router


def preview_form_html() -> str:
    """Render the field for a sample question and the place of what comes back."""
    return (
        f'<fieldset class="yz-preview"><legend>{both("preview_title")}</legend>'
        f'<p class="yz-hint">{both("preview_hint")}</p>'
        f'<label>{both("preview_question")}<input name="sample" maxlength="400" '
        f'placeholder="{plain("preview_example")}"></label>'
        f'<button type="button" data-yz-preview>{both("preview_now")}</button>'
        '<div class="yz-previewed" aria-live="polite"></div></fieldset>'
    )


def preview_html(seen: Previewed) -> str:
    """Render what a patient would see, and why."""
    scope = both("preview_in", "、".join(seen.topics)) if seen.topics else both("preview_out")
    sentences = "".join(
        f"<li>{escape(claim.text)}"
        f"{'' if not claim.citations else f' <small>{escape(claim.citations[0].title)}</small>'}</li>"
        for claim in seen.outcome.claims
    )
    editions = "".join(
        f"<li>{escape(one.title)} · {escape(one.issuer)} {one.year} "
        f"<small>{escape(one.edition_id)} · {escape(one.status.value)}</small></li>"
        for one in seen.editions
    )
    cited = f"<p><b>{both('preview_editions')}</b></p><ul>{editions}</ul>" if editions else ""
    return (
        f'<p class="yz-badge yz-twin-draft">{both("preview_only")}</p>'
        f"<p><b>{escape(seen.label)}</b></p><p>{scope}</p><p>{both(_outcome(seen))}</p>"
        f"<ol>{sentences}</ol>{cited}"
    )


def _outcome(seen: Previewed) -> str:
    match seen.outcome:
        case Answered():
            return "preview_answered"
        case Deferred():
            return "preview_deferred" if seen.to_doctor else "preview_told"
        case Blocked():
            return "preview_blocked"
        case Emergency():
            return "preview_emergency"
        case other:
            assert_never(other)
