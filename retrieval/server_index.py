"""Collections on a Qdrant server or cluster: built under a fresh name, then an alias is moved to it."""

from __future__ import annotations

import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from pydantic import ValidationError
from qdrant_client import QdrantClient, models

from guidelines import EditionId
from retrieval.errors import (
    IndexWriteError,
    StaleIndexError,
    StoreUnavailableError,
    UnknownCollectionError,
)
from retrieval.library import Entry, PointMaker, Progress, tally
from retrieval.manifest import Manifest, mending, require_same
from retrieval.ports import PassageStore
from retrieval.qdrant_store import QdrantStore, translated

_NAME = re.compile(r"\w[\w.\-]{0,63}")
_MANIFEST = "yizheng_manifest"
_EDITION = "yizheng_edition:"


class ServerLibrary:
    """A `Library` on a server that several processes may share; the server optimises by itself.

    A collection `c` is the alias `<prefix>.c`; the manifest stands in the collection's own metadata, so
    that moving the alias moves both in one step. Each edition has a key of its own there, which the server
    merges: what two processes add at the same time both stands.
    """

    def __init__(self, client: QdrantClient, maker: PointMaker, *, prefix: str = "yizheng") -> None:
        """Take names under `prefix` on this server."""
        self._client, self._maker, self._prefix = client, maker, prefix
        self._checked: dict[str, str] = {}
        self._changing = threading.Lock()

    def collections(self) -> tuple[str, ...]:
        """Name every collection that has an index."""
        with translated(self._prefix):
            aliases = self._client.get_aliases().aliases
        start = f"{self._prefix}."
        found = (alias.alias_name for alias in aliases if alias.alias_name.startswith(start))
        return tuple(sorted(name.removeprefix(start) for name in found))

    def manifest(self, collection: str) -> Manifest:
        """Give a collection's manifest, if its makers are those in use."""
        alias = self._alias(collection)
        if self._target(collection) is None:
            message = f"no collection {collection!r}; known: {', '.join(self.collections()) or 'none'}"
            raise UnknownCollectionError(message)
        with translated(alias):
            metadata = self._client.get_collection(alias).config.metadata or {}
        try:
            manifest = Manifest.model_validate_json(metadata.get(_MANIFEST, ""))
        except ValidationError as fault:
            message = f"collection {alias!r} has no manifest of ours; {mending(collection)}"
            raise StaleIndexError(message) from fault
        require_same(manifest, self._maker.makers, collection=collection)
        return manifest.model_copy(update={"editions": _editions(metadata)})

    def store(self, collection: str) -> PassageStore:
        """Give the store that the alias names now; its makers are checked, whichever process built it."""
        target = self._target(collection)
        if target is None or self._checked.get(collection) != target:
            target = self._checked[collection] = self.manifest(collection).generation
        return QdrantStore(self._client, target)

    def replace(
        self, collection: str, entries: Iterable[Entry], progress: Progress | None = None
    ) -> Manifest:
        """Index entries under a fresh name, then move the alias; a failure leaves the old index."""
        with self._changing:
            return self._replace(collection, entries, progress)

    def _replace(
        self, collection: str, entries: Iterable[Entry], progress: Progress | None = None
    ) -> Manifest:
        alias = self._alias(collection)
        generation = f"{alias}.{uuid.uuid4().hex[:12]}"
        editions: Counter[EditionId] = Counter()
        try:
            store = QdrantStore.create(self._client, generation, dimensions=self._maker.makers.dimensions)
            for batch in self._maker.batches(entries, progress):
                store.upsert(batch)
                editions.update(point.passage.edition_id for point in batch)
            manifest = Manifest(makers=self._maker.makers, generation=generation, editions=dict(editions))
            bare = manifest.model_copy(update={"editions": {}})
            self._write(generation, {_MANIFEST: bare.model_dump_json(), **_keys(editions)})
            old = self._target(collection)
            self._point(alias, generation, replacing=old is not None)
        except BaseException:
            with suppress(StoreUnavailableError), translated(alias):
                self._client.delete_collection(generation)
            raise
        if old:
            with translated(alias):
                self._client.delete_collection(old)
        return manifest

    def add(self, collection: str, entries: Sequence[Entry], progress: Progress | None = None) -> Manifest:
        """Add entries to the live collection; known passages are replaced.

        Raises:
            IndexWriteError: another process put another index in its place meanwhile.
        """
        with self._changing:
            if self._target(collection) is None:
                return self._replace(collection, entries, progress)
            generation = self.manifest(collection).generation
            store = QdrantStore(self._client, generation)
            for batch in self._maker.batches(entries, progress):
                store.upsert(batch)
            self._write(generation, _keys(tally(entries)))
            return self._unmoved(collection, generation)

    def remove(self, collection: str, editions: frozenset[EditionId]) -> Manifest:
        """Forget every passage of these editions; raises as `add` does."""
        with self._changing:
            generation = self.manifest(collection).generation
            self._write(generation, _keys(dict.fromkeys(editions)))
            QdrantStore(self._client, generation).remove(editions)
            return self._unmoved(collection, generation)

    def drop(self, collection: str) -> None:
        """Delete a collection; unknown names are fine."""
        with self._changing:
            target = self._target(collection)
            self._checked.pop(collection, None)
            if target:
                with translated(collection):
                    self._client.delete_collection(target)

    def close(self) -> None:
        """Close the client's connections."""
        self._client.close()

    def _unmoved(self, collection: str, generation: str) -> Manifest:
        manifest = self.manifest(collection)
        if manifest.generation != generation:
            message = f"another process rebuilt {collection!r} meanwhile; do it again"
            raise IndexWriteError(message)
        return manifest

    def _write(self, generation: str, metadata: dict[str, object]) -> None:
        with translated(generation):
            self._client.update_collection(generation, metadata=metadata)

    def _point(self, alias: str, generation: str, *, replacing: bool) -> None:
        create = models.CreateAlias(collection_name=generation, alias_name=alias)
        moves: list[models.AliasOperations] = [models.CreateAliasOperation(create_alias=create)]
        if replacing:
            gone = models.DeleteAlias(alias_name=alias)
            moves.insert(0, models.DeleteAliasOperation(delete_alias=gone))
        with translated(alias):
            self._client.update_collection_aliases(moves)

    def _target(self, collection: str) -> str | None:
        alias = self._alias(collection)
        with translated(alias):
            aliases = self._client.get_aliases().aliases
        return next((one.collection_name for one in aliases if one.alias_name == alias), None)

    def _alias(self, collection: str) -> str:
        if not _NAME.fullmatch(collection):
            message = f"{collection!r} is no collection name; use letters, digits, '.', '-', '_', at most 64"
            raise UnknownCollectionError(message)
        return f"{self._prefix}.{collection}"


def _keys(counts: Mapping[EditionId, int | None]) -> dict[str, object]:
    """Write editions as metadata; None takes one away."""
    return {f"{_EDITION}{edition}": count for edition, count in counts.items()}


def _editions(metadata: Mapping[str, object]) -> dict[EditionId, int]:
    return {
        EditionId(key.removeprefix(_EDITION)): count
        for key, count in metadata.items()
        if key.startswith(_EDITION) and isinstance(count, int)
    }
