"""Embedded indexes, a collection each: built in a child process, swapped in whole, refused when stale.

<folder>/<collection>/manifest.json    what is valid, and by whom it was made
<folder>/<collection>/g-…/             the Qdrant Edge shard that the manifest names
"""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import filelock

from guidelines import EditionId
from retrieval.edge_store import EdgeStore
from retrieval.errors import IndexInUseError, IndexWriteError, StaleIndexError, UnknownCollectionError
from retrieval.library import Entry, PointMaker, Progress, tally
from retrieval.manifest import Manifest, read_manifest, require_same, write_manifest
from retrieval.ports import PassageStore
from retrieval.spool import SpoolWriter

logger = logging.getLogger(__name__)

_NAME = re.compile(r"\w[\w.\-]{0,63}")
_MEGABYTE = 1_000_000
_RESERVE = 64 * _MEGABYTE
"""Free room that must be there before a store is opened or written: two segments of its log, 32 MB each."""

_IN_PLACE = 400
"""Up to so many passages join the live index directly; more go through a build: searches never wait."""


class EmbeddedLibrary:
    """All embedded collections under one folder, which one process owns at a time.

    Searches go on while a build runs; afterwards `store` answers from the new index. Every change either
    becomes the valid index as a whole or leaves the old one as it was.
    """

    def __init__(self, folder: Path, maker: PointMaker, *, in_place: int = _IN_PLACE) -> None:
        """Take possession of the folder.

        Raises:
            IndexInUseError: another process has it.
            IndexWriteError: it cannot be written.
        """
        self._folder, self._maker, self._in_place = folder, maker, in_place
        self._stores: dict[str, tuple[str, EdgeStore]] = {}
        self._opening, self._changing = threading.Lock(), threading.Lock()
        self._manifests: dict[str, Manifest] = {}
        self._owner = filelock.FileLock(folder / "owner.lock", thread_local=False)
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._owner.acquire(timeout=0)
            except filelock.Timeout as fault:
                message = f"{str(folder)!r} is in use by another process; go through that server or stop it"
                raise IndexInUseError(message) from fault
        self._sweep()

    def collections(self) -> tuple[str, ...]:
        """Name every collection that has an index."""
        names = (one.name for one in self._folder.iterdir() if (one / "manifest.json").exists())
        return tuple(sorted(names))

    def manifest(self, collection: str) -> Manifest:
        """Give a collection's manifest.

        Raises:
            UnknownCollectionError: nothing was indexed under this name.
            StaleIndexError: the manifest cannot be read, or other makers are in use now.
        """
        if collection in self._manifests:
            return self._manifests[collection]
        manifest = read_manifest(self._place(collection))
        if manifest is None:
            message = f"no collection {collection!r}; known: {', '.join(self.collections()) or 'none'}"
            raise UnknownCollectionError(message)
        require_same(manifest, self._maker.makers, collection=collection)
        self._manifests[collection] = manifest
        return manifest

    def store(self, collection: str) -> PassageStore:
        """Give the store that answers for a collection now; raises as `manifest` does."""
        return self._open(collection)

    def replace(
        self, collection: str, entries: Iterable[Entry], progress: Progress | None = None
    ) -> Manifest:
        """Index `entries` as the whole of a collection, in place of what it held.

        Raises:
            IndexWriteError: it could not be written; the old index stands.
        """
        with self._changing:
            return self._build(collection, entries, base=None, progress=progress)

    def add(self, collection: str, entries: Sequence[Entry], progress: Progress | None = None) -> Manifest:
        """Add entries to a collection; known passages are replaced. Raises as `manifest` and `replace` do."""
        with self._changing:
            place = self._place(collection)
            if read_manifest(place) is None:
                return self._build(collection, entries, base=None, progress=progress)
            manifest = self.manifest(collection)
            if len(entries) > self._in_place:
                return self._build(collection, entries, base=manifest, progress=progress)
            store = self._open(collection)
            for batch in self._maker.batches(entries, progress):
                _require_room(place)
                store.upsert(batch)
            grown = manifest.model_copy(update={"editions": manifest.editions | tally(entries)})
            return self._commit(collection, grown)

    def remove(self, collection: str, editions: frozenset[EditionId]) -> Manifest:
        """Forget every passage of these editions."""
        with self._changing:
            manifest = self.manifest(collection)
            left = {edition: count for edition, count in manifest.editions.items() if edition not in editions}
            shrunk = manifest.model_copy(update={"editions": left})
            self._commit(collection, shrunk)
            self._open(collection).remove(editions)
            return shrunk

    def drop(self, collection: str) -> None:
        """Delete a collection's index; unknown names are fine."""
        with self._changing, self._opening:
            self._stores.pop(collection, None)
            self._manifests.pop(collection, None)
            place = self._place(collection)
            (place / "manifest.json").unlink(missing_ok=True)
            shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Release every store and the folder."""
        with self._opening:
            for _, store in self._stores.values():
                store.close()
            self._stores.clear()
        self._owner.release()

    def _open(self, collection: str) -> EdgeStore:
        manifest = self.manifest(collection)
        with self._opening:
            held = self._stores.get(collection)
            if held is None or held[0] != manifest.generation:
                # An earlier store is not closed: a search may still run on it; it goes with its last user.
                _require_room(self._place(collection))
                fresh = EdgeStore.load(self._place(collection) / manifest.generation)
                held = self._stores[collection] = (manifest.generation, fresh)
            return held[1]

    def _build(
        self, collection: str, entries: Iterable[Entry], *, base: Manifest | None, progress: Progress | None
    ) -> Manifest:
        place, generation = self._place(collection), f"g-{uuid.uuid4().hex[:12]}"
        target, spool = place / generation, place / f"spool-{generation}"
        editions = Counter(base.editions) if base else Counter[EditionId]()
        try:
            with _writing(place):
                fresh = self._spool(entries, spool, progress)
                if base:
                    shutil.copytree(place / base.generation, target)
            self._run_worker(spool, target)
            manifest = Manifest(
                makers=self._maker.makers, generation=generation, editions={**editions, **fresh}
            )
            self._commit(collection, manifest)
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        finally:
            shutil.rmtree(spool, ignore_errors=True)
        self._open(collection)
        self._sweep_collection(place)
        logger.info("indexed collection=%s passages=%d", collection, manifest.passages)
        return manifest

    def _spool(self, entries: Iterable[Entry], spool: Path, progress: Progress | None) -> Counter[EditionId]:
        counted: Counter[EditionId] = Counter()
        with SpoolWriter(spool) as writer:
            for batch in self._maker.batches(entries, progress):
                writer.write(batch)
                counted.update(point.passage.edition_id for point in batch)
        return counted

    def _commit(self, collection: str, manifest: Manifest) -> Manifest:
        write_manifest(self._place(collection), manifest)
        self._manifests[collection] = manifest
        return manifest

    def _run_worker(self, spool: Path, target: Path) -> None:
        command = [sys.executable, "-m", "retrieval.build_worker", str(spool), str(target)]
        done = subprocess.run(  # noqa: S603 - our own module, our own paths
            [*command, str(self._maker.makers.dimensions)],
            cwd=Path(__file__).resolve().parents[1],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode < 0:
            _require_room(target.parent)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            message = f"building {str(target.parent.name)!r} failed: {reason}; the old index stands"
            raise IndexWriteError(message)

    def _place(self, collection: str) -> Path:
        if not _NAME.fullmatch(collection):
            message = f"{collection!r} is no collection name; use letters, digits, '.', '-', '_', at most 64"
            raise UnknownCollectionError(message)
        return self._folder / collection

    def _sweep(self) -> None:
        for place in self._folder.iterdir():
            if place.is_dir():
                self._sweep_collection(place)

    def _sweep_collection(self, place: Path) -> None:
        try:
            manifest = read_manifest(place)
        except StaleIndexError:
            return
        for debris in place.iterdir():
            keep = manifest is not None and debris.name in {manifest.generation, "manifest.json"}
            if not keep and debris.is_dir() and debris.name.startswith(("g-", "spool-")):
                shutil.rmtree(debris, ignore_errors=True)


def _require_room(place: Path) -> None:
    """Refuse before the engine's memory-mapped files run out of disk, which would end the process (SIGBUS).

    Raises:
        IndexWriteError: less than the reserve is free.
    """
    free = shutil.disk_usage(place).free
    if free < _RESERVE:
        message = (
            f"no room left for index {str(place)!r}: {free // _MEGABYTE} MB free, "
            f"{_RESERVE // _MEGABYTE} MB needed; free some, nothing was half-written"
        )
        raise IndexWriteError(message)


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        message = f"index {str(place)!r} cannot be written: {fault.strerror or fault}; the old index stands"
        raise IndexWriteError(message) from fault
