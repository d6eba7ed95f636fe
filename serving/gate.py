"""The gate at the doors: what a person wrote, or what is about to be said, judged; no house needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, Field

from assistant.errors import InvalidQuestionError
from assistant.exchange import Asker, Role, Turn
from assistant.gate import classes
from assistant.gate.identifiers import find_identifiers, mask
from assistant.lanes import GATE
from assistant.ports import Gate, GateAction, GateVerdict, Quoted, Verdict
from serving.problems import JsonObject
from serving.schemas import MAX_HISTORY, Edge, Id, TurnIn, parse, turns_from
from serving.validation import MAX_QUESTION, asking_as, check_text

MAX_TEXT: Final = 200_000


def _nothing_if_null(value: object) -> object:
    return [] if value is None else value


class QuoteIn(Edge):
    """A stretch of an outgoing text that is a quotation of a passage, or the transcription of a turn."""

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    passage_id: str | None = None
    turn: int | None = None


class GateIn(Edge):
    """A text to be judged; `quotes` count for `direction=out` only."""

    id: Id = None
    text: str
    role: str | None = None
    history: Annotated[tuple[TurnIn, ...], BeforeValidator(_nothing_if_null)] = ()
    direction: Literal["in", "out"] | None = None
    quotes: Annotated[tuple[QuoteIn, ...], BeforeValidator(_nothing_if_null)] = ()


class RuleOut(BaseModel):
    """A rule that fired; offsets are into the text as given, 0:0 where an earlier turn fired it."""

    id: str
    kind: str
    start: int
    end: int
    reason: str


class IdentifierOut(BaseModel):
    """Something that names a person; offsets are into the text as given."""

    type: str
    start: int
    end: int


class GateOut(BaseModel):
    """What the gate says, what the asker's role may be served with, and under which policy."""

    id: Id
    verdict: Verdict
    urgency: str | None
    rules: list[RuleOut]
    classes: list[str]
    identifiers: list[IdentifierOut]
    masked: str
    action: GateAction
    policy: str


async def judge(line: JsonObject, asker: Asker, gate: Gate) -> JsonObject:
    """Judge one text as `asker`, or in the lower role that the line states.

    Raises:
        InvalidLineError: a field is missing or has the wrong type.
        InvalidQuestionError: binary text, an unknown role, a quotation outside the text, or too much.
    """
    asked = parse(GateIn, line)
    _check(asked)
    role = asking_as(asker, asked.role).role
    history = turns_from(asked.history)
    return await GATE.do(_judged, gate, asked, role, history)


def _check(asked: GateIn) -> None:
    if len(asked.text) > MAX_TEXT:
        message = f"field 'text' has {len(asked.text)} characters, at most {MAX_TEXT}; split it"
        raise InvalidQuestionError(message)
    for start in range(0, max(len(asked.text), 1), MAX_QUESTION):
        check_text(asked.text[start : start + MAX_QUESTION], "text", may_be_empty=True)
    if len(asked.history) > MAX_HISTORY:
        message = f"field 'history' has {len(asked.history)} turns, at most {MAX_HISTORY}; send the last ones"
        raise InvalidQuestionError(message)
    for number, quote in enumerate(asked.quotes):
        if not quote.start <= quote.end <= len(asked.text):
            message = (
                f"field 'quotes.{number}' is no stretch of the text; offsets are characters, end exclusive"
            )
            raise InvalidQuestionError(message)
        if quote.passage_id is None and quote.turn is None:
            message = f"field 'quotes.{number}' names neither 'passage_id' nor 'turn'; say what it quotes"
            raise InvalidQuestionError(message)


def _judged(gate: Gate, asked: GateIn, role: Role, history: Sequence[Turn]) -> JsonObject:
    return _out(asked, _verdict(gate, asked, role, history)).model_dump(mode="json")


def _verdict(gate: Gate, asked: GateIn, role: Role, history: Sequence[Turn]) -> GateVerdict:
    if asked.direction == "out":
        quotes = [Quoted(one.start, one.end) for one in asked.quotes]
        return gate.outgoing(asked.text, role=role, quotes=quotes)
    return gate.incoming(asked.text, role=role, history=history)


def _out(asked: GateIn, verdict: GateVerdict) -> GateOut:
    return GateOut(
        id=asked.id,
        verdict=verdict.verdict,
        urgency=verdict.urgency,
        rules=[
            RuleOut(id=hit.id, kind=hit.kind, start=hit.start, end=hit.end, reason=hit.reason)
            for hit in verdict.rules
        ],
        classes=list(classes(verdict)),
        identifiers=[
            IdentifierOut(type=one.type, start=one.start, end=one.end) for one in find_identifiers(asked.text)
        ],
        masked=mask(asked.text).text,
        action=verdict.action,
        policy=verdict.policy,
    )
