"""Points on their way to the build process: a folder with one line a passage and one block of vectors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from retrieval.payload import to_hit, to_payload
from retrieval.ports import Point, SparseVector

_POINTS, _VECTORS = "points.jsonl", "vectors.f32"
_BATCH = 500


class SpoolWriter:
    """Writes points into a folder, as a context; raises `OSError` when the disk is full."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._points = (folder / _POINTS).open("w", encoding="utf-8", errors="surrogatepass")
        self._vectors = (folder / _VECTORS).open("wb")

    def write(self, points: Sequence[Point]) -> None:
        """Append points."""
        for point in points:
            payload = to_payload(point.passage, point.title)
            terms = [point.sparse.indices, point.sparse.values]
            self._points.write(json.dumps([payload, terms], ensure_ascii=False) + "\n")
            self._vectors.write(np.asarray(point.dense, dtype="<f4").tobytes())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._points.close()
        self._vectors.close()


def read_batches(folder: Path, *, dimensions: int) -> Iterator[list[Point]]:
    """Read the points back, a few hundred at a time."""
    batch: list[Point] = []
    with (
        (folder / _POINTS).open(encoding="utf-8", errors="surrogatepass") as lines,
        (folder / _VECTORS).open("rb") as vectors,
    ):
        for line in lines:
            payload, (indices, values) = json.loads(line)
            hit = to_hit(payload, 0.0)
            dense = np.frombuffer(vectors.read(4 * dimensions), dtype="<f4").tolist()
            sparse = SparseVector(tuple(indices), tuple(values))
            batch.append(Point(passage=hit.passage, title=hit.title, dense=dense, sparse=sparse))
            if len(batch) == _BATCH:
                yield batch
                batch = []
    if batch:
        yield batch
