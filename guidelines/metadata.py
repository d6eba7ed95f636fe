"""What is known about a document besides its text: records given at the edge, or proposed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from guidelines.errors import MetadataError
from guidelines.identity import edition_id_for
from guidelines.ledger import GUIDELINES
from guidelines.model import (
    DocumentId,
    Edition,
    FamilyId,
    Language,
    PublicationDate,
    Reading,
    ReadingWarning,
    Source,
    Status,
)
from guidelines.text import language_of
from guidelines.title_page import TitlePage, title_page


def _words(value: object) -> object:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _date_text(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _word(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_DateText = Annotated[str, BeforeValidator(_date_text)]
_Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
_Required = Annotated[str, BeforeValidator(_word), Field(min_length=1, max_length=500)]
_Identifier = Annotated[str, BeforeValidator(_word), Field(pattern=r"^[^\s@#:/\\]{1,120}$")]


class Meta(BaseModel):
    """One document's record; unknown fields are ignored, absent and null mean unknown."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    document_id: _Identifier
    family: _Identifier
    title: _Required
    issuer: _Required
    edition: _Required
    date_published: _DateText
    effective_from: _DateText | None = None
    effective_to: _DateText | None = None
    supersedes: _Words = ()
    status: Status = Status.CURRENT
    withdrawn_on: _DateText | None = None
    source: Source = Source.FULLTEXT
    language: Language | None = None
    jurisdiction: str | None = None
    population: str | None = None
    licence: str | None = None
    access: str = "all"
    departments: _Words = ()
    amends: _Words = ()
    erratum_of: _Words = ()
    amended_units: _Words = ()
    file: str | None = None

    @field_validator("status", "source", "access", mode="before")
    @classmethod
    def _unknown_is_default(cls, value: object, info: object) -> object:
        """Read null as absent."""
        defaults = {"status": Status.CURRENT, "source": Source.FULLTEXT, "access": "all"}
        return defaults[str(getattr(info, "field_name", ""))] if value is None else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A record guessed from the document itself; every guess is a warning."""

    meta: Meta
    warnings: tuple[ReadingWarning, ...]


def read_meta(data: bytes, *, name: str) -> tuple[Meta, ...]:
    """Read records: JSON Lines, or TOML with one record or `[[document]]` tables.

    Raises:
        MetadataError: the file is neither, or a record is incomplete or has a value that cannot be.
    """
    records = _toml(data, name) if PurePath(name).suffix == ".toml" else _json_lines(data, name)
    if not records:
        message = f"{name!r} holds no record; give one per document"
        raise MetadataError(message)
    return tuple(meta(record, name=f"{name}, record {at}") for at, record in enumerate(records, start=1))


def meta(record: object, *, name: str) -> Meta:
    """Accept one record.

    Raises:
        MetadataError: a field is missing or has a value that cannot be.
    """
    try:
        accepted = Meta.model_validate(record)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "record"
        message = f"{name}: {where!r}: {first['msg']}; correct the metadata"
        raise MetadataError(message) from fault
    _check_dates(accepted, name)
    _check_amendment(accepted, name)
    return accepted


def meta_for(records: Iterable[Meta], file: str) -> Meta | None:
    """Find the record of a file: by its `file` name, else by a `document_id` that is the file's stem."""
    path = PurePath(file)
    known = tuple(records)
    named = [record for record in known if record.file and PurePath(record.file).name == path.name]
    stems = [record for record in known if record.document_id == path.stem]
    return next(iter([*named, *stems]), None)


def edition(record: Meta, sha256: str, *, collection: str = GUIDELINES) -> Edition:
    """Make an edition of a record and the hash of the content it describes."""
    published = PublicationDate(record.date_published)
    document_id = DocumentId(record.document_id)
    return Edition(
        edition_id=edition_id_for(document_id, sha256),
        document_id=document_id,
        family_id=FamilyId(record.family),
        collection=collection,
        title=record.title,
        issuer=record.issuer,
        label=record.edition,
        published=published,
        effective_from=max(_day(record.effective_from) or published.first_day, published.first_day),
        sha256=sha256,
        source=record.source,
        language=record.language or language_of(record.title) or "zh",
        effective_to=_day(record.effective_to),
        supersedes=tuple(DocumentId(document) for document in record.supersedes),
        declared=record.status,
        withdrawn_on=_day(record.withdrawn_on),
        jurisdiction=record.jurisdiction,
        population=record.population,
        licence=record.licence,
        access=record.access,
        departments=record.departments,
        amends=tuple(DocumentId(document) for document in (*record.amends, *record.erratum_of)),
        erratum=bool(record.erratum_of),
        amended_units=record.amended_units,
    )


def propose(reading: Reading, *, name: str) -> Proposal:
    """Guess a record from the file's name and first words; its family is its own, so it replaces nothing.

    Raises:
        MetadataError: no date of publication can be told.
    """
    stem = re.sub(r"[\s@#:/\\]+", "-", PurePath(name).stem).strip("-")[:120] or "document"
    page = title_page(reading)
    if page.published is None:
        message = f"{name!r} prints no year; give 'date_published' in a record (--meta {stem}.toml)"
        raise MetadataError(message)
    unknown = "issuer not stated" if language_of(page.title) == "en" else "发布者未注明"
    record = meta(
        {
            "document_id": stem,
            "family": stem,
            "title": page.title,
            "issuer": page.issuer or unknown,
            "edition": page.edition or page.published[:4],
            "date_published": page.published,
            "language": language_of(reading.text[:20_000]),
        },
        name=name,
    )
    return Proposal(meta=record, warnings=tuple(ReadingWarning(what=guess) for guess in _guesses(page, stem)))


def _guesses(page: TitlePage, stem: str) -> Iterator[str]:
    yield f"no metadata: document_id and family {stem!r} are the file's name"
    yield "no metadata: the title is the first line of the text"
    yield f"no metadata: the date {page.published} was found in the text"
    yield (
        f"no metadata: the issuer {page.issuer!r} is the first body named; confirm it with --meta"
        if page.issuer
        else "no metadata: the issuer is unknown; give a record with --meta"
    )
    if page.title_year and page.published and page.published[:4] != page.title_year:
        yield f"the title says {page.title_year}, the date printed is {page.published}; confirm which holds"
    if page.doi:
        yield f"the text prints the DOI {page.doi}"
    if page.replaces:
        yield f"the text says that it replaces another: {page.replaces!r}; give 'supersedes' in a record"


def _day(text: str | None) -> date | None:
    return None if text is None else PublicationDate(text).first_day


def _last_day(text: str) -> date:
    return PublicationDate(text).last_day


def _check_dates(record: Meta, name: str) -> None:
    published = PublicationDate(record.date_published)
    start = _day(record.effective_from) or published.first_day
    end = _day(record.effective_to)
    _day(record.withdrawn_on)
    if end is not None and end < start:
        message = f"{name}: {record.document_id!r} ends before it takes effect; correct 'effective_to'"
        raise MetadataError(message)
    if record.effective_from is not None and _last_day(record.effective_from) < published.first_day:
        message = (
            f"{name}: {record.document_id!r} takes effect on {record.effective_from}, before it was published"
            f" ({published.text}); correct one of the two"
        )
        raise MetadataError(message)


def _check_amendment(record: Meta, name: str) -> None:
    amended = (*record.amends, *record.erratum_of)
    faults = {
        "give either 'amends' or 'erratum_of'": record.amends and record.erratum_of,
        "'amended_units' needs 'amends' or 'erratum_of'": record.amended_units and not amended,
        "what is amended stays in force; leave it out of 'supersedes'": {*amended} & {*record.supersedes},
        "a document cannot amend itself; give the amendment an id of its own": record.document_id in amended,
    }
    for advice, holds in faults.items():
        if holds:
            message = f"{name}: {record.document_id!r}: {advice}"
            raise MetadataError(message)


def _json_lines(data: bytes, name: str) -> Sequence[object]:
    records = []
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            records.append(json.loads(line))
        except ValueError as fault:
            message = f"{name!r} line {number} is not JSON; give one record a line, or a .toml file"
            raise MetadataError(message) from fault
    return records


def _toml(data: bytes, name: str) -> Sequence[object]:
    try:
        table = tomllib.loads(data.decode())
    except ValueError as fault:
        message = f"{name!r} is not TOML; correct it, or give JSON Lines"
        raise MetadataError(message) from fault
    documents = table.get("document", [table] if table else [])
    return documents if isinstance(documents, list) else [documents]
