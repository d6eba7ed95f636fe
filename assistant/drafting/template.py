"""A record form as data: its sections, what goes where, and when it is due."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from assistant.drafting.finding import Kind
from assistant.errors import InvalidQuestionError
from guidelines.model import Language

Filler = Literal["talk", "facts", "person"]
_LONGEST_CUE: Final = 200
_REPEATED_GROUP: Final = re.compile(r"(?<!\\)\)(?:[*+]|\{\d+,\})")


def _cue(words: str) -> str:
    fault = fault_of_cue(words)
    if fault is not None:
        raise PydanticCustomError("bad_cue", "{fault}", {"fault": fault})
    return words


def fault_of_cue(cue: str) -> str | None:
    """Say why a cue is no pattern that every sentence can be asked, None if it is one."""
    if len(cue) > _LONGEST_CUE:
        return f"a cue has at most {_LONGEST_CUE} characters"
    if _REPEATED_GROUP.search(cue):
        return "a group that is repeated without end can take for ever; give a most, like (…){0,3}"
    try:
        pattern = re.compile(cue, re.IGNORECASE)
    except re.error as fault:
        return f"no pattern: {fault.msg}"
    return "the cue fits every sentence; write what is said" if pattern.search("") else None


class SectionForm(BaseModel):
    """One section as the template file states it.

    `after`: the section that is named first; what the section takes and is told before that goes to `early`,
    or elsewhere.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, max_length=60)
    required: bool
    takes: tuple[Kind, ...] = ()
    cues: tuple[Annotated[str, AfterValidator(_cue)], ...] = ()
    after: str | None = None
    early: str | None = None
    filled_by: Filler = "talk"


class DueBy(BaseModel):
    """How long there is for a patient in this condition, or a request of this kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, max_length=60)
    hours: float = Field(ge=0)


class Template(BaseModel):
    """A record form: sections in printed order, where what goes, until when it is due, and who says so.

    `due_hours` counts from the event that the record is about (0: at once), None where no number holds;
    where it depends on the patient's condition, `due_by` says how.
    With `steps`, a doctor accepts, edits or rejects each section by itself before anybody signs.
    `to_check` says that no rule read so far stands behind the sections: the hospital decides.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1, max_length=60)
    aliases: tuple[str, ...] = ()
    language: Language | None = None
    deadline: str
    due_hours: float | None = Field(None, ge=0)
    due_by: tuple[DueBy, ...] = ()
    source: str
    to_check: bool = False
    steps: bool = False
    elsewhere: str
    sections: tuple[SectionForm, ...] = Field(min_length=1)

    def hours_for(self, condition: str | None) -> float | None:
        """Give the hours that there are in a condition; without one, those of the form itself.

        Raises:
            InvalidQuestionError: the form knows no such condition.
        """
        if condition is None:
            return self.due_hours
        found = next((one.hours for one in self.due_by if one.name == condition), None)
        if found is None:
            told = ", ".join(one.name for one in self.due_by) or "none"
            message = f"the form knows no condition {condition!r}; it knows: {told}"
            raise InvalidQuestionError(message)
        return found

    def section_for(self, kind: Kind) -> str:
        """Name the section that takes a kind; what none takes goes where `elsewhere` says."""
        return next((one.name for one in self.sections if kind in one.takes), self.elsewhere)

    def has_own(self, kind: Kind) -> bool:
        """Say whether a section is for this kind alone."""
        return any(one.takes == (kind,) for one in self.sections)
