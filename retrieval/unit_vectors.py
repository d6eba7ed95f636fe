"""Vectors as they are stored: of length one, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.errors import EmbeddingError
from retrieval.ports import Vector


def unit_vectors(
    rows: Sequence[Sequence[float]] | np.ndarray[Any, Any], *, count: int, dimensions: int
) -> list[Vector]:
    """Scale vectors to length one, and refuse what is no vector.

    Raises:
        EmbeddingError: another number of vectors, another length, or not finite.
    """
    if count == 0 == len(rows):
        return []
    try:
        matrix = np.asarray(rows, dtype=np.float32)
    except ValueError as fault:
        message = "the embedding backend gave vectors of different lengths; check the model"
        raise EmbeddingError(message) from fault
    if matrix.shape != (count, dimensions):
        message = (
            f"the embedding backend gave {matrix.shape}, expected {(count, dimensions)}; check the model"
        )
        raise EmbeddingError(message)
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        message = "the embedding backend gave a vector that is zero or not a number; check the model"
        raise EmbeddingError(message)
    scaled: list[Vector] = (matrix / lengths).tolist()
    return scaled
