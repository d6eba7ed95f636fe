"""A record form as data: its sections, what goes where, and when it is due."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.drafting.finding import Kind
from guidelines.model import Language

Filler = Literal["talk", "facts", "person"]


class SectionForm(BaseModel):
    """One section as the template file states it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, max_length=60)
    required: bool
    takes: tuple[Kind, ...] = ()
    cues: tuple[str, ...] = ()
    filled_by: Filler = "talk"


class Template(BaseModel):
    """A record form: sections in printed order, where what goes, until when it is due, and who says so.

    `due_hours` counts from the event that the record is about (0: at once), None where no number holds.
    With `steps`, a doctor accepts, edits or rejects each section by itself before anybody signs.
    `to_check` says that no rule read so far stands behind the sections: the hospital decides.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, max_length=60)
    aliases: tuple[str, ...] = ()
    language: Language | None = None
    deadline: str
    due_hours: float | None = Field(None, ge=0)
    source: str
    to_check: bool = False
    steps: bool = False
    elsewhere: str
    sections: tuple[SectionForm, ...] = Field(min_length=1)

    def section_for(self, kind: Kind) -> str:
        """Name the section that takes a kind; what none takes goes where `elsewhere` says."""
        return next((one.name for one in self.sections if kind in one.takes), self.elsewhere)

    def has_own(self, kind: Kind) -> bool:
        """Say whether a section is for this kind alone."""
        return any(one.takes == (kind,) for one in self.sections)
