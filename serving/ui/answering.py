"""The page's own stream: guarded by the sign-in, escaped on the server, put on screen as it is.

The answer never passes through Gradio's queue, so nobody can read it by an event id (see DESIGN.md).
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, ValidationError
from sse_starlette import ServerSentEvent

from assistant.exchange import (
    Blocked,
    ClaimShown,
    Emergency,
    Event,
    EvidenceFound,
    Finished,
    SentenceDropped,
)
from guidelines import Language
from serving.api.streams import event_stream, failure
from serving.ui.board import Board
from serving.ui.cards import cards_html
from serving.ui.render import dropped_item_html, fault_html, outcome_html, sentence_html

Guard = Callable[..., Any]
Fragment: TypeAlias = tuple[str, str]


class Answers(Protocol):
    """Answers one question of the person behind `request`, event by event; the last one is `Finished`."""

    def __call__(
        self, question: str, language: Language, as_of: str | None, request: Request
    ) -> AsyncIterator[Event]:
        """Start the answer; closing the iterator cancels it."""
        ...


class Asked(BaseModel):
    """What the page sends."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
    question: str
    language: Language = "zh"
    as_of: str | None = None


@dataclass(slots=True)
class Screen:
    """What one asker sees: keeps the numbers of the evidence stable over one answer."""

    board: Board = field(default_factory=Board)

    def shows(self, event: Event) -> list[Fragment]:
        """Turn an event into named fragments of HTML."""
        match event:
            case EvidenceFound(cards=cards):
                self.board = Board(tuple(cards))
                return [("cards", cards_html(self.board))]
            case ClaimShown(claim=claim):
                before, self.board = self.board, self.board.with_claims((claim,))
                more = [] if self.board is before else [("cards", cards_html(self.board))]
                return [*more, ("sentence", sentence_html(claim, self.board.numbers(claim)))]
            case SentenceDropped(dropped=dropped):
                return [("dropped", dropped_item_html(dropped))]
            case Finished(outcome=outcome):
                self.board = self.board.with_claims(outcome.claims)
                if not self.board.cards and isinstance(outcome, Emergency | Blocked):
                    return [("closed", ""), ("outcome", outcome_html(outcome, self.board))]
                cited = frozenset(n for claim in outcome.claims for n in self.board.numbers(claim))
                return [
                    ("cards", cards_html(self.board, cited=cited)),
                    ("outcome", outcome_html(outcome, self.board)),
                ]


def guarded_router(answers: Answers, *, signed: Guard, heartbeat_s: float = 10.0) -> APIRouter:
    """Make the page's own routes; `signed` refuses whoever may not ask, before anything is computed."""
    router = APIRouter(prefix="/ui", include_in_schema=False, dependencies=[Depends(signed)])

    @router.post("/answer")
    async def answer(request: Request) -> Response:
        try:
            asked = Asked.model_validate_json(await request.body())
        except ValidationError:
            return Response(status_code=422)
        return event_stream(fragments(answers, asked, request), heartbeat_s=heartbeat_s)

    return router


async def fragments(answers: Answers, asked: Asked, request: Request) -> AsyncGenerator[ServerSentEvent]:
    """Give fragments as they happen; the last is `outcome` or `fault`."""
    screen = Screen()
    try:
        stream = answers(asked.question, asked.language, asked.as_of or None, request)
        async with aclosing(_closable(stream)) as events:
            async for event in events:
                for name, html in screen.shows(event):
                    yield ServerSentEvent(event=name, data=html)
    except Exception as fault:  # noqa: BLE001 - headers are sent: the failure must be told as the last event
        yield ServerSentEvent(event="fault", data=fault_html(str(failure(fault)["detail"])))


async def _closable(events: AsyncIterator[Event]) -> AsyncGenerator[Event]:
    """Close the source when the reader leaves, so that the draft behind it is cancelled."""
    try:
        async for event in events:
            yield event
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()
