"""Every form by name: the packaged ones, a hospital's own files, and those that were signed on the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from assistant.drafting.template import Template
from assistant.drafting.template_reading import Faulty, read_templates
from assistant.errors import InvalidQuestionError, SettingsError
from guidelines.model import Language

SIGNED: Final = "signed"
"""The subfolder of forms that somebody signed on the page; they come after a hospital's own files."""


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
def packaged_text() -> str:
    """Give the words of the packaged template file."""
    return resources.files("assistant.drafting").joinpath("templates.toml").read_text("utf-8")


@cache
def packaged_templates() -> Templates:
    """Read the templates that come with the product."""
    return Templates(_by_name(_read(packaged_text(), "templates.toml")))


def templates_in(folder: Path) -> Templates:
    """Add a hospital's own templates to the packaged ones; a later one of the same name takes the place.

    They are the `*.toml` of a folder in the order of their names, then those that were signed on the page.

    Raises:
        SettingsError: a file is no template.
    """
    own: list[Template] = []
    for file in (*sorted(folder.glob("*.toml")), *sorted((folder / SIGNED).glob("*.toml"))):
        try:
            own += _read(file.read_text("utf-8"), file.name)
        except UnicodeDecodeError:
            message = f"template file {file.name!r} is not UTF-8; write it as UTF-8"
            raise SettingsError(message) from None
    return Templates(packaged_templates().by_name | _by_name(own))


def _by_name(templates: Iterable[Template]) -> dict[str, Template]:
    return {one.name: one for one in templates}


def _read(text: str, name: str) -> tuple[Template, ...]:
    read = read_templates(text)
    if isinstance(read, Faulty):
        first = read.faults[0]
        at = "" if first.line is None else f", line {first.line}"
        message = f"template file {name!r}{at}: {first.message}; correct it"
        raise SettingsError(message)
    return read
