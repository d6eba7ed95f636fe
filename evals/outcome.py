"""The product's answer as this package reads it: the JSON of `yizheng ask`, checked as it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case import OutcomeName

_LENIENT = ConfigDict(frozen=True, extra="ignore")


class Cited(BaseModel):
    """What one citation claims: these words stand in this passage of this edition."""

    model_config = _LENIENT
    passage_id: str
    document_id: str
    edition_id: str
    quote: str


class Shown(BaseModel):
    """One shown sentence, where it comes from and what it cites."""

    model_config = _LENIENT
    text: str
    origin: Literal["model", "repaired", "verbatim", "template"]
    citations: tuple[Cited, ...] = ()


class Answer(BaseModel):
    """One line of `yizheng ask --json`; fields that nothing here reads are left out."""

    model_config = _LENIENT
    outcome: OutcomeName
    text: str
    claims: tuple[Shown, ...]
    versions: dict[str, str | None] = {}
    timings_ms: dict[str, float | None] = {}

    @property
    def shown(self) -> str:
        """Everything that the asker reads."""
        return "\n".join((self.text, *(claim.text for claim in self.claims)))

    @property
    def sentences(self) -> tuple[Shown, ...]:
        """The shown sentences that are no fixed text of ours."""
        return tuple(claim for claim in self.claims if claim.origin != "template")


def read_answer(line: Mapping[str, object]) -> Answer | str:
    """Read an output line; what cannot be read comes back as the reason why, without any text of it."""
    fault = line.get("error")
    if isinstance(fault, Mapping):
        return f"error line: {fault.get('type', 'unknown')}"
    try:
        return Answer.model_validate(line)
    except ValidationError as broken:
        where = ".".join(str(part) for part in broken.errors(include_input=False)[0]["loc"])
        return f"not the JSON of an answer: {where}"
