"""The addresses of the ledger's pages: behind the sign-in, whole pages that work without a script."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from assistant.changes.looks import Look
from assistant.errors import NotSignedInError
from assistant.lanes import LONG
from assistant.people import STAFF, Scope
from guidelines import Source, Status
from guidelines.text import Span
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.library import Library, Wanted
from serving.opened import At, open_edition
from serving.problems import INTERNAL, KNOWN_ROOTS, kind_of, message_of
from serving.ui.labels import each
from serving.ui.library import frame
from serving.ui.library.badges import title_of
from serving.ui.library.conflicts import conflicts_html
from serving.ui.library.diff import diff_html
from serving.ui.library.family import family_html
from serving.ui.library.news import news_html
from serving.ui.library.reader import reader_html
from serving.ui.library.shelf import shelf_html
from serving.ui.links import CONFLICTS, DIFF, LIBRARY, LOOKED, NEWS
from serving.ui.pages import SIGN_IN

logger = logging.getLogger(__name__)
_FRESH: Final = {"Cache-Control": "no-store"}
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_Page = Annotated[int, Query(ge=1, le=100_000)]
_Offset = Annotated[int | None, Query(ge=0, le=1_000_000_000)]
_Words = Annotated[str, Query(max_length=200)]
_Name = Annotated[str, Query(max_length=500)]
_Kind = TypeVar("_Kind", bound=StrEnum)
Visitor = Annotated[Caller, Depends(allowing(Scope.LIBRARY, *STAFF))]
"""Staff alone: a patient is led by answers and people, and half of a digest's facts are not for patients."""


def _place(
    start: _Offset = None, end: _Offset = None, page: _Offset = None, at: _Offset = None, q: _Words = ""
) -> At:
    quote = Span(start, end) if start is not None and end is not None and start < end else None
    return At(quote=quote, page=page, ordinal=at, words=q)


Opening = Annotated[At, Depends(_place)]


class PageRoute(APIRoute):
    """Tells a fault as a page: no sign-in leads to the door, anything else is said in a sentence."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route with its dependencies."""
        handle = super().get_route_handler()

        async def told(request: Request) -> Response:
            try:
                return await handle(request)
            except NotSignedInError:
                return RedirectResponse(SIGN_IN, status_code=303, headers=_FRESH)
            except RequestValidationError:
                return _refusal(422, "the address holds a field that cannot be used")
            except KNOWN_ROOTS as fault:
                status = kind_of(fault).status
                if status >= INTERNAL.status:
                    logger.error("page failed: %s", type(fault).__name__)  # noqa: TRY400 - its words may quote
                return _refusal(status, message_of(fault))

        return told


router = APIRouter(include_in_schema=False, route_class=PageRoute)
panels = APIRouter(prefix="/ui", include_in_schema=False)
assets = APIRouter(include_in_schema=False)


@panels.get("/ledger")
async def panel(caller: Visitor, served: Served) -> HTMLResponse:
    """Give the library's front as a part of the answers' page."""
    return _html(await run_in_threadpool(_shelf, served, caller, Wanted()))


@router.get(LIBRARY)
async def library(
    caller: Visitor, served: Served, q: _Words = "", status: str = "", source: str = "", page: _Page = 1
) -> HTMLResponse:
    """Show the library, or what of it is looked for."""
    wanted = Wanted(words=q, status=_chosen(Status, status), source=_chosen(Source, source), page=page)
    body = await run_in_threadpool(_shelf, served, caller, wanted)
    return _page("tab_ledger", body, room="library")


@router.get(f"{LIBRARY}/family/{{family_id:path}}")
async def family(family_id: str, caller: Visitor, served: Served) -> HTMLResponse:
    """Show one family."""
    held = await run_in_threadpool(Library(served.house, caller.asker).family, family_id)
    title = held.leading.edition.title
    return _html(frame.page_html(title, family_html(held, today=_today()), room="library"))


@router.get(f"{LIBRARY}/edition/{{reference:path}}")
async def edition(reference: str, caller: Visitor, served: Served, place: Opening) -> HTMLResponse:
    """Open an edition at a place."""
    opened = await run_in_threadpool(open_edition, served.house, caller.asker, reference, place)
    body = reader_html(opened, today=_today())
    return _html(frame.page_html(title_of(opened.shelved.edition), body, room="library"))


@router.get(DIFF)
async def diff(
    caller: Visitor, served: Served, old: _Name, new: _Name, kind: _Words = "", page: _Page = 1
) -> HTMLResponse:
    """Show two editions side by side."""
    compared = await LONG.do(Library(served.house, caller.asker).compare, old, new)
    body = await LONG.do(diff_html, compared, kind=kind, page=page)
    return _page("diff_title", body, room="library")


@router.get(NEWS)
async def news(
    caller: Visitor, served: Served, since: _Words = "", department: _Words = "", page: _Page = 1
) -> HTMLResponse:
    """Show what changed since a day, or since the visitor last looked."""

    def made() -> str:
        return news_html(Library(served.house, caller.asker).news(since, department, page))

    return _page("room_changes", await LONG.do(made), room="changes")


@router.post(LOOKED)
async def looked(
    caller: Visitor, served: Served, at: Annotated[datetime, Form()], added: Annotated[int, Form()]
) -> RedirectResponse:
    """Note that the visitor has seen what a page showed."""
    moment = at if at.tzinfo else at.replace(tzinfo=UTC)
    await run_in_threadpool(Library(served.house, caller.asker).looked, Look(at=moment, added=added))
    return RedirectResponse(NEWS, status_code=303, headers=_FRESH)


@router.get(CONFLICTS)
async def conflicts(caller: Visitor, served: Served, q: _Words = "", page: _Page = 1) -> HTMLResponse:
    """Show where families in force disagree."""

    def made() -> str:
        return conflicts_html(Library(served.house, caller.asker).conflicts(q, page))

    return _page("room_conflicts", await LONG.do(made), room="conflicts")


@assets.get(frame.STYLE)
async def style() -> Response:
    """Give the pages' style sheet, which holds nothing of anybody's."""
    return Response(frame.style(), media_type="text/css", headers=_KEPT)


@assets.get(frame.SCRIPT)
async def script() -> Response:
    """Give the pages' script, which holds nothing of anybody's."""
    return Response(frame.script(), media_type="text/javascript", headers=_KEPT)


def _shelf(served: Serving, caller: Caller, wanted: Wanted) -> str:
    library = Library(served.house, caller.asker)
    return shelf_html(library.shelf(wanted), fresh=library.fresh(), today=_today())


def _page(key: str, body: str, *, room: frame.Room) -> HTMLResponse:
    return _html(frame.page_html(each(key)[0][1], body, room=room))


def _refusal(status: int, message: str) -> HTMLResponse:
    return HTMLResponse(frame.fault_page(status, message), status_code=status, headers=_FRESH)


def _html(html: str) -> HTMLResponse:
    return HTMLResponse(html, headers=_FRESH)


def _chosen(kind: type[_Kind], value: str) -> _Kind | None:
    return next((one for one in kind if one.value == value), None)


def _today() -> date:
    return datetime.now().astimezone().date()
