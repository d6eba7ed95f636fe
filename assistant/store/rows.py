"""Between the ledger's rows and the values of `guidelines.model`."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any, cast, get_args

from assistant.store.tables import CanonicalTextRow, EditionRow, PassageRow
from guidelines import (
    Certainty,
    DocumentId,
    Edition,
    EditionId,
    FamilyId,
    Language,
    Passage,
    PassageId,
    PublicationDate,
    Source,
    Status,
)
from guidelines.ledger import EditionContent
from guidelines.model import Box, PassageKind

_LANGUAGES = {language: cast("Language", language) for language in get_args(Language)}
_KINDS = {kind: cast("PassageKind", kind) for kind in get_args(PassageKind)}


def edition_values(edition: Edition) -> dict[str, Any]:
    """Give the columns of an edition's row."""
    return {
        "edition_id": edition.edition_id,
        "document_id": edition.document_id,
        "family_id": edition.family_id,
        "collection": edition.collection,
        "title": edition.title,
        "issuer": edition.issuer,
        "label": edition.label,
        "published": edition.published.text,
        "effective_from": edition.effective_from,
        "effective_to": edition.effective_to,
        "sha256": edition.sha256,
        "source": edition.source.value,
        "language": edition.language,
        "declared": edition.declared.value,
        "withdrawn_on": edition.withdrawn_on,
        "jurisdiction": edition.jurisdiction,
        "population": edition.population,
        "licence": edition.licence,
        "access": edition.access,
        "departments": _packed(edition.departments),
        "amends": _packed(edition.amends),
        "erratum": edition.erratum,
        "amended_units": _packed(edition.amended_units),
    }


def edition_of(row: EditionRow, supersedes: Iterable[str]) -> Edition:
    """Make an edition out of its row and the documents that it takes the place of."""
    return Edition(
        edition_id=EditionId(row.edition_id),
        document_id=DocumentId(row.document_id),
        family_id=FamilyId(row.family_id),
        collection=row.collection,
        title=row.title,
        issuer=row.issuer,
        label=row.label,
        published=PublicationDate(row.published),
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        sha256=row.sha256,
        source=Source(row.source),
        language=_LANGUAGES[row.language],
        declared=Status(row.declared),
        withdrawn_on=row.withdrawn_on,
        jurisdiction=row.jurisdiction,
        population=row.population,
        licence=row.licence,
        access=row.access,
        departments=_unpacked(row.departments),
        amends=tuple(map(DocumentId, _unpacked(row.amends))),
        erratum=row.erratum,
        amended_units=_unpacked(row.amended_units),
        supersedes=tuple(DocumentId(document) for document in sorted(supersedes)),
    )


def text_values(content: EditionContent) -> dict[str, Any]:
    """Give the columns of a canonical text's row."""
    return {
        "edition_id": content.edition.edition_id,
        "packed": zlib.compress(content.text.encode("utf-8", "surrogatepass")),
    }


def text_of(row: CanonicalTextRow) -> str:
    """Give a canonical text, letter by letter as it was stored."""
    return zlib.decompress(row.packed).decode("utf-8", "surrogatepass")


def passage_values(passage: Passage) -> dict[str, Any]:
    """Give the columns of a passage's row, by column name."""
    return {
        "passage_id": passage.passage_id,
        "edition_id": passage.edition_id,
        "ordinal": passage.ordinal,
        "kind": passage.kind,
        "span_start": passage.start,
        "span_end": passage.end,
        "section": _packed(passage.section),
        "context": passage.context,
        "page": passage.page,
        "box": None if passage.box is None else json.dumps(astuple(passage.box)),
        "certainty": passage.certainty.value,
    }


def passage_of(row: PassageRow, document_id: str, text: str) -> Passage:
    """Make a passage out of its row and its edition's canonical text."""
    return Passage(
        passage_id=PassageId(row.passage_id),
        edition_id=EditionId(row.edition_id),
        document_id=DocumentId(document_id),
        ordinal=row.ordinal,
        kind=_KINDS[row.kind],
        text=text[row.start : row.end],
        start=row.start,
        end=row.end,
        section=_unpacked(row.section),
        context=row.context,
        page=row.page,
        box=None if row.box is None else _box(row.box),
        certainty=Certainty(row.certainty),
    )


def _box(text: str) -> Box:
    page, x0, top, x1, bottom = json.loads(text)
    return Box(page=page, x0=x0, top=top, x1=x1, bottom=bottom)


def _packed(words: Sequence[str]) -> str:
    return json.dumps(words, ensure_ascii=False)


def _unpacked(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))
