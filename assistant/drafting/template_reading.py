"""Template files read: every form in them, or each fault with the line on which it stands."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from assistant.drafting.template import Template
from assistant.drafting.toml_lines import Path, line_of, lines_of

LONGEST: Final = 64_000
_MOST_FAULTS: Final = 20
_AT_LINE: Final = re.compile(r"\(?at (?:line (\d+), column \d+|end of document)\)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFault:
    """What is wrong with a template file: on which line, at which key, and what to do.

    `kind` is a fixed word for programs and for pages in other languages.
    """

    line: int | None
    where: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Faulty:
    """A template file that cannot be used, and why."""

    faults: tuple[TemplateFault, ...]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    template: tuple[Template, ...] = Field(min_length=1)


def read_templates(text: str) -> tuple[Template, ...] | Faulty:
    """Read a template file: all its forms, or every fault in the order of the lines."""
    if len(text) > LONGEST:
        message = f"longer than {LONGEST} characters; split the file"
        return Faulty((TemplateFault(line=None, where="", kind="too_long", message=message),))
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return Faulty((_no_toml(fault, text),))
    lines = lines_of(text)
    try:
        read = _File.model_validate(told).template
    except ValidationError as fault:
        told_of = fault.errors(include_input=False, include_url=False, include_context=False)
        found = [_fault(one["loc"], lines, str(one["type"]), one["msg"]) for one in _own(told_of)]
        return _faulty(found)
    found = [_fault(path, lines, kind, message) for path, kind, message in _slips(read)]
    return _faulty(found) if found else read


def blocks_of(text: str) -> Mapping[str, str]:
    """Cut a template file that can be read into its forms: each one's own lines, by its name."""
    lines, source = lines_of(text), text.splitlines()
    names = [one["name"] for one in tomllib.loads(text)["template"]]
    starts = [line_of(lines, ("template", number)) or 1 for number in range(len(names))]
    ends = [*(start - 1 for start in starts[1:]), len(source)]
    return {
        name: "\n".join(source[start - 1 : end]).rstrip() + "\n"
        for name, start, end in zip(names, starts, ends, strict=True)
    }


def _faulty(found: list[TemplateFault]) -> Faulty:
    found.sort(key=lambda one: one.line or 0)
    return Faulty(tuple(found[:_MOST_FAULTS]))


def _fault(path: Path, lines: Mapping[Path, int], kind: str, message: str) -> TemplateFault:
    where = ".".join(str(one) for one in path)
    return TemplateFault(line=line_of(lines, path), where=where, kind=kind, message=f"{where}: {message}")


def _own(told: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Leave out that a list is too short where that is only because an entry of it is faulty."""
    places = [one["loc"] for one in told]
    for one in told:
        end = len(one["loc"])
        within = any(len(other) > end and other[:end] == one["loc"] for other in places)
        if one["type"] != "too_short" or not within:
            yield one


def _no_toml(fault: tomllib.TOMLDecodeError, text: str) -> TemplateFault:
    told = _AT_LINE.search(str(fault))
    line = int(told[1]) if told is not None and told[1] else text.count("\n") + 1
    message = f"not TOML: {_AT_LINE.sub('', str(fault)).strip()}"
    return TemplateFault(line=line, where="", kind="no_toml", message=message)


def _slips(read: tuple[Template, ...]) -> Iterator[tuple[Path, str, str]]:
    """Find what only shows when the parts of a form are seen together."""
    for number, one in enumerate(read):
        at: Path = ("template", number)
        if any(one.name == other.name for other in read[:number]):
            yield (*at, "name"), "twice", f"a second form is called {one.name!r}; give it another name"
        yield from _doubled(one, at)
        if one.elsewhere not in {part.name for part in one.sections}:
            yield (*at, "elsewhere"), "no_such_section", f"{one.elsewhere!r} is no section of this form"
        for place, part in enumerate(one.sections):
            for key, named in (("after", part.after), ("early", part.early)):
                if named is not None and named not in {other.name for other in one.sections}:
                    where = (*at, "sections", place, key)
                    yield where, "no_such_section", f"{named!r} is no section of this form"


def _doubled(one: Template, at: Path) -> Iterator[tuple[Path, str, str]]:
    names = Counter[str]()
    kinds = Counter[str]()
    for place, part in enumerate(one.sections):
        names[part.name] += 1
        if names[part.name] > 1:
            message = f"a second section is called {part.name!r}; name each once"
            yield (*at, "sections", place, "name"), "twice", message
        for count, kind in enumerate(part.takes):
            kinds[kind] += 1
            if kinds[kind] > 1:
                message = f"{kind.value!r} is taken twice; one section takes a kind"
                yield (*at, "sections", place, "takes", count), "twice", message
