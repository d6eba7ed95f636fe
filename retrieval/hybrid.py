"""The retriever: embed and encode the question, one search, fuse, rerank, and say how good it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guidelines import View
from guidelines.text import fold
from retrieval.fusion import weighted
from retrieval.ports import (
    Candidates,
    Embedder,
    Found,
    Hit,
    HybridQuery,
    PassageStore,
    Reranker,
    SparseEncoder,
)
from retrieval.term_weights import covered, term_sets, weigh
from retrieval.understanding import OtherNames, Understanding, no_names

_RERANKED = 16
DEPTH = 100
"""Candidates from each half: 30 lose a third of what a question with many good passages could find."""
_COVERING = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """What one search brought: both halves, and their fusion best first."""

    candidates: Candidates
    fused: tuple[Hit, ...]


class HybridSearch:
    """Brings the candidates for a question: both vectors, one search under the view's filter, fusion."""

    def __init__(
        self,
        stores: Callable[[str], PassageStore],
        *,
        embedder: Embedder,
        encoder: SparseEncoder,
        depth: int = DEPTH,
        other_names: OtherNames = no_names,
        fuse: Callable[[Candidates], tuple[Hit, ...]] = weighted,
    ) -> None:
        """Take `stores` to open a collection by its name, `other_names` to find what is called otherwise."""
        self._stores, self._embedder = stores, embedder
        self._understanding = Understanding(encoder, other_names=other_names)
        self._depth, self._fuse = depth, fuse

    def pool(self, question: str, view: View, *, limit: int = 0) -> Pool:
        """Search one collection; every hit's edition is in the view, each half brings at least `limit`."""
        folded = fold(question)
        if not folded.strip() or view.editions == frozenset():
            return Pool(candidates=Candidates(dense=(), sparse=()), fused=())
        query = HybridQuery(
            dense=self._embedder.embed_query(folded),
            sparse=self._understanding.terms(folded),
            editions=view.editions,
            depth=max(self._depth, limit),
        )
        found = self._stores(view.collection).search(query)
        # The store filters editions inside the search; how sure a digest's fact must be is decided here.
        candidates = Candidates(
            dense=tuple(hit for hit in found.dense if view.admits(hit.passage)),
            sparse=tuple(hit for hit in found.sparse if view.admits(hit.passage)),
        )
        return Pool(candidates=candidates, fused=self._fuse(candidates))


class HybridRetriever:
    """A `Retriever` without any framework: search, rerank, signals."""

    def __init__(self, search: HybridSearch, reranker: Reranker) -> None:
        self._search, self._reranker = search, reranker

    def find(self, question: str, *, view: View, limit: int) -> Found:
        """Give at most `limit` hits, best first, with the signals of `conclude`."""
        pool = self._search.pool(question, view, limit=limit)
        ranked = self._reranker.rerank(question, head(pool, limit))
        return conclude(question, pool, ranked, limit=limit)


def head(pool: Pool, limit: int) -> tuple[Hit, ...]:
    """Give the best of the fusion, as many as are worth reranking."""
    return pool.fused[: max(_RERANKED, limit)]


def conclude(question: str, pool: Pool, ranked: Sequence[Hit], *, limit: int) -> Found:
    """Cut to `limit` and measure.

    Signals: `top_score` and `margin` (best over second) of the final ranking; `coverage`, the weighted share
    of the question's terms that the best three hold; `dense_top` (cosine) and `sparse_top` (BM25), raw;
    `hits`. With no hits all are 0.
    """
    hits = tuple(ranked[:limit])
    sets = term_sets(head(pool, limit))
    present = frozenset().union(*term_sets(hits[:_COVERING])) if hits else frozenset()
    first = hits[0].score if hits else 0.0
    second = hits[1].score if len(hits) > 1 else 0.0
    signals = {
        "hits": float(len(hits)),
        "top_score": first,
        "margin": first - second,
        "coverage": covered(weigh(question, sets), present),
        "dense_top": _top(pool.candidates.dense),
        "sparse_top": _top(pool.candidates.sparse),
    }
    return Found(hits=hits, signals=signals)


def _top(half: Sequence[Hit]) -> float:
    return half[0].score if half else 0.0
