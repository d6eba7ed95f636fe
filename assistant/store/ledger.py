"""The ledger of editions in SQL: one transaction a change, immutable contents kept in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import UTC, date, datetime

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from assistant.store.database import Database
from assistant.store.rows import (
    edition_of,
    edition_values,
    passage_of,
    passage_values,
    text_of,
    text_values,
)
from assistant.store.shelf import Content, Shelf
from assistant.store.shelving import refuse_circle, refuse_collision, refuse_undecided, refuse_unsound
from assistant.store.snapshot import Snapshot, in_ledger_order
from assistant.store.tables import (
    CanonicalTextRow,
    EditionRow,
    LedgerStateRow,
    PassageRow,
    SupersedesRow,
    WithdrawalRow,
)
from guidelines import GUIDELINES, DocumentId, Edition, EditionId, Passage, PassageId, Reader, Standing, View
from guidelines.errors import MetadataError, UnknownReferenceError
from guidelines.ledger import EditionContent
from guidelines.model import Status

_BATCH = 500


def local_today() -> date:
    """Give the day of this machine's clock and time zone."""
    return datetime.now(tz=UTC).astimezone().date()


class SqlLedger:
    """Implements `guidelines.ledger.Ledger` on a database that several processes may share.

    What another process commits is seen at the next call: every write counts `ledger_state.generation` up.
    Only the latest content of a document can be current. Lifecycles belong to the collection `guidelines`.
    """

    def __init__(
        self, database: Database, *, today: Callable[[], date] = local_today, shelf: Shelf | None = None
    ) -> None:
        self._database = database
        self._today = today
        self._shelf = shelf or Shelf()
        self._last: Snapshot | None = None

    def add(self, contents: Sequence[EditionContent]) -> tuple[EditionId, ...]:
        """Store editions all or none; returns the ids that were new.

        Raises:
            MetadataError: an id is taken by other content, editions would supersede each other, or nothing
                says which of two editions of a family holds.
            QuotationError: a passage is no slice of its edition's text.
        """
        wanted: dict[EditionId, EditionContent] = {}
        for content in contents:
            refuse_unsound(content)
            earlier = wanted.setdefault(content.edition.edition_id, content)
            refuse_collision(earlier.edition, content.edition)
        with self._database.writing() as session:
            for held in _editions(session, wanted):
                refuse_collision(held, wanted.pop(held.edition_id).edition)
            _insert(session, tuple(wanted.values()))
            if any(content.edition.collection == GUIDELINES for content in wanted.values()):
                after = self._commit_generation(session)
                for added in wanted:
                    if added in after.by_id:
                        refuse_undecided(after.by_id[added], after.family(added))
        return tuple(wanted)

    def keep_only(self, collection: str, editions: Set[EditionId]) -> int:
        """Forget every other edition of a plain corpus; returns how many.

        Raises:
            MetadataError: the collection is that of the guidelines, which are kept for ever.
        """
        if collection == GUIDELINES:
            message = f"{collection!r} are kept for ever; withdraw an edition instead"
            raise MetadataError(message)
        with self._database.writing() as session:
            held = session.exec(select(EditionRow.edition_id).where(EditionRow.collection == collection))
            others = [one for one in held.all() if one not in editions]
            for start in range(0, len(others), _BATCH):
                batch = others[start : start + _BATCH]
                for row in (PassageRow, CanonicalTextRow, SupersedesRow, EditionRow):
                    session.connection().execute(delete(row).where(col(row.edition_id).in_(batch)))
        for one in others:
            self._shelf.drop(EditionId(one))
        return len(others)

    def edition(self, edition_id: EditionId) -> Edition:
        """Give one edition's record."""
        with self._database.reading() as session:
            return self._edition(session, edition_id)

    def resolve(self, reference: str) -> Edition:
        """Find a guideline by edition id or document id (its latest content); never a corpus line."""
        with self._database.reading() as session:
            latest = (
                select(EditionRow.edition_id)
                .where(EditionRow.document_id == reference, EditionRow.collection == GUIDELINES)
                .order_by(col(EditionRow.added).desc())
            )
            found = EditionId(session.exec(latest.limit(1)).first() or reference)
            if found not in self._snapshot(session).by_id:
                message = f"{reference!r} is not among the guidelines; list the editions or add it"
                raise UnknownReferenceError(message)
            return self._edition(session, found)

    def editions(self, *, collection: str = GUIDELINES) -> tuple[Edition, ...]:
        """List editions, by family, then by the day they took effect, then by id."""
        with self._database.reading() as session:
            if collection == GUIDELINES:
                return self._snapshot(session).ordered()
            return tuple(sorted(_collection(session, collection), key=in_ledger_order))

    def text(self, edition_id: EditionId) -> str:
        """Give an edition's canonical text."""
        return self._content(edition_id).text

    def passages(self, edition_id: EditionId) -> tuple[Passage, ...]:
        """Give an edition's passages in reading order."""
        return tuple(self._content(edition_id).passages.values())

    def passage(self, passage_id: PassageId) -> Passage:
        """Give one passage."""
        owner = self._shelf.owner(passage_id)
        if owner is None:
            with self._database.reading() as session:
                row = session.get(PassageRow, passage_id)
                if row is None:
                    message = f"passage {passage_id!r} is not in the ledger; re-index or fix the reference"
                    raise UnknownReferenceError(message)
                owner = EditionId(row.edition_id)
        return self._content(owner).passages[passage_id]

    def contents(self, *, collection: str = GUIDELINES) -> Iterator[EditionContent]:
        """Yield a collection's editions with text and passages, in the order in which they were added."""
        with self._database.reading() as session:
            editions = _collection(session, collection)
            for start in range(0, len(editions), _BATCH):
                batch = editions[start : start + _BATCH]
                loaded = _contents(session, batch)
                for edition in batch:
                    content = loaded[edition.edition_id]
                    yield EditionContent(
                        edition=edition, text=content.text, passages=tuple(content.passages.values())
                    )

    def supersede(self, old: EditionId, new: EditionId, *, by: str | None = None) -> None:
        """Record that `new` takes the place of `old`; `by` is the opaque id of the person who says so.

        Raises:
            MetadataError: they are one document, a plain corpus, or would supersede each other.
        """
        with self._database.writing() as session:
            before, after = self._with_lifecycle(session, old), self._with_lifecycle(session, new)
            if before.document_id == after.document_id:
                message = f"{old!r} and {new!r} are one document; its latest content already holds"
                raise MetadataError(message)
            if before.document_id in after.supersedes:
                return
            session.add(
                SupersedesRow(
                    edition_id=after.edition_id,
                    document_id=before.document_id,
                    recorded_by=by,
                    recorded_at=datetime.now(tz=UTC),
                )
            )
            self._commit_generation(session)

    def withdraw(self, edition_id: EditionId, *, on: date, reason: str, by: str | None = None) -> None:
        """Record that an edition is no longer to be used from `on`; the earliest day given holds.

        `by` is the opaque id of the person who says so.

        Raises:
            MetadataError: no reason, or a plain corpus.
        """
        if not reason.strip():
            message = f"withdrawing {edition_id!r} needs a reason; say why in a sentence"
            raise MetadataError(message)
        with self._database.writing() as session:
            edition = self._with_lifecycle(session, edition_id)
            first = min(on, edition.withdrawn_on or on)
            session.add(
                WithdrawalRow(
                    edition_id=edition_id,
                    effective=on,
                    reason=reason,
                    recorded_by=by,
                    recorded_at=datetime.now(tz=UTC),
                )
            )
            session.connection().execute(
                update(EditionRow).where(col(EditionRow.edition_id) == edition_id).values(withdrawn_on=first)
            )
            self._commit_generation(session)

    def standing(self, edition_id: EditionId, *, on: date | None = None) -> Standing:
        """Say what an edition is on a day (default: today), given everything the ledger knows."""
        with self._database.reading() as session:
            edition = self._edition(session, edition_id)
            if edition.collection != GUIDELINES:
                return Standing(status=Status.CURRENT)
            return self._snapshot(session).standing(edition, on=on or self._today())

    def view(self, reader: Reader, *, as_of: date | None, collection: str = GUIDELINES) -> View:
        """Say which editions may be evidence for `reader`; `as_of=None` means today."""
        today = self._today()
        if collection != GUIDELINES:
            return View(collection=collection, on=as_of or today, editions=None)
        with self._database.reading() as session:
            return self._snapshot(session).view(reader, as_of=as_of, today=today)

    def _snapshot(self, session: Session) -> Snapshot:
        generation = session.exec(select(LedgerStateRow.generation)).one()
        held = self._last
        if held is None or held.generation != generation:
            held = self._last = Snapshot(generation, _collection(session, GUIDELINES))
        return held

    def _commit_generation(self, session: Session) -> Snapshot:
        """Count the write, having looked at what it leaves behind.

        The write may still be rolled back, and its number given to another one: the snapshot made here is
        not kept.
        """
        session.flush()
        after = Snapshot(-1, _collection(session, GUIDELINES))
        refuse_circle(after.replacements())
        session.connection().execute(update(LedgerStateRow).values(generation=LedgerStateRow.generation + 1))
        return after

    def _edition(self, session: Session, edition_id: EditionId) -> Edition:
        edition = self._snapshot(session).by_id.get(edition_id)
        if edition is not None:
            return edition
        found = _editions(session, [edition_id])
        if not found:
            message = f"{edition_id!r} is not in the ledger; list the editions or add it"
            raise UnknownReferenceError(message)
        return found[0]

    def _with_lifecycle(self, session: Session, edition_id: EditionId) -> Edition:
        edition = self._edition(session, edition_id)
        if edition.collection != GUIDELINES:
            message = f"{edition_id!r} is in the plain corpus {edition.collection!r}, which has no lifecycle"
            raise MetadataError(message)
        return edition

    def _content(self, edition_id: EditionId) -> Content:
        content = self._shelf.get(edition_id)
        if content is None:
            with self._database.reading() as session:
                content = _contents(session, [self._edition(session, edition_id)])[edition_id]
            self._shelf.put(edition_id, content)
        return content


def _insert(session: Session, contents: Sequence[EditionContent]) -> None:
    connection = session.connection()
    tables = (
        (EditionRow, [edition_values(one.edition) for one in contents]),
        (CanonicalTextRow, [text_values(one) for one in contents]),
        (PassageRow, [passage_values(passage) for one in contents for passage in one.passages]),
        (
            SupersedesRow,
            [
                {"edition_id": one.edition.edition_id, "document_id": document}
                for one in contents
                for document in dict.fromkeys(one.edition.supersedes)
            ],
        ),
    )
    for table, values in tables:
        if values:
            connection.execute(insert(table), values)


def _collection(session: Session, collection: str) -> list[Edition]:
    rows = session.exec(
        select(EditionRow).where(EditionRow.collection == collection).order_by(col(EditionRow.added))
    ).all()
    edges = session.exec(
        select(SupersedesRow)
        .join(EditionRow, col(EditionRow.edition_id) == col(SupersedesRow.edition_id))
        .where(EditionRow.collection == collection)
    ).all()
    return _joined(rows, edges)


def _editions(
    session: Session, edition_ids: Sequence[EditionId] | dict[EditionId, EditionContent]
) -> list[Edition]:
    found: list[Edition] = []
    ids = list(edition_ids)
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        rows = session.exec(select(EditionRow).where(col(EditionRow.edition_id).in_(batch))).all()
        edges = session.exec(select(SupersedesRow).where(col(SupersedesRow.edition_id).in_(batch))).all()
        found += _joined(rows, edges)
    return found


def _joined(rows: Sequence[EditionRow], edges: Sequence[SupersedesRow]) -> list[Edition]:
    named: defaultdict[str, list[str]] = defaultdict(list)
    for edge in edges:
        named[edge.edition_id].append(edge.document_id)
    return [edition_of(row, named[row.edition_id]) for row in rows]


def _contents(session: Session, editions: Sequence[Edition]) -> dict[EditionId, Content]:
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
