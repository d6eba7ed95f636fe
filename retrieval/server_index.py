"""Collections on a Qdrant server or cluster: built under a fresh name, then an alias is moved to it."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import ValidationError
from qdrant_client import QdrantClient, models

from guidelines import EditionId
from retrieval.errors import StaleIndexError, UnknownCollectionError
from retrieval.library import Entry, PointMaker, Progress, tally
from retrieval.manifest import Manifest, require_same
from retrieval.ports import PassageStore
from retrieval.qdrant_store import QdrantStore, translated

_NAME = re.compile(r"\w[\w.\-]{0,63}")
_MANIFEST = "yizheng_manifest"


class ServerLibrary:
    """A `Library` on a server that several processes may share; the server optimises by itself.

    A collection `c` is the alias `<prefix>.c`; the manifest stands in the collection's own metadata, so
    that moving the alias moves both in one step.
    """

    def __init__(self, client: QdrantClient, maker: PointMaker, *, prefix: str = "yizheng") -> None:
        """Take names under `prefix` on this server."""
        self._client, self._maker, self._prefix = client, maker, prefix
        self._checked: set[str] = set()

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
            message = f"collection {alias!r} has no manifest of ours; run 'yizheng index --rebuild'"
            raise StaleIndexError(message) from fault
        require_same(manifest, self._maker.makers, collection=collection)
        return manifest

    def store(self, collection: str) -> PassageStore:
        """Give the store that answers for a collection; it follows the alias, its makers are checked once."""
        if collection not in self._checked:
            self.manifest(collection)
            self._checked.add(collection)
        return QdrantStore(self._client, self._alias(collection))

    def replace(
        self, collection: str, entries: Iterable[Entry], progress: Progress | None = None
    ) -> Manifest:
        """Index entries under a fresh name, then move the alias; a failure leaves the old index."""
        alias, old = self._alias(collection), self._target(collection)
        generation = f"{alias}.{uuid.uuid4().hex[:12]}"
        editions: Counter[EditionId] = Counter()
        try:
            store = QdrantStore.create(self._client, generation, dimensions=self._maker.makers.dimensions)
            for batch in self._maker.batches(entries, progress):
                store.upsert(batch)
                editions.update(point.passage.edition_id for point in batch)
            manifest = Manifest(makers=self._maker.makers, generation=generation, editions=dict(editions))
            self._write(generation, manifest)
            self._point(alias, generation, replacing=old is not None)
        except BaseException:
            self._client.delete_collection(generation)
            raise
        if old:
            with translated(alias):
                self._client.delete_collection(old)
        return manifest

    def add(self, collection: str, entries: Sequence[Entry], progress: Progress | None = None) -> Manifest:
        """Add entries to the live collection; known passages are replaced."""
        if self._target(collection) is None:
            return self.replace(collection, entries, progress)
        manifest, store = self.manifest(collection), self.store(collection)
        for batch in self._maker.batches(entries, progress):
            store.upsert(batch)
        return self._renew(manifest, manifest.editions | tally(entries))

    def remove(self, collection: str, editions: frozenset[EditionId]) -> Manifest:
        """Forget every passage of these editions."""
        manifest = self.manifest(collection)
        self.store(collection).remove(editions)
        left = {edition: count for edition, count in manifest.editions.items() if edition not in editions}
        return self._renew(manifest, left)

    def drop(self, collection: str) -> None:
        """Delete a collection; unknown names are fine."""
        target = self._target(collection)
        self._checked.discard(collection)
        if target:
            with translated(collection):
                self._client.delete_collection(target)

    def close(self) -> None:
        """Close the client's connections."""
        self._client.close()

    def _renew(self, manifest: Manifest, editions: dict[EditionId, int]) -> Manifest:
        renewed = manifest.model_copy(update={"editions": editions})
        self._write(manifest.generation, renewed)
        return renewed

    def _write(self, generation: str, manifest: Manifest) -> None:
        with translated(generation):
            self._client.update_collection(generation, metadata={_MANIFEST: manifest.model_dump_json()})

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
