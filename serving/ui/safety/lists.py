"""Local lists as lines of text: what a person edits on the page, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, get_args

from pydantic import BaseModel, Field, ValidationError

from assistant.errors import SafetyError
from assistant.gate.names import NameKind
from assistant.gate.policy import Brand, Contacts, PolicyFile
from assistant.gate.redflags.hotlines import Hotline, Use
from assistant.gate.rule import OtcPolicy
from assistant.triage.departments import Department, Departments

_Text = Annotated[str, Field(max_length=200_000)]
_Line = Annotated[str, Field(max_length=1_000)]
_KINDS: Final[dict[str, NameKind]] = {one: one for one in get_args(NameKind)}
_ABSENT: Final = "-"
_HOTLINE_PARTS: Final = 6


class ListsIn(BaseModel):
    """The form of the lists as it is sent."""

    otc: OtcPolicy
    doctor: _Line = ""
    booking: _Line = ""
    pharmacist: _Line = ""
    brands: _Text = ""
    hotlines: _Text = ""
    departments: _Text = ""
    reason: _Line = ""

    def applied_to(self, policy: PolicyFile) -> PolicyFile:
        """Give a policy with these lists in place of its own.

        Raises:
            SafetyError: a line or a contact cannot be read.
        """
        try:
            contacts = Contacts(doctor=self.doctor, booking=self.booking, pharmacist=self.pharmacist)
        except ValidationError as fault:
            message = "a contact is one line of at most 120 characters"
            raise SafetyError(message) from fault
        return policy.model_copy(
            update={
                "otc": self.otc,
                "contacts": contacts,
                "brand": brands_from(self.brands),
                "hotline": hotlines_from(self.hotlines),
            }
        )


def brand_lines(brands: tuple[Brand, ...]) -> str:
    """Write names of medicines, one a line."""
    return "\n".join(one.name if one.kind == "drug" else f"{one.name} {one.kind}" for one in brands)


def brands_from(text: str) -> tuple[Brand, ...]:
    """Read names of medicines.

    Raises:
        SafetyError: a line is no name.
    """
    found = []
    for line in _lines(text):
        name, _, kind = line.rpartition(" ")
        known = _KINDS.get(kind)
        if not name or known is None:
            name, known = line, "drug"
        try:
            found.append(Brand(name=name.strip(), kind=known))
        except ValidationError as fault:
            raise _unclear(line, "a name has 2 to 40 characters") from fault
    return tuple(found)


def hotline_lines(hotlines: tuple[Hotline, ...]) -> str:
    """Write numbers, one a line."""
    return "\n".join(
        " | ".join((one.number, one.use.zh, one.use.en, one.region, one.hours, one.checked.isoformat()))
        for one in hotlines
    )


def hotlines_from(text: str) -> tuple[Hotline, ...]:
    """Read numbers; who enters one has checked it on the day that is given.

    Raises:
        SafetyError: a line has not these parts, or the day is none.
    """
    found = []
    for line in _lines(text):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != _HOTLINE_PARTS or not all((*parts[:4], parts[5])):
            raise _unclear(line, "number | 用途 | use | region | hours | day, hours may be empty")
        number, zh, en, region, hours, day = parts
        try:
            found.append(
                Hotline.model_validate(
                    {
                        "number": number,
                        "use": Use(zh=zh, en=en),
                        "region": region,
                        "hours": hours,
                        "certainty": "checked",
                        "checked": day,
                    }
                )
            )
        except ValidationError as fault:
            raise _unclear(line, "the day is written 2026-01-31") from fault
    return tuple(found)


def department_lines(known: Departments) -> str:
    """Write the departments that this hospital calls otherwise, or does not have, one a line."""
    return "\n".join(
        f"{one.name} = {_ABSENT if one.absent else one.here}"
        for one in known.department
        if one.absent or one.here
    )


def departments_from(text: str, known: Departments) -> tuple[Department, ...]:
    """Read departments: an entry of every one, those that are not named stand under their standard name.

    Raises:
        SafetyError: a line has no `=`, or names a department that the map does not name.
    """
    own: dict[str, str] = {}
    standard = {one.name for one in known.department}
    for line in _lines(text):
        name, equals, here = (part.strip() for part in line.partition("="))
        if not equals or not here or name not in standard:
            raise _unclear(line, "standard name = this hospital's, or = - where it has none")
        own[name] = here
    return tuple(
        one.model_copy(
            update={
                "absent": own.get(one.name) == _ABSENT,
                "here": own[one.name] if own.get(one.name, _ABSENT) != _ABSENT else None,
            }
        )
        for one in known.department
    )


def _lines(text: str) -> Iterator[str]:
    return filter(None, (line.strip() for line in text.splitlines()))


def _unclear(line: str, how: str) -> SafetyError:
    return SafetyError(f"the line {line[:40]!r} cannot be read: {how}")
