"""A small net over rows of numbers: one hidden layer, each row also held against the others of its list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from retrieval.company import Ints, Matrix, Row

_FAR, _FAR_WITHIN = 5.0, 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """What was learned; `within` are the columns that also count against the list they stand in.

    `middle` and `spread` are each column's over all lists learned from. `fused` is what the first column
    counts beside the net.
    """

    middle: Row
    spread: Row
    within: Ints
    hidden: Matrix
    bias: Row
    out: Row
    fused: float

    def __call__(self, described: Matrix) -> Row:
        """Give each row of one list its score."""
        inner = prepared(described, self.middle, self.spread, self.within) @ self.hidden + self.bias
        scores: Row = np.maximum(inner, 0) @ self.out
        return scores + self.fused * described[:, 0]


def prepared(described: Matrix, middle: Row, spread: Row, within: Ints) -> Matrix:
    """Give one list's rows as the net reads them: against all lists, then against their own."""
    known = (described - middle) / spread
    own = known[:, within]
    apart = (own - own.mean(axis=0)) / (own.std(axis=0) + 1e-3)
    read: Matrix = np.concatenate(
        [np.clip(known, -_FAR, _FAR), np.clip(apart, -_FAR_WITHIN, _FAR_WITHIN)], axis=1, dtype=np.float32
    )
    return read
