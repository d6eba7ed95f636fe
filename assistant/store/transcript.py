"""A question and its outcome as JSON bytes, and back, letter by letter."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import StoreError
from assistant.exchange import Answered, Blocked, Deferred, Emergency, Outcome, Question

_Kind = Literal["answered", "deferred", "blocked", "emergency"]


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="forbid")
    format: Literal[1] = 1
    question: Question
    answered: Answered | None = None
    deferred: Deferred | None = None
    blocked: Blocked | None = None
    emergency: Emergency | None = None


def dump_transcript(question: Question, outcome: Outcome) -> bytes:
    """Write a question and its outcome."""
    return (
        _Envelope.model_validate({"question": question, _kind(outcome): outcome}).model_dump_json().encode()
    )


def load_transcript(data: bytes) -> tuple[Question, Outcome]:
    """Read what `dump_transcript` wrote.

    Raises:
        StoreError: a newer release wrote it.
    """
    try:
        held = _Envelope.model_validate_json(data)
    except ValidationError as fault:
        message = (
            f"a record has {fault.error_count()} fields that this release does not know; use a newer one"
        )
        raise StoreError(message) from None
    outcome = held.answered or held.deferred or held.blocked or held.emergency
    if outcome is None:
        message = "a record holds no outcome; a newer release wrote it"
        raise StoreError(message)
    return held.question, outcome


def _kind(outcome: Outcome) -> _Kind:
    match outcome:
        case Answered():
            return "answered"
        case Deferred():
            return "deferred"
        case Blocked():
            return "blocked"
        case Emergency():
            return "emergency"
