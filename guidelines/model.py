"""The published word as values: families, editions, sections, recommendations, passages.

Offsets are Unicode code points into an edition's canonical text (`Reading.text`), end exclusive.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal, NewType

from guidelines.errors import MetadataError

FamilyId = NewType("FamilyId", str)
DocumentId = NewType("DocumentId", str)
EditionId = NewType("EditionId", str)
PassageId = NewType("PassageId", str)

Language = Literal["zh", "en"]
BlockKind = Literal["title", "heading", "contents", "paragraph", "list_item", "table", "footnote", "caption"]
PassageKind = Literal["recommendation", "table", "narrative", "fact"]


class Status(StrEnum):
    """Where an edition stands on a given day."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Source(StrEnum):
    """Whose words a citation shows: the issuer's full text, or our own digest of its facts."""

    FULLTEXT = "fulltext"
    DIGEST = "digest"


class Certainty(StrEnum):
    """How sure a digest's fact is; full texts are `CHECKED` because they are the issuer's own words."""

    CHECKED = "checked"
    SECONDARY = "secondary"
    UNCHECKED = "to be checked"


_TO_THE_DAY, _DECEMBER = 2, 12
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A date as precise as the source gives it: `2018`, `2018-11` or `2018-11-05`."""

    text: str

    def __post_init__(self) -> None:
        """Refuse what is not a calendar date.

        Raises:
            MetadataError: the text is not a year, a month or a day that exists.
        """
        match = _PARTIAL_DATE.fullmatch(self.text)
        try:
            if match is None:
                raise ValueError(self.text)
            date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        except ValueError as fault:
            message = f"date {self.text!r} is not YYYY, YYYY-MM or YYYY-MM-DD; correct the metadata"
            raise MetadataError(message) from fault

    @property
    def first_day(self) -> date:
        """The earliest day that the text allows; an edition counts as in force from here on."""
        year, _, rest = self.text.partition("-")
        month, _, day = rest.partition("-")
        return date(int(year), int(month or 1), int(day or 1))

    @property
    def last_day(self) -> date:
        """The latest day that the text allows."""
        first, precision = self.first_day, self.text.count("-")
        if precision == _TO_THE_DAY:
            return first
        month = first.month if precision else _DECEMBER
        return date(first.year, month, monthrange(first.year, month)[1])

    @property
    def year(self) -> int:
        """The calendar year of publication."""
        return self.first_day.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page, in points from the top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWarning:
    """Something that reading could not carry over faithfully; `page` is 1-based where known."""

    what: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a document in reading order, at `start:end` of the canonical text."""

    kind: BlockKind
    text: str
    start: int
    end: int
    level: int | None = None
    page: int | None = None
    box: Box | None = None
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of a file: one canonical text and the blocks that tile it."""

    text: str
    blocks: tuple[Block, ...]
    pages: int | None
    warnings: tuple[ReadingWarning, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading path, outermost first, and the text that stands under it."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """One recommendation unit, quoted exactly as its publisher printed it."""

    number: str
    text: str
    start: int
    end: int
    strength: Literal["strong", "weak", "good-practice", "insufficient", "against", "unstated"]
    grade: str | None
    section: tuple[str, ...]
    page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The unit that is searched and cited: a slice `start:end` of its edition's canonical text.

    `text` equals that slice character for character. `context` is what a reader needs to know whom the
    passage speaks of (heading path, table caption and header); it is searched but never quoted.
    """

    passage_id: PassageId
    edition_id: EditionId
    document_id: DocumentId
    ordinal: int
    kind: PassageKind
    text: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    context: str = ""
    page: int | None = None
    box: Box | None = None
    certainty: Certainty = Certainty.CHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One published edition of a guideline family; immutable, addressed by its content.

    `edition_id` is `<document_id>@<first 12 hex digits of sha256>`. `declared` is the status that the
    metadata states; what holds on a day is decided by `guidelines.ledger.standing`. An empty `departments`
    means every department. `access` is the reading group: `all`, or a group that a reader must belong to.

    One that `amends` documents replaces the statements of theirs that answer to its own, or those that
    `amended_units` names, and nothing else; an `erratum` does so from their first day on.
    """

    edition_id: EditionId
    document_id: DocumentId
    family_id: FamilyId
    collection: str
    title: str
    issuer: str
    label: str
    published: PublicationDate
    effective_from: date
    sha256: str
    source: Source
    language: Language
    effective_to: date | None = None
    supersedes: tuple[DocumentId, ...] = ()
    declared: Status = Status.CURRENT
    withdrawn_on: date | None = None
    jurisdiction: str | None = None
    population: str | None = None
    licence: str | None = None
    access: str = "all"
    departments: tuple[str, ...] = ()
    amends: tuple[DocumentId, ...] = ()
    erratum: bool = False
    amended_units: tuple[str, ...] = ()
