"""The one file that sees llama-index: our parts as its interfaces, and its parts as our ports.

`LlamaRetriever` is the default composition: a llama-index retriever and a chain of node postprocessors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.readers.base import BaseReader
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
)
from pydantic import PrivateAttr

from guidelines import EditionId, PassageId, View
from retrieval.errors import EmbeddingError, StoreUnavailableError
from retrieval.hybrid import HybridSearch, Pool, conclude
from retrieval.payload import EDITION, point_id, scored_first, to_hit, to_payload
from retrieval.ports import (
    Candidates,
    Found,
    Hit,
    HybridQuery,
    Point,
    PointId,
    Reranker,
    Scored,
    SparseVector,
    StoredVectors,
    Vector,
)
from retrieval.term_weights import searchable
from retrieval.unit_vectors import unit_vectors

_PASSAGE = "yizheng_passage"
_MARK = "yizheng"


class SearchRetriever(BaseRetriever):  # type: ignore[misc, unused-ignore] # an untyped base where llama-index is not installed
    """Our search as a llama-index retriever, bound to one view; `pool` is what it brought last."""

    def __init__(self, search: HybridSearch, view: View, *, limit: int) -> None:
        super().__init__()
        self._search, self._view, self._limit = search, view, limit
        self.pool = Pool()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        self.pool = self._search.pool(query_bundle.query_str, self._view, limit=self._limit)
        return [to_node(hit) for hit in self.pool.hits]


class RerankPostprocessor(BaseNodePostprocessor):  # type: ignore[misc, unused-ignore] # an untyped base where llama-index is not installed
    """One of our rerankers as a llama-index node postprocessor."""

    _reranker: Reranker = PrivateAttr()

    def __init__(self, reranker: Reranker) -> None:
        super().__init__()
        self._reranker = reranker

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        question = query_bundle.query_str if query_bundle else ""
        known = {node.node.node_id: node.node for node in nodes}
        return [
            NodeWithScore(node=known[point_id(hit.passage.passage_id)], score=hit.score)
            for hit in self._reranker.rerank(question, [from_node(node) for node in nodes])
        ]


class LlamaRetriever:
    """A `Retriever` that runs as llama-index: retrieve, then each postprocessor in turn.

    Whatever the parts do, a hit outside the view is left out, and a passage's words are the stored ones.
    """

    def __init__(
        self,
        retriever: Callable[[View, int], BaseRetriever],
        postprocessors: Sequence[BaseNodePostprocessor],
    ) -> None:
        """Take `retriever` to make one for a view and a limit."""
        self._retriever, self._postprocessors = retriever, tuple(postprocessors)

    def find(self, question: str, *, view: View, limit: int) -> Found:
        """Give at most `limit` hits, best first, with the signals of `retrieval.hybrid.conclude`."""
        if view.editions == frozenset():
            return conclude(question, Pool(), (), limit=limit)
        bundle = QueryBundle(question)
        retriever = self._retriever(view, limit)
        nodes = retriever.retrieve(bundle)
        pool = retriever.pool if isinstance(retriever, SearchRetriever) else _pool(_admitted(nodes, view))
        for postprocessor in self._postprocessors:
            nodes = postprocessor.postprocess_nodes(nodes, query_bundle=bundle)
        return conclude(question, pool, _admitted(nodes, view), limit=limit)


def compose(
    search: HybridSearch, reranker: Reranker, *, after: Sequence[BaseNodePostprocessor] = ()
) -> LlamaRetriever:
    """Compose the default: our search, our reranker, then a hospital's own postprocessors."""
    return LlamaRetriever(
        lambda view, limit: SearchRetriever(search, view, limit=limit),
        (RerankPostprocessor(reranker), *after),
    )


class EmbeddingBridge:
    """Any llama-index embedding as an `Embedder`."""

    def __init__(self, embedding: BaseEmbedding, *, dimensions: int) -> None:
        self._embedding, self._dimensions = embedding, dimensions

    @property
    def identity(self) -> str:
        """Name the class and model beneath."""
        return f"llama-index/{type(self._embedding).__name__}/{self._embedding.model_name}"

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    def embed_query(self, text: str) -> Vector:
        """Embed one question."""
        return self._run(lambda: [self._embedding.get_query_embedding(text)], 1)[0]

    def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """Embed passages, in order."""
        return self._run(lambda: self._embedding.get_text_embedding_batch(list(texts)), len(texts))

    def _run(self, embed: Callable[[], list[list[float]]], count: int) -> list[Vector]:
        try:
            made = embed()
        except Exception as fault:
            message = f"{self.identity!r} failed: {type(fault).__name__}; check its settings"
            raise EmbeddingError(message) from fault
        return unit_vectors(made, count=count, dimensions=self._dimensions)


class VectorStoreBridge:
    """Any llama-index vector store as a `PassageStore`; it has no terms of ours: `sparse` stays empty."""

    def __init__(self, store: BasePydanticVectorStore) -> None:
        self._store = store

    def upsert(self, points: Sequence[Point]) -> None:
        """Store points under stable node ids; the store must replace a node that it knows, as Qdrant does."""
        if points:
            self._store.add([_stored(point) for point in points])

    def remove(self, editions: frozenset[EditionId]) -> None:
        """Forget every passage of these editions."""
        for edition in sorted(editions):
            self._store.delete(edition)

    def search(self, query: HybridQuery) -> Candidates:
        """Answer the dense half; hits that the filter does not admit are left out whatever the store does."""
        if query.editions == frozenset() or not query.certainties:
            return Candidates()
        admitted = None if query.editions is None else sorted(query.editions)
        wanted = MetadataFilter(key=EDITION, value=admitted, operator=FilterOperator.IN)
        answer = self._store.query(
            VectorStoreQuery(
                query_embedding=[float(number) for number in query.dense],
                similarity_top_k=query.depth,
                filters=None if admitted is None else MetadataFilters(filters=[wanted]),
            )
        )
        scored = zip(answer.nodes or (), answer.similarities or (), strict=True)
        hits = (from_node(NodeWithScore(node=node, score=score)) for node, score in scored)
        kept = (
            Scored(point_id(hit.passage.passage_id), hit.score)
            for hit in hits
            if (query.editions is None or hit.passage.edition_id in query.editions)
            and hit.passage.certainty in query.certainties
        )
        return Candidates(dense=scored_first(kept))

    def fetch(self, scored: Sequence[Scored]) -> list[Hit]:
        """Ask the store for the nodes of candidates."""
        nodes = self._store.get_nodes(node_ids=[one.point for one in scored]) if scored else []
        known = {PointId(node.node_id): node for node in nodes}
        return [
            from_node(NodeWithScore(node=known[one.point], score=one.score))
            for one in scored
            if one.point in known
        ]

    def vectors(self, points: Sequence[PointId]) -> dict[PointId, StoredVectors]:
        """Give what nodes bear of their embedding; a store that keeps it to itself gives none."""
        nodes = self._store.get_nodes(node_ids=list(points)) if points else []
        return {
            PointId(node.node_id): StoredVectors(node.embedding, SparseVector((), ()))
            for node in nodes
            if node.embedding is not None
        }

    def count(self) -> int:
        """Count the points stored."""
        mark = MetadataFilter(key=_MARK, value=_PASSAGE)
        return len(self._store.get_nodes(filters=MetadataFilters(filters=[mark])))

    def known(self, passages: Sequence[PassageId]) -> frozenset[PassageId]:
        """Say which of these passages are stored."""
        wanted = {point_id(passage): passage for passage in passages}
        nodes = self._store.get_nodes(node_ids=list(wanted)) if wanted else []
        return frozenset(wanted[PointId(node.node_id)] for node in nodes)

    def close(self) -> None:
        """Do nothing: the store belongs to whoever made it."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """What a llama-index reader made of one document or page."""

    name: str
    text: str


def read_texts(reader: BaseReader, **arguments: Any) -> tuple[ReadText, ...]:  # noqa: ANN401 - each reader's own
    """Read with any llama-index reader; `arguments` are those of its `load_data`."""
    documents = reader.load_data(**arguments)
    return tuple(
        ReadText(str(document.metadata.get("file_name") or document.doc_id), document.text)
        for document in documents
    )


def to_node(hit: Hit) -> NodeWithScore:
    """Give a hit as a node: what it is found by as text, the passage itself as metadata."""
    return NodeWithScore(node=_node(hit), score=hit.score)


def from_node(scored: NodeWithScore) -> Hit:
    """Give a node back as the hit it carries.

    Raises:
        StoreUnavailableError: the node carries none of our passages.
    """
    carried = scored.node.metadata.get(_PASSAGE)
    if not isinstance(carried, str):
        message = f"node {scored.node.node_id!r} holds no passage of ours; index through Yizheng"
        raise StoreUnavailableError(message)
    return to_hit(json.loads(carried), float(scored.score or 0.0))


def _node(hit: Hit) -> TextNode:
    passage = hit.passage
    metadata = {
        EDITION: passage.edition_id,
        _MARK: _PASSAGE,
        _PASSAGE: json.dumps(to_payload(passage, hit.title), ensure_ascii=False),
    }
    return TextNode(
        id_=point_id(passage.passage_id),
        text=searchable(hit),
        metadata=metadata,
        excluded_embed_metadata_keys=list(metadata),
        excluded_llm_metadata_keys=list(metadata),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=passage.edition_id)},
    )


def _stored(point: Point) -> TextNode:
    node = _node(Hit(passage=point.passage, title=point.title, score=0.0))
    node.embedding = [float(number) for number in point.dense]
    return node


def _admitted(nodes: Sequence[NodeWithScore], view: View) -> tuple[Hit, ...]:
    hits = (from_node(node) for node in nodes)
    return tuple(hit for hit in hits if view.admits(hit.passage))


def _pool(hits: tuple[Hit, ...]) -> Pool:
    scored = tuple(Scored(point_id(hit.passage.passage_id), hit.score) for hit in hits)
    return Pool(candidates=Candidates(dense=scored), hits=hits)
