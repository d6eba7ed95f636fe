"""`/v1/ask` and `/v1/search`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from serving.api.access import AGREED, Asking
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.api.streams import ask_events, event_stream
from serving.problems import JsonObject
from serving.schemas import AskIn, AskOut, SearchIn, SearchOut, parse

router = APIRouter(prefix="/v1", tags=["questions"])


@router.post(
    "/ask",
    dependencies=[AGREED],
    responses={200: {"model": AskOut}},
    openapi_extra=body_schema(AskIn),
)
async def ask(request: Request, asker: Asking, line: JsonBody, served: Served) -> Response:
    """Answer a question: as JSON, or as guarded events for `Accept: text/event-stream`."""
    if "text/event-stream" not in request.headers.get("accept", ""):
        return JSONResponse(await served.service.ask(line, asker))
    asked = parse(AskIn, line)
    question = await served.service.question(asked, asker)
    return event_stream(
        ask_events(served.service, asked.id, question), heartbeat_s=served.house.settings.server.heartbeat_s
    )


@router.post("/search", responses={200: {"model": SearchOut}}, openapi_extra=body_schema(SearchIn))
async def search(asker: Asking, line: JsonBody, served: Served) -> JSONResponse:
    """Find passages that the asker may see."""
    found: JsonObject = await served.service.search(line, asker)
    return JSONResponse(found)
