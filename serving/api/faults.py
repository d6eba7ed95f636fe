"""Every fault becomes a problem document; none repeats what was sent."""

from __future__ import annotations

import logging
import traceback
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import LockedOutError
from serving.problems import (
    INTERNAL,
    INVALID_BODY,
    KNOWN_ROOTS,
    MEDIA_TYPE,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    TYPE_PREFIX,
    UNAUTHENTICATED,
    Kind,
    kind_of,
    message_of,
    problem,
)
from serving.schemas import in_json
from serving.telemetry import route_of

logger = logging.getLogger(__name__)
_BY_STATUS: Final = {401: UNAUTHENTICATED, 404: NOT_FOUND, 405: METHOD_NOT_ALLOWED}
_DETAILS: Final = {
    401: "sign in on the page, or send 'Authorization: Bearer KEY'",
    404: "there is nothing at this address; the interface lists what there is",
    405: "use the method that the interface names",
}


def answer_faults(app: FastAPI) -> None:
    """Turn every fault into a problem document; none repeats what was sent."""

    async def known(request: Request, fault: Exception) -> JSONResponse:
        kind = kind_of(fault)
        if kind.status >= INTERNAL.status:
            logger.error("%s failed: %s", route_of(request.scope), type(fault).__name__)
        return _problem(kind, message_of(fault), _headers_for(fault, kind))

    async def refused(_: Request, fault: Exception) -> JSONResponse:
        status = fault.status_code if isinstance(fault, HTTPException) else INTERNAL.status
        kind = _BY_STATUS.get(status) or Kind(f"http-{status}", status, "The request was refused")
        headers = fault.headers if isinstance(fault, HTTPException) else None
        return _problem(kind, _DETAILS.get(status, kind.title), dict(headers or {}))

    async def malformed(_: Request, fault: Exception) -> JSONResponse:
        where, what = _first_of(fault)
        return _problem(INVALID_BODY, f"{where}: {in_json(what)}; correct the request")

    for root in KNOWN_ROOTS:
        app.add_exception_handler(root, known)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, malformed)


def _first_of(fault: Exception) -> tuple[str, str]:
    """Where in the body the first thing wrong is, and what is wrong with it."""
    if not isinstance(fault, RequestValidationError):
        return "", "?"
    first = fault.errors()[0]
    return ".".join(str(part) for part in first["loc"]), str(first["msg"])


def _headers_for(fault: Exception, kind: Kind) -> dict[str, str]:
    if isinstance(fault, LockedOutError):
        return {"Retry-After": str(fault.retry_after_s)}
    return {"WWW-Authenticate": "Bearer"} if kind is UNAUTHENTICATED else {}


def _problem(kind: Kind, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body = problem(kind, detail)
    # OpenAI clients look for an `error` member; RFC 9457 lets a problem carry one.
    body["error"] = {"message": detail, "type": TYPE_PREFIX + kind.slug, "code": kind.slug, "param": None}
    return JSONResponse(body, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)


class FaultWall:
    """Middleware that answers what nobody expected with a plain problem; the log gets class and place.

    Without it the server would log the exception's own words, which may repeat what was sent.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a fault after the headers just ends the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as fault:  # noqa: BLE001 - the last wall before the server's log
            frame = traceback.extract_tb(fault.__traceback__)[-1]
            logger.error(  # noqa: TRY400 - its words stay out of the log
                "%s failed: %s at %s:%s", route_of(scope), type(fault).__name__, frame.filename, frame.lineno
            )
            if not begun:
                await _problem(INTERNAL, message_of(fault))(scope, receive, send)
