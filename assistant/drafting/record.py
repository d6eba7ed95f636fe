"""What goes into a draft and what comes out: a conversation with facts, and a record with its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guidelines.model import Language

Speaker = Literal["doctor", "patient", "family", "nurse"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance; offsets of sources are code points into `text`, end exclusive."""

    speaker: Speaker
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value that the hospital's systems hold; `value` and `unit` are copied as they stand."""

    name: str
    value: str
    unit: str | None = None
    time: str | None = None
    source: str | None = None

    @property
    def text(self) -> str:
        """Write the fact on one line, every part as it was given."""
        written = f"{self.name} {self.value}{' ' + self.unit if self.unit else ''}"
        return f"{written} ({self.time})" if self.time else written


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation and the facts beside it."""

    turns: tuple[Turn, ...]
    facts: tuple[Fact, ...] = ()
    language: Language = "zh"


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """`start:end` of a turn's text."""

    turn: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Known:
    """A fact, by its place among the facts."""

    fact: int


Source = Said | Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One line of the record; everything that it says stands in its sources.

    `origin` tells the speaker's own words from a model's words for the same.
    """

    text: str
    sources: tuple[Source, ...]
    origin: Literal["said", "model"] = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the record; `missing` says that nobody spoke about it, never that it is normal."""

    name: str
    required: bool
    sentences: tuple[Sentence, ...]
    text: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something said, or phrased, that is not in the record, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What quality control has to say; `at` is the place that it speaks of, if it speaks of one."""

    rule: str
    message: str
    source: str
    at: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An unsigned record; `label` belongs to it wherever it goes."""

    template: str
    sections: tuple[Section, ...]
    dropped: tuple[Dropped, ...]
    remarks: tuple[Remark, ...]
    label: str
