"""The product's JSON as this package reads it: what `ask`, `search` and `ground` write, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

_LENIENT = ConfigDict(frozen=True, extra="ignore")
OutcomeName = Literal["answered", "deferred", "blocked", "emergency"]
VerdictName = Literal["supported", "unsupported", "unknown"]
Origin = Literal["model", "repaired", "verbatim", "template"]


class Cited(BaseModel):
    """What one citation claims: these words stand in this passage of this edition."""

    model_config = _LENIENT
    passage_id: str
    document_id: str
    edition_id: str
    quote: str
    section: str | None = None


class Shown(BaseModel):
    """One shown sentence, where it comes from and what it cites."""

    model_config = _LENIENT
    text: str
    origin: Origin
    citations: tuple[Cited, ...] = ()


class Answer(BaseModel):
    """One line of `yizheng ask --json`; fields that nothing here reads are left out."""

    model_config = _LENIENT
    outcome: OutcomeName
    text: str
    claims: tuple[Shown, ...]
    versions: dict[str, str | None] = {}
    timings_ms: dict[str, float | None] = {}
    signals: dict[str, float | int | bool | str | None] = {}
    risk: float | None = None

    @property
    def shown(self) -> str:
        """Everything that the asker reads."""
        return "\n".join((self.text, *(claim.text for claim in self.claims)))

    @property
    def sentences(self) -> tuple[Shown, ...]:
        """The shown sentences that are no fixed text of ours."""
        return tuple(claim for claim in self.claims if claim.origin != "template")

    @property
    def citations(self) -> tuple[Cited, ...]:
        """Every citation of a shown sentence, in order."""
        return tuple(cited for claim in self.sentences for cited in claim.citations)

    @property
    def confidence(self) -> float | None:
        """How sure the machine says it is: 1 - risk where it gives one, else how near the evidence is."""
        if self.risk is not None:
            return 1.0 - self.risk
        nearness = self.signals.get("nearness")
        return float(nearness) if isinstance(nearness, int | float) else None


class Judged(BaseModel):
    """One line of `yizheng ground --json`."""

    model_config = _LENIENT
    verdict: VerdictName


class Hit(BaseModel):
    """One passage that a search gave, or that was packed for the model."""

    model_config = _LENIENT
    passage_id: str
    document_id: str


class Hits(BaseModel):
    """One line of `yizheng search --json`, or the evidence packed for one question, best first."""

    model_config = _LENIENT
    hits: tuple[Hit, ...]


_Read = TypeVar("_Read", bound=BaseModel)


def read(model: type[_Read], line: Mapping[str, object]) -> _Read | str:
    """Read an output line; what cannot be read comes back as the reason why, without any text of it."""
    fault = line.get("error")
    if isinstance(fault, Mapping):
        return f"error line: {fault.get('type', 'unknown')}"
    try:
        return model.model_validate(line)
    except ValidationError as broken:
        where = ".".join(str(part) for part in broken.errors(include_input=False)[0]["loc"])
        return f"not the JSON of {model.__name__.lower()}: {where}"
