"""Prompts are files: found by id, validated, rendered with exactly their declared variables, hashed.

PromptError
├── PromptNotFoundError   no template with this id
├── MalformedPromptError  the file's front matter or body breaks the form
└── PromptVariablesError  a variable is missing, or one too many was given
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_FORM = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_SPEAKER = re.compile(r"^--- (user|assistant)\n", re.MULTILINE)


class PromptError(Exception):
    """Root of this package's errors."""


class PromptNotFoundError(PromptError):
    """No template is filed under this id."""


class MalformedPromptError(PromptError):
    """A template file does not have the form that the catalogue reads."""


class PromptVariablesError(PromptError):
    """The variables given are not the variables declared."""


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    version: int
    language: str
    variables: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A filled-in template: constant `system` head and `examples`, the `user` part, the template's digest.

    `examples` are (user, assistant) turns that show the model how it is done.
    """

    system: str
    examples: tuple[tuple[str, str], ...]
    user: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One prompt file; `digest` is `<id>/<version>:<first 12 hex digits of the file's SHA-256>`."""

    id: str
    version: int
    language: str
    variables: frozenset[str]
    system: str
    examples: tuple[tuple[str, str], ...]
    user: str
    digest: str

    def render(self, **values: str) -> Rendered:
        """Fill in every slot; values are inserted as they are, never searched for slots again.

        Raises:
            PromptVariablesError: a declared variable is missing or an undeclared one was given.
        """
        if missing_or_extra := self.variables ^ values.keys():
            names = ", ".join(sorted(missing_or_extra))
            message = f"prompt {self.id!r}: variables missing or not declared: {names}"
            raise PromptVariablesError(message)
        user = _SLOT.sub(lambda slot: values[slot[1]], self.user)
        return Rendered(system=self.system, examples=self.examples, user=user, digest=self.digest)


class Catalog:
    """All templates shipped in `prompts/templates`, read and checked once."""

    def __init__(self) -> None:
        """Read every template.

        Raises:
            MalformedPromptError: a file has no front matter, no user part, or slots that it does not declare.
        """
        self._templates = {template.id: template for template in _shipped()}

    def get(self, template_id: str) -> Template:
        """Find a template.

        Raises:
            PromptNotFoundError: no file declares this id.
        """
        try:
            return self._templates[template_id]
        except KeyError:
            known = ", ".join(sorted(self._templates))
            message = f"no prompt {template_id!r}; there are: {known}"
            raise PromptNotFoundError(message) from None

    def ids(self) -> tuple[str, ...]:
        """List the ids, in order."""
        return tuple(sorted(self._templates))


def parse_template(text: str, *, name: str) -> Template:
    """Read one template file.

    Raises:
        MalformedPromptError: as for `Catalog`.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        message = f"prompt file {name!r} needs front matter, a system part and a '--- user' part"
        raise MalformedPromptError(message)
    system, examples, user = _turns(match["body"], name=name)
    try:
        head = _Head.model_validate(yaml.safe_load(match["head"]))
    except (yaml.YAMLError, ValidationError) as fault:
        message = f"prompt file {name!r}: front matter must hold id, version, language, variables"
        raise MalformedPromptError(message) from fault
    declared, used = frozenset(head.variables), frozenset(_SLOT.findall(user))
    if declared != used or any(_SLOT.search(part) for part in (system, *sum(examples, ()))):
        message = f"prompt file {name!r}: declared and used variables differ, or the head is not constant"
        raise MalformedPromptError(message)
    content = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Template(
        id=head.id,
        version=head.version,
        language=head.language,
        variables=declared,
        system=system,
        examples=examples,
        user=user,
        digest=f"{head.id}/{head.version}:{content}",
    )


def _turns(body: str, *, name: str) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """Cut a body into system part, example turns and the last user part."""
    system, *rest = _SPEAKER.split(body)
    speakers, parts = rest[::2], [part.strip() for part in rest[1::2]]
    if speakers != ["user", "assistant"] * (len(speakers) // 2) + ["user"] or not all((system, *parts)):
        message = (
            f"prompt file {name!r}: '--- user' and '--- assistant' parts must alternate and end with user"
        )
        raise MalformedPromptError(message)
    return system.strip(), tuple(zip(parts[:-1:2], parts[1::2], strict=True)), parts[-1]


def _shipped() -> Iterator[Template]:
    for file in sorted(resources.files("prompts").joinpath("templates").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".md"):
            yield parse_template(file.read_text(encoding="utf-8"), name=file.name)
