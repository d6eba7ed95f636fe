"""Small decision trees over rows of numbers, answered for all trees and rows at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from retrieval.traits import Matrix, Row

Ints = np.ndarray[tuple[int, int], np.dtype[np.intp]]
Leaves = np.ndarray[tuple[int, int], np.dtype[np.uint64]]

_EVERY_LEAF = np.uint64(2**64 - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nodes:
    """Inner nodes, a row by their number within a tree and a column a tree, and the leaves' values.

    A leaf is a bit, the leftmost the lowest. `kept` are the leaves that a node leaves open where it sends a
    row to the right; a row's leaf is the leftmost that all nodes leave open, wherever they stand.
    """

    trait: Ints
    limit: Matrix
    kept: Leaves
    value: Matrix


@dataclass(frozen=True, kw_only=True)
class Trees:
    """Trees as one table a field, a row a tree; an inner node goes left where the trait is at most `limit`.

    A leaf points to itself; a tree has at most 64. `fused` is what the fusion's own score counts beside the
    trees' sum.
    """

    trait: Ints
    limit: Matrix
    left: Ints
    right: Ints
    value: Matrix
    fused: float

    def __call__(self, described: Matrix) -> Row:
        """Give each row the sum of its leaves; walking the trees node by node takes five times as long."""
        nodes = self._nodes
        goes_left = described.T[nodes.trait] <= nodes.limit[..., None]
        still = np.bitwise_and.reduce(np.where(goes_left, _EVERY_LEAF, nodes.kept[..., None]), axis=0)
        leaf = np.log2(still & (~still + np.uint64(1))).astype(np.intp)
        total: Row = np.take_along_axis(nodes.value, leaf, axis=1).sum(axis=0)
        return total + self.fused * described[:, 0]

    @cached_property
    def _nodes(self) -> _Nodes:
        """Lay the inner nodes of all trees beside each other; what a small tree lacks always goes left."""
        grown = [list(self._inner(tree)) for tree in range(len(self.trait))]
        shape = (max(map(len, grown), default=0), len(grown))
        nodes = _Nodes(
            trait=np.zeros(shape, dtype=np.intp),
            limit=np.full(shape, np.inf, dtype=np.float32),
            kept=np.full(shape, _EVERY_LEAF, dtype=np.uint64),
            value=np.zeros((len(grown), 64), dtype=np.float32),
        )
        for tree, inner in enumerate(grown):
            for number, (node, cut) in enumerate(inner):
                nodes.trait[number, tree] = self.trait[tree, node]
                nodes.limit[number, tree] = self.limit[tree, node]
                nodes.kept[number, tree] = _EVERY_LEAF ^ np.uint64(cut)
            leaves = self._leaves(tree, 0)
            nodes.value[tree, : len(leaves)] = self.value[tree, leaves]
        return nodes

    def _inner(self, tree: int) -> Iterator[tuple[int, int]]:
        """Give each inner node with the leaves on its left as bits."""
        place = {leaf: at for at, leaf in enumerate(self._leaves(tree, 0))}
        for node in range(self.trait.shape[1]):
            if (left := int(self.left[tree, node])) != node:
                yield node, sum(1 << place[leaf] for leaf in self._leaves(tree, left))

    def _leaves(self, tree: int, node: int) -> list[int]:
        """Give the leaves below a node, the leftmost first."""
        left, right = int(self.left[tree, node]), int(self.right[tree, node])
        if left == node:
            return [node]
        return [*self._leaves(tree, left), *self._leaves(tree, right)]
