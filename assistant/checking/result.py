"""A text to be checked, and what became of each of its statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from assistant.exchange import Asker
from guidelines import GUIDELINES
from guidelines.citation import Citation

Verdict: TypeAlias = Literal["supported", "outdated", "contradicted", "not_found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """A text that somebody else wrote, who wants it checked, and for which day (None: today)."""

    id: str
    text: str
    asker: Asker
    as_of: date | None = None
    collection: str = GUIDELINES


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One statement of the text, `start:end` of it, and its verdict.

    `citations` are out of editions in force on the day, the deciding one first; `superseded` out of editions
    that they replaced. Only `not_found` has neither; `outdated` has no citation where no edition in force
    was found to speak of the same thing.
    """

    text: str
    start: int
    end: int
    verdict: Verdict
    citations: tuple[Citation, ...] = ()
    superseded: tuple[Citation, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Every statement in order; `notices` stand above them.

    `urgency` is set when a patient's text raised the alarm: then only the notice is given.
    """

    statements: tuple[Judged, ...]
    notices: tuple[str, ...] = ()
    urgency: str | None = None
    rules: tuple[str, ...] = field(default=())
