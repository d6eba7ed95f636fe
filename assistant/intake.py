"""Taking documents in: read, rehearsed, then written whole; every outcome is a value that names its file."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from assistant.errors import StoreError
from assistant.writing import (
    Journal,
    KeptEditions,
    Originals,
    PassageIndex,
    Progress,
    Unjournalled,
    Writing,
    entries_of,
)
from guidelines import GUIDELINES, DocumentId, EditionId
from guidelines.arrivals import Arrival, Origin
from guidelines.corpus import corpus_content
from guidelines.errors import GuidelineError, MetadataError, PackageError
from guidelines.intake import Intake as ReadFile
from guidelines.intake import IntakeReport
from guidelines.intake import content as read_content
from guidelines.ledger import EditionContent
from guidelines.metadata import Meta
from retrieval.errors import CorpusError, RetrievalError
from retrieval.library import Entry

logger = logging.getLogger(__name__)


class CollectionIndex(PassageIndex, Protocol):
    """Every searchable collection, plain corpora as well."""

    def replace(self, collection: str, entries: Iterable[Entry], progress: Progress | None = None) -> object:
        """Make `entries` the whole of a collection."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingFile:
    """A file as it arrives: its name, its bytes, and its metadata if somebody gave them."""

    name: str
    data: bytes
    meta: Meta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that is in the ledger now; `new` is False when the same content was there already."""

    name: str
    report: IntakeReport
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A file that was not taken, and why: no guideline, or it could not be kept; nothing of it shows."""

    name: str
    fault: GuidelineError | StoreError | RetrievalError


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReport:
    """What indexing a corpus came to."""

    documents: int
    passages: int
    seconds: float


_Read: TypeAlias = list[tuple[IncomingFile, ReadFile | Rejected]]


class Intake:
    """The one way in for documents; synchronous and possibly long, so it runs in a worker thread."""

    def __init__(
        self,
        ledger: KeptEditions,
        index: CollectionIndex,
        originals: Originals,
        journal: Journal | None = None,
    ) -> None:
        """Write to these; without a journal, a killed process may leave something half-taken."""
        self._ledger, self._index = ledger, index
        self._writing = Writing(ledger, index, originals, journal or Unjournalled())

    def settle(self) -> None:
        """Take out what a killed process left half-taken; call it before anything else."""
        self._writing.settle()

    def add_files(
        self,
        files: Iterable[IncomingFile],
        progress: Progress | None = None,
        *,
        by: str | None = None,
        on_done: Callable[[Added | Rejected], None] | None = None,
    ) -> list[Added | Rejected]:
        """Take guideline files in, one by one; one that cannot be read or kept does not stop the others.

        `by` is who brings them; `on_done` is told of each file as soon as that one is finished.
        """
        taken: list[Added | Rejected] = []
        claimed: dict[DocumentId, str] = {}
        for file in files:
            taken.append(self._add_file(file, Origin(name=file.name, by=by), claimed, progress))
            if on_done is not None:
                on_done(taken[-1])
        return taken

    def add_together(
        self, files: Iterable[IncomingFile], origin: Origin, progress: Progress | None = None
    ) -> list[Added | Rejected]:
        """Take guideline files in as one arrival, all or none; one report a file, in order."""
        read = self._read_all(files)
        good = [(file, one) for file, one in read if not isinstance(one, Rejected)]
        if len(good) < len(read):
            return _stopped(read)
        try:
            new = self._commit(good, origin, progress)
        except (GuidelineError, StoreError, RetrievalError) as fault:
            return [_rejected(file, fault) for file, _ in good]
        return _told(read, new)

    def rehearse(self, files: Iterable[IncomingFile]) -> list[Added | Rejected]:
        """Tell what `add_together` would tell, and take nothing in."""
        read = self._read_all(files)
        good = [(file, one) for file, one in read if not isinstance(one, Rejected)]
        if len(good) < len(read):
            return _stopped(read)
        try:
            return _told(read, self._ledger.rehearse([one.content for _, one in good]))
        except GuidelineError as fault:
            return [_rejected(file, fault) for file, _ in good]

    def arrivals(self) -> Sequence[Arrival]:
        """List what came in together, the newest first."""
        return self._ledger.arrivals()

    def add_contents(
        self,
        contents: Sequence[EditionContent],
        progress: Progress | None = None,
        *,
        origin: Origin | None = None,
    ) -> int:
        """Take editions in that are cut already (the starter library); returns how many were new."""
        return len(self._writing.write(contents, (), origin or Origin(kind="library"), progress))

    def roll_back(self, arrival_id: str, *, reason: str, by: str | None = None) -> Arrival:
        """Take an arrival back: ledger first, then the index; the originals stay for who quoted them.

        Raises:
            UnknownReferenceError: there is no such arrival.
            MetadataError: it was rolled back before, or what is left would not say which edition holds.
        """
        return self._writing.roll_back(arrival_id, reason=reason, by=by)

    def index_corpus(
        self, lines: Iterable[str], *, collection: str, progress: Progress | None = None
    ) -> CorpusReport:
        """Make JSON lines of `id, text, [title]` the whole of a collection of their own.

        Raises:
            CorpusError: the collection's name is taken by the guidelines, or a line is not what it should be.
        """
        if collection == GUIDELINES:
            message = f"{collection!r} holds the guidelines; give the corpus a name of its own"
            raise CorpusError(message)
        begun = time.perf_counter()
        contents = list(_corpus(lines, collection))
        if not contents:
            message = "the corpus holds no document; give lines of id, text and, if you like, title"
            raise CorpusError(message)
        self._ledger.add(contents)
        self._index.replace(collection, entries_of(contents), progress)
        self._ledger.keep_only(collection, {one.edition.edition_id for one in contents})
        passages = sum(len(one.passages) for one in contents)
        return CorpusReport(
            documents=len(contents), passages=passages, seconds=round(time.perf_counter() - begun, 3)
        )

    def rebuild(self, progress: Progress | None = None) -> CorpusReport:
        """Make the guidelines' index anew from the ledger, for example with another embedder."""
        begun = time.perf_counter()
        editions = self._ledger.editions()
        entries = [
            Entry(passage=passage, title=edition.title)
            for edition in editions
            for passage in self._ledger.passages(edition.edition_id)
        ]
        self._index.replace(GUIDELINES, entries, progress)
        return CorpusReport(
            documents=len(editions),
            passages=len(entries),
            seconds=round(time.perf_counter() - begun, 3),
        )

    def _add_file(
        self,
        file: IncomingFile,
        origin: Origin,
        claimed: dict[DocumentId, str],
        progress: Progress | None,
    ) -> Added | Rejected:
        taken = self._read(file, claimed)
        if isinstance(taken, Rejected):
            return taken
        try:
            new = self._commit([(file, taken)], origin, progress)
        except (GuidelineError, StoreError, RetrievalError) as fault:
            return _rejected(file, fault)
        logger.info("edition added id=%s new=%s", taken.report.edition_id, bool(new))
        return Added(name=file.name, report=taken.report, new=bool(new))

    def _read_all(self, files: Iterable[IncomingFile]) -> _Read:
        claimed: dict[DocumentId, str] = {}
        return [(file, self._read(file, claimed)) for file in files]

    def _read(self, file: IncomingFile, claimed: dict[DocumentId, str]) -> ReadFile | Rejected:
        """Read one file; `claimed` are the documents that other files of the same load said to be."""
        try:
            taken = read_content(file.data, name=file.name, meta=file.meta)
        except GuidelineError as fault:
            return _rejected(file, fault)
        edition = taken.content.edition
        other = claimed.setdefault(edition.document_id, edition.sha256)
        if other != edition.sha256:
            message = (
                f"another file of this load claims to be {edition.document_id!r}, too; "
                "give each its own record, or leave one out"
            )
            return _rejected(file, MetadataError(message))
        return taken

    def _commit(
        self, read: Sequence[tuple[IncomingFile, ReadFile]], origin: Origin, progress: Progress | None
    ) -> tuple[EditionId, ...]:
        contents = [one.content for _, one in read]
        return self._writing.write(contents, [file.data for file, _ in read], origin, progress)


def _told(read: _Read, new: Collection[EditionId]) -> list[Added | Rejected]:
    return [
        one
        if isinstance(one, Rejected)
        else Added(name=file.name, report=one.report, new=one.report.edition_id in new)
        for file, one in read
    ]


def _stopped(read: _Read) -> list[Added | Rejected]:
    """Refuse the whole because of the files that cannot be read."""
    refused = next(file.name for file, one in read if isinstance(one, Rejected))
    fault = PackageError(f"not taken in, because {refused!r} was refused; nothing of the whole was")
    return [one if isinstance(one, Rejected) else Rejected(name=file.name, fault=fault) for file, one in read]


def _rejected(file: IncomingFile, fault: GuidelineError | StoreError | RetrievalError) -> Rejected:
    logger.warning("file rejected cause=%s bytes=%d", type(fault).__name__, len(file.data))
    return Rejected(name=file.name, fault=fault)


def _corpus(lines: Iterable[str], collection: str) -> Iterator[EditionContent]:
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identity, text, title = _document(line, number)
        if identity in seen:
            message = f"line {number}: id {identity!r} stands twice; ids must differ"
            raise CorpusError(message)
        seen.add(identity)
        try:
            yield corpus_content(identity, text, title=title, collection=collection)
        except MetadataError as fault:
            message = f"line {number}: {fault}"
            raise CorpusError(message) from fault


def _document(line: str, number: int) -> tuple[str, str, str]:
    try:
        value = json.loads(line)
        identity, text, title = value["id"], value["text"], value.get("title") or ""
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        message = f"line {number} is no JSON object with `id` and `text`; correct the corpus"
        raise CorpusError(message) from None
    if isinstance(identity, bool) or not isinstance(identity, str | int) or not isinstance(text, str):
        message = f"line {number}: `id` must be a string or a number and `text` a string; correct the corpus"
        raise CorpusError(message)
    return str(identity), text, str(title)
