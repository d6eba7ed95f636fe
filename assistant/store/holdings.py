"""The ledger's rows read and written, within the caller's transaction; no law of the ledger stands here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, insert
from sqlmodel import Session, col, select

from assistant.store.rows import (
    edition_of,
    edition_values,
    passage_of,
    passage_values,
    text_of,
    text_values,
)
from assistant.store.shelf import Content
from assistant.store.snapshot import Holdings
from assistant.store.tables import AmendedRow, CanonicalTextRow, EditionRow, PassageRow, SupersedesRow
from guidelines import GUIDELINES, DocumentId, Edition, EditionId, PassageId
from guidelines.ledger import Amended, EditionContent
from guidelines.text import Span

BATCH = 500


def holdings(session: Session) -> Holdings:
    """Read everything that questions about standing need of the guidelines."""
    rows = session.exec(
        select(EditionRow).where(EditionRow.collection == GUIDELINES).order_by(col(EditionRow.added))
    ).all()
    editions = _joined(rows, _edges(session, GUIDELINES))
    amended: defaultdict[EditionId, defaultdict[EditionId, list[Amended]]]
    amended = defaultdict(lambda: defaultdict(list))
    for row in session.exec(select(AmendedRow).order_by(col(AmendedRow.passage_id), col(AmendedRow.start))):
        one = Amended(passage_id=PassageId(row.passage_id), span=Span(row.start, row.end))
        amended[EditionId(row.edition_id)][EditionId(row.base_id)].append(one)
    return Holdings(
        editions=editions,
        amended={
            edition: {base: tuple(found) for base, found in bases.items()}
            for edition, bases in amended.items()
        },
        taken_back={
            EditionId(row.edition_id): row.taken_back_at.astimezone().date()
            for row in rows
            if row.taken_back_at is not None
        },
    )


def collection_editions(session: Session, collection: str) -> list[Edition]:
    """Read a collection's editions in the order in which they were added."""
    rows = session.exec(
        select(EditionRow).where(EditionRow.collection == collection).order_by(col(EditionRow.added))
    ).all()
    return _joined(rows, _edges(session, collection))


def editions_by_id(session: Session, edition_ids: Iterable[EditionId]) -> list[Edition]:
    """Read the editions that are held under these ids."""
    found: list[Edition] = []
    ids = list(edition_ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = session.exec(select(EditionRow).where(col(EditionRow.edition_id).in_(batch))).all()
        edges = session.exec(select(SupersedesRow).where(col(SupersedesRow.edition_id).in_(batch))).all()
        found += _joined(rows, edges)
    return found


def contents_of(session: Session, editions: Sequence[Edition]) -> dict[EditionId, Content]:
    """Read the canonical texts and passages of some editions."""
    documents: dict[str, DocumentId] = {edition.edition_id: edition.document_id for edition in editions}
    texts = session.exec(
        select(CanonicalTextRow).where(col(CanonicalTextRow.edition_id).in_(documents))
    ).all()
    contents = {EditionId(row.edition_id): Content(text=text_of(row), passages={}) for row in texts}
    rows = session.exec(
        select(PassageRow)
        .where(col(PassageRow.edition_id).in_(documents))
        .order_by(col(PassageRow.edition_id), col(PassageRow.ordinal), col(PassageRow.passage_id))
    ).all()
    for row in rows:
        content = contents[EditionId(row.edition_id)]
        content.passages[PassageId(row.passage_id)] = passage_of(row, documents[row.edition_id], content.text)
    return contents


def edition_content(session: Session, edition: Edition) -> EditionContent:
    """Read one edition whole."""
    content = contents_of(session, [edition])[edition.edition_id]
    return EditionContent(edition=edition, text=content.text, passages=tuple(content.passages.values()))


def insert_contents(session: Session, contents: Sequence[EditionContent]) -> None:
    """Write editions that are not held yet, numbered in their order after all that are."""
    first = _next_added(session)
    _insert(
        session,
        {
            EditionRow: [
                edition_values(one.edition) | {"added": first + nth} for nth, one in enumerate(contents)
            ],
            CanonicalTextRow: [text_values(one) for one in contents],
            PassageRow: [passage_values(passage) for one in contents for passage in one.passages],
            SupersedesRow: [edge for one in contents for edge in _edge_values(one.edition)],
        },
    )


def insert_amended(session: Session, amendment: EditionId, base: EditionId, found: Iterable[Amended]) -> None:
    """Write what an amendment replaces of an edition."""
    _insert(
        session,
        {
            AmendedRow: [
                {
                    "edition_id": amendment,
                    "base_id": base,
                    "passage_id": one.passage_id,
                    "span_start": one.span.start,
                    "span_end": one.span.end,
                }
                for one in found
            ]
        },
    )


def readmit(session: Session, edition: Edition) -> None:
    """Let an edition count again under the record that it comes with now, as the latest of its document."""
    edition_id = edition.edition_id
    for table, key in (
        (SupersedesRow, SupersedesRow.edition_id),
        (AmendedRow, AmendedRow.edition_id),
        (AmendedRow, AmendedRow.base_id),
    ):
        session.connection().execute(delete(table).where(col(key) == edition_id))
    row = session.exec(select(EditionRow).where(EditionRow.edition_id == edition_id)).one()
    row.sqlmodel_update(edition_values(edition) | {"taken_back_at": None, "added": _next_added(session)})
    session.add(row)
    session.flush()
    _insert(session, {SupersedesRow: _edge_values(edition)})


def _next_added(session: Session) -> int:
    """Give the number of the next edition; only under the write lock, so that nobody else gets the same."""
    return (session.exec(select(func.max(EditionRow.added))).one() or 0) + 1


def _insert(session: Session, rows: dict[type, list[dict[str, object]]]) -> None:
    for table, values in rows.items():
        if values:
            session.connection().execute(insert(table), values)


def _edge_values(edition: Edition) -> list[dict[str, object]]:
    return [
        {"edition_id": edition.edition_id, "document_id": document}
        for document in dict.fromkeys(edition.supersedes)
    ]


def _edges(session: Session, collection: str) -> Sequence[SupersedesRow]:
    return session.exec(
        select(SupersedesRow)
        .join(EditionRow, col(EditionRow.edition_id) == col(SupersedesRow.edition_id))
        .where(EditionRow.collection == collection)
    ).all()


def _joined(rows: Sequence[EditionRow], edges: Sequence[SupersedesRow]) -> list[Edition]:
    named: defaultdict[str, list[str]] = defaultdict(list)
    for edge in edges:
        named[edge.edition_id].append(edge.document_id)
    return [edition_of(row, named[row.edition_id]) for row in rows]
