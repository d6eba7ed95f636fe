"""What is indexed, how it becomes points, and what every library of collections promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeAlias

from guidelines import EditionId, Passage
from retrieval.manifest import Makers, Manifest
from retrieval.ports import Embedder, PassageStore, Point, SparseEncoder
from retrieval.term_weights import searched_text

Progress: TypeAlias = Callable[[int], None]
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A passage to be indexed under its document's title."""

    passage: Passage
    title: str


class PointMaker:
    """Turns entries into points: one embedder, one encoder, the same text for both."""

    def __init__(self, embedder: Embedder, encoder: SparseEncoder, *, chunker: str) -> None:
        """Name in `chunker` what cut the passages."""
        self._embedder, self._encoder = embedder, encoder
        self.makers = Makers(
            chunker=chunker,
            embedder=embedder.identity,
            sparse=encoder.identity,
            dimensions=embedder.dimensions,
        )

    def batches(self, entries: Iterable[Entry], progress: Progress | None = None) -> Iterator[list[Point]]:
        """Make points a few at a time; `progress` is told how many more are done."""
        remaining = iter(entries)
        while batch := list(islice(remaining, _BATCH)):
            texts = [searched_text(entry.passage, entry.title) for entry in batch]
            vectors = self._embedder.embed_passages(texts)
            yield [
                Point(
                    passage=entry.passage,
                    title=entry.title,
                    dense=vector,
                    sparse=self._encoder.encode_passage(text),
                )
                for entry, text, vector in zip(batch, texts, vectors, strict=True)
            ]
            if progress:
                progress(len(batch))


class Library(Protocol):
    """Collections by name, embedded or on a server; a change is valid as a whole or not at all.

    `manifest`, `store`, `add` and `remove` raise `UnknownCollectionError` where nothing was indexed and
    `StaleIndexError` where other makers are in use now; `replace` mends both.
    """

    def collections(self) -> tuple[str, ...]:
        """Name every collection that has an index."""
        ...

    def manifest(self, collection: str) -> Manifest:
        """Give a collection's manifest."""
        ...

    def store(self, collection: str) -> PassageStore:
        """Give the store that answers for a collection now."""
        ...

    def replace(
        self, collection: str, entries: Iterable[Entry], progress: Progress | None = None
    ) -> Manifest:
        """Index entries as the whole of a collection, in place of what it held."""
        ...

    def add(self, collection: str, entries: Sequence[Entry], progress: Progress | None = None) -> Manifest:
        """Add entries to a collection; known passages are replaced."""
        ...

    def remove(self, collection: str, editions: frozenset[EditionId]) -> Manifest:
        """Forget every passage of these editions."""
        ...

    def drop(self, collection: str) -> None:
        """Delete a collection; unknown names are fine."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


def tally(entries: Iterable[Entry]) -> dict[EditionId, int]:
    """Count the passages of each edition."""
    return dict(Counter(entry.passage.edition_id for entry in entries))
