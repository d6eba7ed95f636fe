"""Editions and passages as JSON objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from assistant.intake import Added, Rejected
from guidelines import Edition, EditionId, Passage, Standing
from guidelines.ledger import Amended
from serving.problems import JsonObject, error_object
from serving.schemas import heading


def edition_summary(
    edition: Edition,
    standing: Standing,
    *,
    named: Callable[[str], bool],
    amended_by: Iterable[EditionId] = (),
) -> JsonObject:
    """Write an edition's record and what it is on the day of `standing`.

    Other editions and documents are told only where `named` says that the reader may know of them.
    """
    return {
        "document_id": edition.document_id,
        "edition_id": edition.edition_id,
        "family_id": edition.family_id,
        "title": edition.title,
        "issuer": edition.issuer,
        "label": edition.label,
        "date_published": edition.published.text,
        "effective_from": edition.effective_from.isoformat(),
        "effective_to": edition.effective_to.isoformat() if edition.effective_to else None,
        "status": standing.status.value,
        "status_since": standing.since.isoformat() if standing.since else None,
        "superseded_by": standing.by if standing.by and named(standing.by) else None,
        "supersedes": [document for document in edition.supersedes if named(document)],
        "amends": [document for document in edition.amends if named(document)],
        "erratum": edition.erratum,
        "amended_by": [one for one in sorted(amended_by) if named(one)],
        "source": edition.source.value,
        "language": edition.language,
        "jurisdiction": edition.jurisdiction,
        "population": edition.population,
        "licence": edition.licence,
        "access": edition.access,
        "departments": list(edition.departments),
        "sha256": edition.sha256,
    }


def intake_json(taken: Added | Rejected) -> JsonObject:
    """Write what became of a file: its report, or why it was not taken."""
    if isinstance(taken, Rejected):
        return {"file": taken.name, "error": error_object(taken.fault)}
    report = taken.report
    return {
        "file": taken.name,
        "document_id": report.document_id,
        "edition_id": report.edition_id,
        "family_id": report.family_id,
        "sha256": report.sha256,
        "pages": report.pages,
        "sections": report.sections,
        "recommendations": report.recommendations,
        "tables": report.tables,
        "passages": report.passages,
        "warnings": [{"what": one.what, "page": one.page} for one in report.warnings],
        "new": taken.new,
    }


def passages_json(passages: Iterable[Passage], amended: Mapping[EditionId, Iterable[Amended]]) -> JsonObject:
    """Write the part of an edition that `edition_summary` leaves out: its passages in reading order.

    What an amendment replaces is told by place; which one it was, in the summary.
    """
    spans: dict[str, set[tuple[int, int]]] = {}
    for found in amended.values():
        for one in found:
            spans.setdefault(one.passage_id, set()).add((one.span.start, one.span.end))
    return {"passages": [_shown(one, spans.get(one.passage_id, set())) for one in passages]}


def _shown(passage: Passage, amended: set[tuple[int, int]]) -> JsonObject:
    return passage_json(passage) | {
        "amended": [{"start": start, "end": end} for start, end in sorted(amended)]
    }


def passage_json(passage: Passage) -> JsonObject:
    """Write a passage."""
    return {
        "passage_id": passage.passage_id,
        "kind": passage.kind,
        "section": heading(passage.section),
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
        "certainty": passage.certainty.value,
        "text": passage.text,
    }
