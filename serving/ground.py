"""Claims against evidence at the doors: a pure capability that needs no house."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BaseModel, Discriminator, Field, Tag

from assistant.errors import InvalidQuestionError
from assistant.grounding.check import check
from assistant.grounding.verdict import EvidenceText, Kind, Span, Verdict
from assistant.lanes import THINKING
from serving.problems import JsonObject
from serving.schemas import Edge, Id, parse
from serving.validation import MAX_QUESTION, check_text

MAX_EVIDENCE: Final = 200_000
_Text = Annotated[str, Field(max_length=MAX_EVIDENCE)]
_Texts = Annotated[tuple[_Text, ...], Field(max_length=1_000)]


def _shape(evidence: object) -> str | None:
    """Tell a text from a list of texts, None for anything else."""
    if isinstance(evidence, str):
        return "text"
    return "texts" if isinstance(evidence, list | tuple) else None


_Evidence = Annotated[
    Annotated[_Text, Tag("text")] | Annotated[_Texts, Tag("texts")],
    Discriminator(
        _shape,
        custom_error_type="evidence",
        custom_error_message="Input should be a text or a list of texts",
    ),
]


class GroundIn(Edge):
    """A claim and the text, or the texts, that it is said to stand on."""

    id: Id = None
    claim: str
    evidence: _Evidence
    lang: Literal["zh", "en"] | None = None


class SpanOut(BaseModel):
    """Character offsets into the text as given, end exclusive."""

    start: int
    end: int


class EvidenceSpanOut(SpanOut):
    """A span of the evidence; `index` counts the texts from 0."""

    index: int


class DecidedByOut(BaseModel):
    """The words on both sides that decided, where there are any."""

    claim_span: SpanOut | None
    evidence_span: EvidenceSpanOut | None
    kind: Kind


class GroundOut(BaseModel):
    """A verdict on one claim.

    `supported`: one of the texts states it. `unsupported`: the texts were understood well enough to say that
    none states it. `unknown`: that could not be decided (nothing to check, units that convert only for a
    known analyte, another language with too few shared names, too long for one claim): not supported either.
    """

    id: Id
    verdict: Literal["supported", "unsupported", "unknown"]
    why: str
    decided_by: DecidedByOut


async def ground(line: JsonObject) -> JsonObject:
    """Judge one claim.

    Raises:
        InvalidLineError: a field is missing or has the wrong type.
        InvalidQuestionError: binary text, or more of it than can be judged.
    """
    asked = parse(GroundIn, line)
    texts = (asked.evidence,) if isinstance(asked.evidence, str) else asked.evidence
    check_text(asked.claim, "claim", may_be_empty=True)
    for text in texts:
        _check_evidence(text)
    total = sum(map(len, texts))
    if total > MAX_EVIDENCE:
        message = (
            f"field 'evidence' has {total} characters, at most {MAX_EVIDENCE}; send the nearest passages"
        )
        raise InvalidQuestionError(message)
    verdict = await THINKING.do(
        check, asked.claim, [EvidenceText(text) for text in texts], language=asked.lang
    )
    return _out(asked.id, verdict).model_dump(mode="json")


def _check_evidence(text: str) -> None:
    for start in range(0, len(text), MAX_QUESTION):
        check_text(text[start : start + MAX_QUESTION], "evidence", may_be_empty=True)


def _out(identity: Id, verdict: Verdict) -> GroundOut:
    where, index = verdict.evidence_span, verdict.evidence_index
    place = None if where is None or index is None else EvidenceSpanOut(index=index, **_offsets(where))
    claimed = None if verdict.claim_span is None else SpanOut(**_offsets(verdict.claim_span))
    decided = DecidedByOut(claim_span=claimed, evidence_span=place, kind=verdict.kind)
    return GroundOut(id=identity, verdict=verdict.verdict, why=verdict.why, decided_by=decided)


def _offsets(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
