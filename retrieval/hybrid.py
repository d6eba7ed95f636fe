"""The retriever: embed and encode the question, one search, fuse, rerank, and say how good it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from guidelines import View
from guidelines.text import fold
from retrieval.fusion import by_language
from retrieval.learned_order import REACH, LearnedOrder
from retrieval.ports import (
    Candidates,
    Embedder,
    Found,
    Hit,
    HybridQuery,
    PassageStore,
    Reranker,
    Scored,
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
    """What one search brought: both halves, and the passages that lead their fusion, best first."""

    candidates: Candidates = field(default_factory=Candidates)
    hits: tuple[Hit, ...] = ()


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
        fuse: Callable[[Candidates, str], tuple[Scored, ...]] = by_language,
        learned: LearnedOrder | None = None,
    ) -> None:
        """Take `stores` to open a collection by its name, `other_names` to find what is called otherwise.

        `learned` orders the fusion's first anew where it was learned on questions of that language.
        """
        self._stores, self._embedder = stores, embedder
        self._understanding = Understanding(encoder, other_names=other_names)
        self._depth, self._fuse, self._learned = depth, fuse, learned

    def pool(self, question: str, view: View, *, limit: int = 0) -> Pool:
        """Search one collection; the view admits every hit, each half brings at least `limit`.

        Only so many passages are fetched as are worth reranking.
        """
        folded = fold(question)
        if not folded.strip() or view.editions == frozenset():
            return Pool()
        query = HybridQuery(
            dense=self._understanding.vector(folded, self._embedder),
            sparse=self._understanding.terms(folded),
            editions=view.editions,
            certainties=view.certainties,
            depth=max(self._depth, limit),
        )
        store = self._stores(view.collection)
        candidates = store.search(query)
        fused = self._fuse(candidates, folded)
        if self._learned and self._learned.applies(folded):
            stored = store.vectors([one.point for one in fused[:REACH]])
            fused = self._learned.order(query, candidates, fused, stored)
        hits = store.fetch(fused[: max(_RERANKED, limit)])
        return Pool(candidates=candidates, hits=tuple(hit for hit in hits if view.admits(hit.passage)))


class HybridRetriever:
    """A `Retriever` without any framework: search, rerank, signals."""

    def __init__(self, search: HybridSearch, reranker: Reranker) -> None:
        self._search, self._reranker = search, reranker

    def find(self, question: str, *, view: View, limit: int) -> Found:
        """Give at most `limit` hits, best first, with the signals of `conclude`."""
        pool = self._search.pool(question, view, limit=limit)
        ranked = self._reranker.rerank(question, pool.hits)
        return conclude(question, pool, ranked, limit=limit)


def conclude(question: str, pool: Pool, ranked: Sequence[Hit], *, limit: int) -> Found:
    """Cut to `limit` and measure.

    Signals: `top_score` and `margin` (best over second) of the final ranking; `coverage`, the weighted share
    of the question's terms that the best three hold; `dense_top` (cosine) and `sparse_top` (BM25), raw;
    `hits`. With no hits all are 0.
    """
    hits = tuple(ranked[:limit])
    sets = term_sets(pool.hits)
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


def _top(half: Sequence[Scored]) -> float:
    return half[0].score if half else 0.0
