"""`/v1/chat/completions` and `/v1/models` for any OpenAI client."""

from __future__ import annotations

from contextlib import aclosing

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from sse_starlette import ServerSentEvent

from assistant.exchange import ClaimShown, Finished, Question
from serving.api.access import AGREED, ASKING, Asking
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.api.streams import Events, event_stream, failure, sent
from serving.interop.openai_chat import ChatIn, Completion, chat_question, model_list
from serving.jsonl import dump
from serving.problems import JsonObject
from serving.schemas import joint, parse
from serving.service import Service

router = APIRouter(prefix="/v1", tags=["openai"])


@router.post("/chat/completions", dependencies=[AGREED], openapi_extra=body_schema(ChatIn))
async def complete(asker: Asking, line: JsonBody, served: Served) -> Response:
    """Answer the last user message with verified sentences; citations are annotations."""
    chat = parse(ChatIn, line)
    question = chat_question(chat, asker)
    if chat.stream:
        return event_stream(
            _chunks(served.service, question), heartbeat_s=served.house.settings.server.heartbeat_s
        )
    outcome = await served.house.engine.ask(question)
    return JSONResponse(Completion().whole(served.service.finished(question.id, outcome)))


@router.get("/models", dependencies=[ASKING])
async def models() -> JSONResponse:
    """List the one model."""
    return JSONResponse(model_list())


async def _chunks(service: Service, question: Question) -> Events:
    """Send each sentence once it has passed; the last chunk carries the citations, then `[DONE]`."""
    completion = Completion()
    shown = ""
    yield _data(completion.chunk(""))
    try:
        async with aclosing(service.events(question)) as events:
            async for event in events:
                match event:
                    case ClaimShown(claim=claim):
                        piece = joint(shown) + claim.text
                        shown += piece
                        yield _data(completion.chunk(piece))
                    case Finished(outcome=outcome):
                        yield _data(completion.last(service.finished(question.id, outcome), shown=shown))
                    case _:
                        pass
    except Exception as fault:  # noqa: BLE001 - headers are sent: the client must be told in the stream
        told = failure(fault)
        yield _data({"error": {"message": told["detail"], "type": told["type"], "code": told["status"]}})
    yield sent("[DONE]")


def _data(value: JsonObject) -> ServerSentEvent:
    return sent(dump(value))
