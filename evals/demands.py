"""What a case may demand of an answer: one closed set of checks, each written as a small JSON object."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from evals.outcome import OutcomeName, VerdictName

STRICT = ConfigDict(frozen=True, extra="forbid", str_min_length=1)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Texts = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]


class Says(BaseModel):
    """The shown text holds every one of these, compared after folding."""

    model_config = STRICT
    says: _Texts


class SaysAny(BaseModel):
    """The shown text holds at least one of these, compared after folding."""

    model_config = STRICT
    says_any: _Texts


class Omits(BaseModel):
    """No shown sentence holds any of these; our own fixed text does not count as a sentence.

    With `unless_quoted` a verbatim sentence may hold one: the publisher's own sentence names it too.
    """

    model_config = STRICT
    omits: _Texts
    unless_quoted: bool = False


class Source(BaseModel):
    """Where a citation must stand: document (or family), edition, and what its quotation must overlap."""

    model_config = STRICT
    document: str | None = None
    edition: str | None = None
    quote: str | None = None


def _source(value: object) -> object:
    return {"document": value} if isinstance(value, str) else value


class Cites(BaseModel):
    """One citation of a shown sentence fits all that is given here."""

    model_config = STRICT
    cites: Annotated[Source, BeforeValidator(_source)]


class Quotes(BaseModel):
    """A cited quotation holds this fragment, compared after folding."""

    model_config = STRICT
    quote: str


class Declines(BaseModel):
    """The machine does not answer (true), or does (false)."""

    model_config = STRICT
    declines: bool


class Corrects(BaseModel):
    """The machine declines, or what it shows cites the passage that corrects the premise."""

    model_config = STRICT
    corrects: Annotated[Source, BeforeValidator(_source)]


class Escalates(BaseModel):
    """The answer is an emergency card (true), or is none (false)."""

    model_config = STRICT
    escalates: bool


class IsBlocked(BaseModel):
    """The request is blocked (true), or is not (false)."""

    model_config = STRICT
    blocked: bool


class HasOutcome(BaseModel):
    """The outcome is one of those named."""

    model_config = STRICT
    outcome: Annotated[tuple[OutcomeName, ...], BeforeValidator(_listed), Field(min_length=1)]


class Before(BaseModel):
    """The shown text holds all of these, each one first standing after the one before it."""

    model_config = STRICT
    before: Annotated[tuple[str, ...], Field(min_length=2)]


class OriginShare(BaseModel):
    """At least this share of the shown sentences that are no fixed text was written by the model."""

    model_config = STRICT
    origin_share: float = Field(ge=0, le=1)


class HasVerdict(BaseModel):
    """A claim that is supported is found so; one that is not is found anything but supported."""

    model_config = STRICT
    verdict: VerdictName


class Finds(BaseModel):
    """The gold passage is among the first so many hits of the search."""

    model_config = STRICT
    finds: int = Field(ge=1)


class Founded(BaseModel):
    """No sentence of the draft says what the conversation does not."""

    model_config = STRICT
    founded: Literal[True]


def _tag(value: object) -> str | None:
    """Name a check by its first key, so that a fault speaks of that check alone."""
    if isinstance(value, BaseModel):
        return next(iter(type(value).model_fields))
    return str(next(iter(value), "")) if isinstance(value, dict) else None


Demand: TypeAlias = Annotated[
    Annotated[Says, Tag("says")]
    | Annotated[SaysAny, Tag("says_any")]
    | Annotated[Omits, Tag("omits")]
    | Annotated[Cites, Tag("cites")]
    | Annotated[Quotes, Tag("quote")]
    | Annotated[Declines, Tag("declines")]
    | Annotated[Corrects, Tag("corrects")]
    | Annotated[Escalates, Tag("escalates")]
    | Annotated[IsBlocked, Tag("blocked")]
    | Annotated[HasOutcome, Tag("outcome")]
    | Annotated[Before, Tag("before")]
    | Annotated[OriginShare, Tag("origin_share")]
    | Annotated[HasVerdict, Tag("verdict")]
    | Annotated[Finds, Tag("finds")]
    | Annotated[Founded, Tag("founded")],
    Discriminator(_tag),
]


def name_of(demand: Demand) -> str:
    """Give the key that a check has in a suite."""
    return next(iter(type(demand).model_fields))
