"""The ledger of editions in SQL: one transaction a change, immutable contents kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from assistant.store.arrivals import (
    ROLLED_BACK,
    Witness,
    all_arrivals,
    note_arrival,
    take_back,
    unwitnessed,
)
from assistant.store.database import Database
from assistant.store.holdings import (
    BATCH,
    collection_editions,
    contents_of,
    edition_content,
    editions_by_id,
    holdings,
    insert_amended,
    insert_contents,
    readmit,
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
from guidelines import (
    GUIDELINES,
    DocumentId,
    Edition,
    EditionId,
    Passage,
    PassageId,
    Reader,
    Standing,
    View,
)
from guidelines.amendment import amended
from guidelines.arrivals import Arrival, Origin
from guidelines.errors import MetadataError, UnknownReferenceError
from guidelines.ledger import Amended, EditionContent
from guidelines.model import Status

_GENERATION: Final = "SELECT generation FROM ledger_state"


def local_today() -> date:
    """Give the day of this machine's clock and time zone."""
    return datetime.now(tz=UTC).astimezone().date()


class _Rehearsed(Exception):  # noqa: N818 - nothing failed: it undoes the transaction
    """Leaves a rehearsal."""


class SqlLedger:
    """Implements `guidelines.ledger.Ledger` on a database that several processes may share.

    What another process commits is seen at the next call: every write counts `ledger_state.generation` up.
    Only the latest content of a document can be current. Lifecycles belong to the collection `guidelines`.
    """

    def __init__(
        self,
        database: Database,
        *,
        today: Callable[[], date] = local_today,
        shelf: Shelf | None = None,
        witness: Witness = unwitnessed,
    ) -> None:
        """Keep everything in `database`; `witness` vouches for what is taken back."""
        self._database = database
        self._today = today
        self._shelf = shelf or Shelf()
        self._witness = witness
        self._last: Snapshot | None = None

    def add(
        self, contents: Sequence[EditionContent], *, origin: Origin | None = None
    ) -> tuple[EditionId, ...]:
        """Store editions all or none, as one arrival; returns the ids that were new or came back.

        Raises:
            MetadataError: an id is taken by other content, editions would supersede or amend each other,
                nothing says which of two editions of a family holds, or an amendment does not say what it
                replaces.
            QuotationError: a passage is no slice of its edition's text.
        """
        wanted = _sound(contents)
        with self._database.writing() as session:
            return self._add(session, wanted, origin or Origin())

    def rehearse(self, contents: Sequence[EditionContent]) -> tuple[EditionId, ...]:
        """Do what `add` does, raising what it raises, and store nothing."""
        wanted = _sound(contents)
        new: tuple[EditionId, ...] = ()
        try:
            with self._database.writing() as session:
                new = self._add(session, wanted, Origin())
                raise _Rehearsed
        except _Rehearsed:
            return new

    def _add(
        self, session: Session, wanted: dict[EditionId, EditionContent], origin: Origin
    ) -> tuple[EditionId, ...]:
        before = self._snapshot(session)
        returning = []
        for held in editions_by_id(session, wanted):
            content = wanted[held.edition_id]
            refuse_collision(held, content.edition)
            if held.edition_id in before.taken_back:
                returning.append(content)
            else:
                del wanted[held.edition_id]
        back = {content.edition.edition_id for content in returning}
        insert_contents(session, [one for one in wanted.values() if one.edition.edition_id not in back])
        for content in returning:
            readmit(session, content.edition)
        guidelines = [one for one in wanted.values() if one.edition.collection == GUIDELINES]
        if guidelines:
            self._amend(session, before, guidelines)
            note_arrival(session, origin, [one.edition.edition_id for one in guidelines])
            after = self._commit_generation(session)
            for content in guidelines:
                edition = after.by_id[content.edition.edition_id]
                refuse_undecided(edition, after.family(edition.family_id))
        return tuple(wanted)

    def _amend(self, session: Session, before: Snapshot, added: Sequence[EditionContent]) -> None:
        """Write down what new amendments replace, and what older ones replace of new editions."""
        fresh = {one.edition.document_id: one for one in added}
        speakers = {one.document_id: one for one in before.speakers}
        speakers |= {document: one.edition for document, one in fresh.items()}

        def content(edition: Edition) -> EditionContent:
            return fresh.get(edition.document_id) or edition_content(session, edition)

        for amendment in speakers.values():
            for document in amendment.amends:
                base = speakers.get(document)
                if base is not None and fresh.keys() & {document, amendment.document_id}:
                    found = amended(content(base), content(amendment))
                    insert_amended(session, amendment.edition_id, base.edition_id, found)

    def arrivals(self) -> tuple[Arrival, ...]:
        """List the arrivals, the newest first."""
        with self._database.reading() as session:
            return all_arrivals(session)

    def roll_back(self, arrival_id: str, *, reason: str, by: str | None = None) -> Arrival:
        """Let the ledger say what it would say had these editions never come; none of them is deleted.

        Raises:
            UnknownReferenceError: there is no such arrival.
            MetadataError: it was rolled back before, or what is left would not say which edition holds.
        """
        with self._database.writing() as session:
            arrival = take_back(session, arrival_id, reason=reason, by=by)
            after = self._commit_generation(session)
            for family in {after.by_id[one].family_id for one in arrival.editions}:
                for edition in after.family(family):
                    refuse_undecided(edition, after.family(family))
            self._witness(session, ROLLED_BACK, arrival, by=by)
        return arrival

    def holds(self, edition_id: EditionId) -> bool:
        """Say whether an edition counts: it was added, and its arrival was not rolled back."""
        with self._database.reading() as session:
            held = session.exec(
                select(EditionRow.added).where(
                    EditionRow.edition_id == edition_id, col(EditionRow.taken_back_at).is_(None)
                )
            )
            return held.first() is not None

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
            for start in range(0, len(others), BATCH):
                batch = others[start : start + BATCH]
                for row in (PassageRow, CanonicalTextRow, SupersedesRow, EditionRow):
                    session.connection().execute(delete(row).where(col(row.edition_id).in_(batch)))
        for one in others:
            self._shelf.drop(EditionId(one))
        return len(others)

    def edition(self, edition_id: EditionId) -> Edition:
        """Give one edition's record."""
        known = self._known().by_id.get(edition_id)
        if known is not None:
            return known
        with self._database.reading() as session:
            return self._edition(session, edition_id)

    def resolve(self, reference: str) -> Edition:
        """Find a guideline by edition id or document id (its latest content); never a corpus line."""
        known = self._known()
        found = known.by_id.get(known.latest.get(DocumentId(reference), EditionId(reference)))
        if found is None:
            message = f"{reference!r} is not among the guidelines; list the editions or add it"
            raise UnknownReferenceError(message)
        return found

    def editions(self, *, collection: str = GUIDELINES) -> tuple[Edition, ...]:
        """List editions, by family, then by the day they took effect, then by id."""
        if collection == GUIDELINES:
            return self._known().ordered
        with self._database.reading() as session:
            return tuple(sorted(collection_editions(session, collection), key=in_ledger_order))

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
            editions = collection_editions(session, collection)
            for start in range(0, len(editions), BATCH):
                batch = editions[start : start + BATCH]
                loaded = contents_of(session, batch)
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
        edition = self.edition(edition_id)
        if edition.collection != GUIDELINES:
            return Standing(status=Status.CURRENT)
        return self._known().standing(edition, on=on or self._today())

    def view(self, reader: Reader, *, as_of: date | None, collection: str = GUIDELINES) -> View:
        """Say which editions may be evidence for `reader`; `as_of=None` means today."""
        today = self._today()
        if collection != GUIDELINES:
            return View(collection=collection, on=as_of or today, editions=None)
        return self._known().view(reader, as_of=as_of, today=today)

    def amended(self, edition_id: EditionId) -> Mapping[EditionId, tuple[Amended, ...]]:
        """Give the amendments of an edition that count, each with what it replaces, whatever the day."""
        return self._known().amendments(self.edition(edition_id).edition_id)

    def _known(self) -> Snapshot:
        """Give what the ledger says now; whether that changed is asked without a session."""
        held = self._last
        if held is not None and held.generation == self._database.glance(_GENERATION):
            return held
        with self._database.reading() as session:
            return self._snapshot(session)

    def _snapshot(self, session: Session) -> Snapshot:
        generation = session.exec(select(LedgerStateRow.generation)).one()
        held = self._last
        if held is None or held.generation != generation:
            held = self._last = Snapshot(generation, holdings(session))
        return held

    def _commit_generation(self, session: Session) -> Snapshot:
        """Count the write, having looked at what it leaves behind.

        The write may still be rolled back, and its number given to another one: the snapshot made here is
        not kept.
        """
        session.flush()
        after = Snapshot(-1, holdings(session))
        refuse_circle(after.replacements())
        session.connection().execute(update(LedgerStateRow).values(generation=LedgerStateRow.generation + 1))
        return after

    def _edition(self, session: Session, edition_id: EditionId) -> Edition:
        edition = self._snapshot(session).by_id.get(edition_id)
        if edition is not None:
            return edition
        found = editions_by_id(session, [edition_id])
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
                content = contents_of(session, [self._edition(session, edition_id)])[edition_id]
            self._shelf.put(edition_id, content)
        return content


def _sound(contents: Sequence[EditionContent]) -> dict[EditionId, EditionContent]:
    """Give contents by their ids, each once, having looked at each by itself."""
    wanted: dict[EditionId, EditionContent] = {}
    for content in contents:
        refuse_unsound(content)
        earlier = wanted.setdefault(content.edition.edition_id, content)
        refuse_collision(earlier.edition, content.edition)
    return wanted
