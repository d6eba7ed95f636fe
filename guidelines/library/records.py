"""What the starter library's files hold, checked as they are read."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from guidelines.errors import MetadataError
from guidelines.identity import content_hash
from guidelines.model import Certainty, Language

_Record = TypeVar("_Record", bound=BaseModel)
_STRICT = ConfigDict(frozen=True, extra="forbid", str_min_length=1)
_DOCUMENT_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class FactRecord(BaseModel):
    """One fact: `id` is the item of the source list, with a letter where an item was split."""

    model_config = _STRICT
    id: str
    text: str
    section: str
    certainty: Certainty
    locator: str | None = None
    source: str


class DigestRecord(BaseModel):
    """One edition's metadata (the fields of a guideline's meta record) and its facts."""

    model_config = _STRICT
    document_id: Annotated[str, Field(pattern=_DOCUMENT_ID)]
    family: str
    title: str
    issuer: str
    edition: str
    date_published: str
    supersedes: tuple[str, ...] = ()
    language: Language
    jurisdiction: str
    population: str | None = None
    fact: Annotated[tuple[FactRecord, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> DigestRecord:
        ids = [fact.id for fact in self.fact]
        if len(set(ids)) != len(ids):
            repeated = sorted({one for one in ids if ids.count(one) > 1})
            message = f"fact ids {repeated} occur more than once"
            raise ValueError(message)
        return self


class _Contents(BaseModel):
    model_config = _STRICT
    editions: tuple[str, ...]


class LibraryRecord(BaseModel):
    """The library as a whole: version, the notice that goes with every page, sources, editions."""

    model_config = _STRICT
    version: str
    notice: dict[Language, str]
    sources: dict[str, str]
    library: _Contents


def read_library() -> LibraryRecord:
    """Read `library.toml`.

    Raises:
        MetadataError: the file breaks its own form.
    """
    data = resources.files("guidelines.library").joinpath("library.toml").read_bytes()
    return _checked(LibraryRecord, data, "library.toml")


def read_digest(document_id: str) -> tuple[DigestRecord, str]:
    """Read one edition's file; returns the record and the SHA-256 of its bytes.

    Raises:
        MetadataError: there is no such file, or it breaks its form.
    """
    name = f"{document_id}.toml"
    file = resources.files("guidelines.library.editions").joinpath(name)
    if not file.is_file():
        message = f"the starter library names {document_id!r} but holds no {name!r}; reinstall the package"
        raise MetadataError(message)
    data = file.read_bytes()
    return _checked(DigestRecord, data, name), content_hash(data)


def _checked(form: type[_Record], data: bytes, name: str) -> _Record:
    try:
        return form.model_validate(tomllib.loads(data.decode()))
    except (ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        why = type(fault).__name__
        message = f"{name!r} of the starter library cannot be used ({why}); reinstall the package"
        raise MetadataError(message) from fault
