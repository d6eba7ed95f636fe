"""Guarded streaming: what is sent has passed the grounding, and every stream has an explicit last event."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Final, TypeAlias, assert_never

from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from assistant.exchange import ClaimShown, Event, EvidenceFound, Finished, Question, SentenceDropped
from serving.jsonl import dump
from serving.phrasing import Told
from serving.problems import KNOWN_ROOTS, JsonObject, problem_of
from serving.schemas import Id, card_out, claim_out, dropped_out
from serving.service import Service

logger = logging.getLogger(__name__)
_LINE_END: Final = "\n"
Events: TypeAlias = AsyncIterator[ServerSentEvent]


def event_stream(content: Events, *, heartbeat_s: float) -> EventSourceResponse:
    """Send events, with a comment as a sign of life every `heartbeat_s`; no proxy is to hold them back."""
    return EventSourceResponse(
        content, ping=heartbeat_s, sep=_LINE_END, headers={"Cache-Control": "no-store, no-transform"}
    )


async def ask_events(service: Service, identity: Id, question: Question) -> Events:
    """Give `evidence`, `claim`, `dropped` as they happen, then exactly one `outcome` or `error`."""
    try:
        async with aclosing(service.events(question)) as events:
            async for event in events:
                yield _written(service, identity, event)
    except Exception as fault:  # noqa: BLE001 - headers are sent: the failure must be told as the last event
        yield sent(dump(failure(fault)), event="error")


async def told_events(told: AsyncGenerator[Told, None]) -> Events:
    """Give what a phrasing tells as it happens; a failure on the way is the last event, an `error`."""
    try:
        async with aclosing(told) as events:
            async for one in events:
                yield sent(dump(one.body), event=one.event)
    except Exception as fault:  # noqa: BLE001 - headers are sent: the failure must be told as the last event
        yield sent(dump(failure(fault)), event="error")


def sent(data: str, *, event: str | None = None) -> ServerSentEvent:
    """Make one event with plain line ends."""
    return ServerSentEvent(data=data, event=event, sep=_LINE_END)


def failure(fault: Exception) -> JsonObject:
    """Log a failure in mid-stream by its class alone, for an id may be the caller's words; write it down."""
    if not isinstance(fault, KNOWN_ROOTS):
        logger.error("stream failed fault=%s", type(fault).__name__)
    return problem_of(fault)


def _written(service: Service, identity: Id, event: Event) -> ServerSentEvent:
    match event:
        case EvidenceFound(cards=cards):
            written = [card_out(card).model_dump(mode="json") for card in cards]
            return sent(json.dumps({"cards": written}, ensure_ascii=False), event="evidence")
        case ClaimShown(claim=claim):
            return _event("claim", claim_out(claim))
        case SentenceDropped(dropped=dropped):
            return _event("dropped", dropped_out(dropped))
        case Finished(outcome=outcome):
            return _event("outcome", service.finished(identity, outcome))
        case _:
            assert_never(event)


def _event(name: str, body: BaseModel) -> ServerSentEvent:
    return sent(body.model_dump_json(), event=name)
