"""Record templates as data: the packaged ones, and a hospital's own in the same form."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.drafting.finding import Kind
from assistant.errors import InvalidQuestionError, SettingsError
from guidelines.model import Language

Filler = Literal["talk", "facts", "person"]


class SectionForm(BaseModel):
    """One section as the template file states it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
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
    name: str = Field(min_length=1)
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


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    template: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """Every template by name; a later one of the same name takes the place of an earlier."""

    by_name: dict[str, Template]

    def named(self, name: str | None, language: Language) -> Template:
        """Find a template by name or alias; without a name, the usual one of the language.

        Raises:
            InvalidQuestionError: no such template.
        """
        wanted = name or ("门诊初诊" if language == "zh" else "SOAP")
        found = self.by_name.get(wanted) or next(
            (one for one in self.by_name.values() if wanted.strip() in one.aliases), None
        )
        if found is None:
            message = f"no template {wanted!r}; there are: {', '.join(self.by_name)}"
            raise InvalidQuestionError(message)
        return found


@cache
def packaged_templates() -> Templates:
    """Read the templates that come with the product."""
    text = resources.files("assistant.drafting").joinpath("templates.toml").read_text("utf-8")
    return Templates(_by_name(_read(text, "templates.toml")))


def templates_in(folder: Path) -> Templates:
    """Add a hospital's own templates, `*.toml` of a folder in the order of their names, to the packaged.

    Raises:
        SettingsError: a file is no template.
    """
    own: list[Template] = []
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            own += _read(file.read_text("utf-8"), file.name)
        except UnicodeDecodeError:
            message = f"template file {file.name!r} is not UTF-8; write it as UTF-8"
            raise SettingsError(message) from None
    return Templates(packaged_templates().by_name | _by_name(own))


def _by_name(templates: Iterable[Template]) -> dict[str, Template]:
    return {one.name: one for one in templates}


def _read(text: str, name: str) -> tuple[Template, ...]:
    try:
        read = _File.model_validate(tomllib.loads(text)).template
    except tomllib.TOMLDecodeError as fault:
        message = f"template file {name!r} is not TOML: {fault}"
        raise SettingsError(message) from None
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"template file {name!r}, {where}: {first['msg']}; correct it"
        raise SettingsError(message) from None
    for one in read:
        _check(one, name)
    return read


def _check(template: Template, file: str) -> None:
    names = [section.name for section in template.sections]
    kinds = [kind for section in template.sections for kind in section.takes]
    twice = [one for one in {*names, *kinds} if [*names, *kinds].count(one) > 1]
    if twice:
        message = f"template {template.name!r} in {file!r} names {sorted(twice)} twice; name each once"
        raise SettingsError(message)
    if template.elsewhere not in names:
        message = f"template {template.name!r} in {file!r}: 'elsewhere' names no section of it"
        raise SettingsError(message)
