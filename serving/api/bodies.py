"""How much a request may send, and how its JSON is read."""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Depends, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.errors import TooLargeError
from serving.jsonl import decode_line
from serving.problems import JsonObject

MAX_JSON: Final = 1024 * 1024
_UPLOADS: Final = re.compile(
    r"/v1/guidelines(?:/diff)?|/v1/collections/[^/]+|/ui/patient/photo|/v1/attachments|/v1/labs/file|"
    r"/v1/drafts/codes/tables/[^/]+"
)


class BodyLimit:
    """Middleware that stops a body at its limit: 1 MB, but for the uploads the setting's."""

    def __init__(self, app: ASGIApp, max_upload: int) -> None:
        """Wrap `app`; `max_upload` in bytes."""
        self._app = app
        self._max_upload = max_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._max_upload if _UPLOADS.fullmatch(scope["path"]) else MAX_JSON
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                if taken > limit:
                    raise TooLargeError(f"the body has more than {limit} bytes, the most this address takes")
            return message

        await self._app(scope, counted, send)


async def json_object(request: Request) -> JsonObject:
    """Read the body as one JSON object."""
    return decode_line(await request.body())


JsonBody = Annotated[JsonObject, Depends(json_object)]
