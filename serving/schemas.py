"""The edge: JSON in, JSON out, with the field names of the interface; converted once, by named functions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeVar, assert_never

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.errors import InvalidQuestionError
from assistant.exchange import (
    Answered,
    Asker,
    Blocked,
    Claim,
    Deferred,
    Dropped,
    Effect,
    Emergency,
    EvidenceCard,
    Mode,
    Origin,
    Outcome,
    Question,
    Signal,
    Speaker,
    Turn,
)
from guidelines.citation import Citation
from guidelines.text import language_of
from serving.errors import InvalidLineError
from serving.validation import asking_as, check_text, collection_from, day_from

if TYPE_CHECKING:
    from assistant.house import SearchHit

MAX_HISTORY: Final = 200
MAX_HITS: Final = 1_000
Id = str | int | None
_Model = TypeVar("_Model", bound=BaseModel)


def _nothing_if_null(value: object) -> object:
    return [] if value is None else value


class Edge(BaseModel):
    """Base of what comes in: unknown fields are ignored, `null` is the same as absent."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class TurnIn(Edge):
    """One earlier utterance."""

    speaker: Speaker
    text: str


class AskIn(Edge):
    """A question as any door takes it."""

    id: Id = None
    question: str
    role: str | None = None
    as_of: str | None = None
    history: Annotated[tuple[TurnIn, ...], BeforeValidator(_nothing_if_null)] = ()
    collection: str | None = None
    twin: str | None = None


class SearchIn(Edge):
    """A search as any door takes it."""

    id: Id = None
    query: str
    k: Annotated[int | None, Field(ge=1, le=MAX_HITS)] = None
    as_of: str | None = None
    collection: str | None = None


class SupersedeIn(Edge):
    """Which edition took whose place; the older one is named by the address."""

    by: str


class WithdrawIn(Edge):
    """From which day an edition is not to be used, and why."""

    reason: Annotated[str, Field(min_length=1, max_length=2_000)]
    on: str | None = None


class ConfirmIn(Edge):
    """Which document of the watched folder is to be taken in."""

    name: Annotated[str, Field(min_length=1, max_length=500)]


class RollBackIn(Edge):
    """Why an arrival is taken back."""

    reason: Annotated[str | None, Field(max_length=2_000)] = None


def in_json(fault: str) -> str:
    """Say a fault in the words of JSON, which knows lists and no tuples."""
    return fault.replace("a valid tuple", "a list")


def parse(model: type[_Model], line: object) -> _Model:
    """Validate a decoded JSON value.

    Raises:
        InvalidLineError: a field is missing or has the wrong type; the message names it, never its value.
    """
    try:
        return model.model_validate(line)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        message = f"field {where!r}: {in_json(first['msg'])}; correct the request"
        raise InvalidLineError(message) from None


def question_from(asked: AskIn, asker: Asker) -> Question:
    """Make the question that the engine answers; the role is never taken from the text.

    Raises:
        InvalidQuestionError: empty, too long, binary, or an unknown role, date or collection.
    """
    check_text(asked.question, "question")
    if len(asked.history) > MAX_HISTORY:
        message = f"field 'history' has {len(asked.history)} turns, at most {MAX_HISTORY}; send the last ones"
        raise InvalidQuestionError(message)
    return Question(
        id=str(asked.id) if asked.id is not None else uuid.uuid4().hex,
        text=asked.question,
        asker=asking_as(asker, asked.role),
        language=language_of(asked.question),
        as_of=day_from(asked.as_of),
        history=turns_from(asked.history),
        collection=collection_from(asked.collection),
    )


def turns_from(turns: tuple[TurnIn, ...]) -> tuple[Turn, ...]:
    """Take over the conversation so far.

    Raises:
        InvalidQuestionError: a turn that is too long or binary.
    """
    for number, turn in enumerate(turns):
        check_text(turn.text, f"history.{number}.text", may_be_empty=True)
    return tuple(Turn(turn.speaker, turn.text) for turn in turns)


class CitationOut(BaseModel):
    """Where a shown sentence stands; `section` is the heading path, outermost first."""

    passage_id: str
    document_id: str
    edition_id: str
    title: str
    issuer: str
    label: str
    year: int
    status: Literal["current", "superseded", "withdrawn"]
    source: Literal["fulltext", "digest"]
    certainty: str
    section: str | None
    page: int | None
    quote: str
    start: int
    end: int


class ClaimOut(BaseModel):
    """One shown sentence."""

    text: str
    origin: Origin
    citations: list[CitationOut]


class DroppedOut(BaseModel):
    """A drafted sentence that was not shown."""

    text: str
    why: str


class CardOut(BaseModel):
    """A passage on screen before the model has written; `quote_start:quote_end` is into `passage_text`."""

    marker: int
    citation: CitationOut
    passage_text: str
    quote_start: int
    quote_end: int


class AskOut(BaseModel):
    """One outcome; `rules` and `urgency` are filled where the gate decided."""

    id: Id
    outcome: Literal["answered", "deferred", "blocked", "emergency"]
    mode: Mode
    text: str
    claims: list[ClaimOut]
    dropped: list[DroppedOut]
    reason: str | None
    effect: Effect | None
    notes: list[str]
    signals: dict[str, Signal]
    risk: float | None
    ticket: str | None
    versions: dict[str, str]
    timings_ms: dict[str, float]
    rules: list[str]
    urgency: str | None


class HitOut(BaseModel):
    """A found passage."""

    passage_id: str
    document_id: str
    edition_id: str
    score: float
    text: str
    section: str | None
    page: int | None
    status: Literal["current", "superseded", "withdrawn"]
    certainty: str


class SearchOut(BaseModel):
    """Hits, best first."""

    id: Id
    hits: list[HitOut]


def heading(path: tuple[str, ...]) -> str | None:
    """Write a heading path as one line, or None where nothing is known."""
    return " › ".join(path) or None


def citation_out(citation: Citation) -> CitationOut:
    """Write a citation."""
    return CitationOut(
        passage_id=citation.passage_id,
        document_id=citation.document_id,
        edition_id=citation.edition_id,
        title=citation.title,
        issuer=citation.issuer,
        label=citation.label,
        year=citation.year,
        status=citation.status.value,
        source=citation.source.value,
        certainty=citation.certainty.value,
        section=heading(citation.section),
        page=citation.page,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
    )


def claim_out(claim: Claim) -> ClaimOut:
    """Write a shown sentence."""
    return ClaimOut(
        text=claim.text, origin=claim.origin, citations=[citation_out(one) for one in claim.citations]
    )


def card_out(card: EvidenceCard) -> CardOut:
    """Write an evidence card."""
    return CardOut(
        marker=card.marker,
        citation=citation_out(card.citation),
        passage_text=card.passage_text,
        quote_start=card.quote_start,
        quote_end=card.quote_end,
    )


def dropped_out(dropped: Dropped) -> DroppedOut:
    """Write a sentence that was not shown."""
    return DroppedOut(text=dropped.text, why=dropped.why)


def paragraph(claims: Iterable[Claim]) -> str:
    """Set claims as running text: a space between sentences unless Chinese punctuation already parts them."""
    text = ""
    for claim in claims:
        text += joint(text) + claim.text
    return text


def joint(before: str) -> str:
    """Say what goes between `before` and the next sentence."""
    return "" if not before or before[-1] in "。！？；：\n" else " "


def ask_out(question_id: Id, outcome: Outcome) -> AskOut:
    """Write an outcome."""
    mode: Mode = "template"
    effect: Effect | None = None
    rules: tuple[str, ...] = ()
    urgency: str | None = None
    match outcome:
        case Answered():
            name: Literal["answered", "deferred", "blocked", "emergency"] = "answered"
            mode, effect = outcome.mode, outcome.effect
        case Deferred():
            name, effect = "deferred", outcome.effect
            mode = "verbatim" if any(one.origin == "verbatim" for one in outcome.claims) else "template"
        case Blocked():
            name, rules = "blocked", outcome.rules
        case Emergency():
            name, rules, urgency = "emergency", outcome.rules, outcome.urgency
        case _:
            assert_never(outcome)
    trace = outcome.trace
    return AskOut(
        id=question_id,
        outcome=name,
        mode=mode,
        text=paragraph(outcome.claims),
        claims=[claim_out(claim) for claim in outcome.claims],
        dropped=[dropped_out(one) for one in trace.dropped],
        reason=outcome.reason,
        effect=effect,
        notes=list(trace.notes),
        signals=dict(trace.signals),
        risk=trace.risk,
        ticket=trace.ticket,
        versions=dict(trace.versions),
        timings_ms={stage: round(spent, 1) for stage, spent in trace.timings_ms.items()},
        rules=list(rules),
        urgency=urgency,
    )


def hit_out(found: SearchHit) -> HitOut:
    """Write a found passage."""
    passage = found.hit.passage
    return HitOut(
        passage_id=passage.passage_id,
        document_id=passage.document_id,
        edition_id=passage.edition_id,
        score=found.hit.score,
        text=passage.text,
        section=heading(passage.section),
        page=passage.page,
        status=found.status.value,
        certainty=passage.certainty.value,
    )
