"""The page's addresses: the page and an alarm are open to everybody, all else belongs to its own session."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Final, Literal, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ValidationError
from sse_starlette import ServerSentEvent
from starlette.concurrency import run_in_threadpool

from assistant.attachments.room import MOST_BYTES
from assistant.errors import AccessDeniedError, InvalidQuestionError, NotSignedInError
from serving.api.services import Serving
from serving.api.streams import event_stream, failure, sent
from serving.auth import Doorkeeper
from serving.errors import InvalidLineError, TooLargeError
from serving.quota import Quota
from serving.ui.patient.course import Course
from serving.ui.patient.drawer import Drawer
from serving.ui.patient.errands import Errands
from serving.ui.patient.frame import note
from serving.ui.patient.health.router import health_router
from serving.ui.patient.report import none_html
from serving.ui.patient.shell import away_html, page_html, static
from serving.ui.patient.talk import BookIn, FeedbackIn, TalkIn, UnbookIn
from serving.ui.patient.visitor import Visitor, visitor_of
from serving.ui.patient.words import Script
from serving.validation import check_text

PATH: Final = "/patient"
_Model = TypeVar("_Model", bound=BaseModel)
_OWN: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def patient_router(serving: Serving, door: Callable[[], Doorkeeper]) -> APIRouter:
    """Make the patient's page over a house."""
    pages = _Pages(serving, door)
    router = APIRouter(include_in_schema=False)
    _still(router)
    for name, work in (("say", pages.say), ("person", pages.person), ("feedback", pages.feedback)):
        router.add_api_route(f"/ui/patient/{name}", work, methods=["POST"], response_model=None)
    for name, work in (("times", pages.times), ("book", pages.book), ("again", pages.again)):
        router.add_api_route(f"/ui/patient/{name}", work, methods=["POST"], response_model=None)
    for name, work in (("unbook", pages.unbook), ("seen", pages.seen)):
        router.add_api_route(f"/ui/patient/{name}", work, methods=["POST"], response_model=None)
    for name, look in (("bookings", pages.bookings), ("twins", pages.twins)):
        router.add_api_route(f"/ui/patient/{name}", look, methods=["GET"], response_model=None)
    router.add_api_route("/ui/patient/photo", pages.photo, methods=["POST"], response_model=None)
    for name, look in (("me", pages.me), ("tickets", pages.tickets), ("keepsake", pages.keepsake)):
        router.add_api_route(f"/ui/patient/{name}", look, methods=["GET"], response_model=None)
    router.include_router(health_router(serving, door))
    return router


class _Pages:
    """The routes that belong to somebody; each asks first who that is."""

    def __init__(self, serving: Serving, door: Callable[[], Doorkeeper]) -> None:
        self._serving, self._door = serving, door
        self._course, self._drawer = Course(serving), Drawer(serving.house)
        self._errands = Errands(serving.house)
        self._strangers = Quota(most=60, within_s=60)

    async def say(self, request: Request) -> Response:
        """Answer a message, piece by piece; a stranger gets an alarm or the way to register."""
        who = await self._visitor(request)
        address = request.client.host if request.client else ""
        if who.asker is None and (wait := self._strangers.wait_s(address)):
            return Response(status_code=429, headers={"Retry-After": str(wait)})
        talk = _read(TalkIn, await request.body())
        check_text(talk.text, "text")
        heartbeat = self._serving.house.settings.server.heartbeat_s
        return event_stream(_events(self._course.walk(talk, who)), heartbeat_s=heartbeat)

    async def person(self, request: Request) -> Response:
        """Give the conversation to a person."""
        who = await self._patient(request)
        return _fragment(await self._course.person(_read(TalkIn, await request.body()), who))

    async def feedback(self, request: Request) -> Response:
        """Take a complaint or a correction."""
        who = await self._patient(request)
        return _fragment(await self._course.complaint(_read(FeedbackIn, await request.body()), who))

    async def photo(self, request: Request, episode: str, script: Script = "zh-Hans") -> Response:
        """Read a report that was photographed or attached; the body is the file."""
        who = await self._patient(request)
        talk = _read(TalkIn, json.dumps({"episode": episode, "script": script}).encode())
        try:
            return _fragment(await self._course.file(await _file(request), talk, who))
        except InvalidQuestionError:
            return _fragment((none_html(), {}))

    async def times(self, request: Request) -> Response:
        """Offer times at the departments that the conversation led to."""
        who = await self._patient(request)
        return _fragment(await self._errands.times(_read(TalkIn, await request.body()), who))

    async def book(self, request: Request) -> Response:
        """Book a time."""
        who = await self._patient(request)
        return _fragment(await self._errands.book(_read(BookIn, await request.body()), who))

    async def unbook(self, request: Request) -> Response:
        """Give a booked time back."""
        who = await self._patient(request)
        return _fragment(await self._errands.unbook(_read(UnbookIn, await request.body()), who))

    async def seen(self, request: Request) -> Response:
        """Note that a changed booking was seen; whoever withdrew since has to know of it, too."""
        who = await self._visitor(request)
        return _fragment(await self._errands.seen(_read(UnbookIn, await request.body()), who))

    async def again(self, request: Request) -> Response:
        """Offer other times in place of a booking that the hospital ended."""
        who = await self._patient(request)
        return _fragment(await self._errands.again(_read(UnbookIn, await request.body()), who))

    async def bookings(self, request: Request) -> Response:
        """List one's own bookings."""
        who = await self._visitor(request)
        return HTMLResponse(await asyncio.to_thread(self._errands.bookings, who), headers=_OWN)

    async def twins(self, request: Request) -> Response:
        """List the digital twins that one may ask."""
        who = await self._visitor(request)
        return HTMLResponse(await asyncio.to_thread(self._errands.twins, who), headers=_OWN)

    async def me(self, request: Request) -> Response:
        """Say who is signed in and what waits."""
        who = await self._visitor(request)
        return JSONResponse(await asyncio.to_thread(self._drawer.me, who), headers=_OWN)

    async def tickets(self, request: Request) -> Response:
        """List one's own tickets."""
        who = await self._visitor(request)
        return HTMLResponse(await asyncio.to_thread(self._drawer.tickets, who), headers=_OWN)

    async def keepsake(
        self, request: Request, script: Script = "zh-Hans", form: Literal["page", "text"] = "page"
    ) -> Response:
        """Give everything that was told, as a file."""
        who = await self._visitor(request)
        written = await asyncio.to_thread(self._drawer.keepsake, who, script, form)
        kind, end = ("text/html", "html") if form == "page" else ("text/plain", "txt")
        named = {"Content-Disposition": f'attachment; filename="yizheng.{end}"'}
        return Response(written, media_type=f"{kind}; charset=utf-8", headers=_OWN | named)

    async def _visitor(self, request: Request) -> Visitor:
        return await run_in_threadpool(visitor_of, request, self._door(), self._serving.house.consents)

    async def _patient(self, request: Request) -> Visitor:
        """Let pass only who is signed in and has agreed."""
        found = await self._visitor(request)
        if found.asker is None:
            message = "nobody is signed in; an emergency needs no sign-in, this does"
            raise NotSignedInError(message)
        if not found.may_talk:
            message = "consent to 'chat' does not stand; give it first"
            raise AccessDeniedError(message)
        return found


def _still(router: APIRouter) -> None:
    """Add what holds nothing of anybody: the page, its style and script, the page to leave to."""

    @router.get(PATH)
    async def page() -> HTMLResponse:
        return HTMLResponse(page_html(), headers=_OWN)

    @router.get("/ui/patient/away")
    async def away() -> HTMLResponse:
        return HTMLResponse(away_html(datetime.now(UTC).astimezone()), headers=_OWN)

    @router.get("/ui/patient/page.css")
    async def style() -> Response:
        return Response(static("page.css"), media_type="text/css")

    @router.get("/ui/patient/{name}.js")
    async def script(name: Literal["page", "sheets", "errands", "size"]) -> Response:
        return Response(static(f"{name}.js"), media_type="text/javascript")


async def _events(fragments: AsyncGenerator[tuple[str, str], None]) -> AsyncGenerator[ServerSentEvent, None]:
    """Give fragments as they happen; a failure is told as the last one, with the way to help."""
    try:
        async with aclosing(fragments) as given:
            async for name, data in given:
                yield sent(data, event=name)
    except Exception as fault:  # noqa: BLE001 - headers are sent: the failure must be told as the last event
        failure(fault)
        yield sent(note("fault"), event="fault")


async def _file(request: Request) -> bytes:
    """Read a file, at most so many bytes of it."""
    taken = bytearray()
    async for piece in request.stream():
        taken += piece
        if len(taken) > MOST_BYTES:
            message = f"the file has more than {MOST_BYTES} bytes; send a smaller one"
            raise TooLargeError(message)
    return bytes(taken)


def _read(model: type[_Model], body: bytes) -> _Model:
    try:
        return model.model_validate_json(body)
    except ValidationError:
        message = "the page sent what it never sends; reload it"
        raise InvalidLineError(message) from None


def _fragment(shown: tuple[str, dict[str, object]]) -> JSONResponse:
    html, state = shown
    return JSONResponse({"html": html, "state": state}, headers=_OWN)
