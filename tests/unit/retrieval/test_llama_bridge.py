"""Real llama-index parts plug in: embedding, vector store, reader, postprocessor; nothing calls home."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.embeddings import MockEmbedding
from llama_index.core.postprocessor import SimilarityPostprocessor
from llama_index.core.readers import StringIterableReader
from llama_index.core.schema import NodeWithScore, TextNode
from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient

from guidelines import View
from retrieval.errors import EmbeddingError, StoreUnavailableError
from retrieval.hybrid import HybridSearch
from retrieval.library import Entry, PointMaker
from retrieval.llama_bridge import (
    EmbeddingBridge,
    LlamaRetriever,
    VectorStoreBridge,
    compose,
    from_node,
    read_texts,
    to_node,
)
from retrieval.ports import Hit, HybridQuery, SparseVector
from retrieval.rerankers import LexicalReranker
from retrieval.tokens import Bm25Encoder
from tests.fakes.passages import passage, point

REPO = Path(__file__).resolve().parents[3]
# qdrant-client's local mode says so itself; llama-index asks for a payload index all the same.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect")
EAST, NORTH = (1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0)


@pytest.fixture
def store():
    client = QdrantClient(":memory:")
    yield VectorStoreBridge(QdrantVectorStore(collection_name="c", client=client))
    client.close()


def ask(store, *editions, depth=10):
    admitted = frozenset(editions) if editions else None
    return store.search(
        HybridQuery(dense=EAST, sparse=SparseVector((1,), (1.0,)), editions=admitted, depth=depth)
    )


def names(hits):
    return [hit.passage.passage_id for hit in hits]


def test_llama_index_qdrant_store_serves_as_a_passage_store(store):
    near, far = point("near", dense=EAST, context="c"), point("far", edition="b@1", dense=NORTH)
    store.upsert([far, near])
    assert names(store.fetch(ask(store).dense)) == ["a@1#near", "b@1#far"]
    assert store.fetch(ask(store).dense)[0].passage == near.passage
    assert names(store.fetch(ask(store, "b@1").dense)) == ["b@1#far"]
    assert (
        store.search(HybridQuery(dense=EAST, sparse=SparseVector((), ()), editions=frozenset())).dense == ()
    )


def test_llama_index_qdrant_store_replaces_counts_and_forgets(store):
    store.upsert([point("x", text="first"), point("y", edition="b@1")])
    store.upsert([point("x", text="second")])
    assert store.count() == 2
    assert store.known([point("x").passage.passage_id, point("z").passage.passage_id]) == {"a@1#x"}
    store.remove(frozenset({"b@1"}))
    assert [hit.passage.text for hit in store.fetch(ask(store).dense)] == ["second"]


def test_a_question_runs_on_llama_index_parts_alone(store):
    embedder, encoder = EmbeddingBridge(MockEmbedding(embed_dim=4), dimensions=4), Bm25Encoder()
    loaded = read_texts(
        StringIterableReader(), texts=["糖尿病患者每年检查眼底。", "高血压患者每日监测血压。"]
    )
    entries = [Entry(passage=passage(str(n), text=one.text), title="指南") for n, one in enumerate(loaded)]
    for batch in PointMaker(embedder, encoder, chunker="whole").batches(entries):
        store.upsert(batch)
    search = HybridSearch(lambda _: store, embedder=embedder, encoder=encoder)
    retriever = compose(search, LexicalReranker(), after=[SimilarityPostprocessor(similarity_cutoff=0.92)])
    found = retriever.find(
        "糖尿病眼底检查", view=View(collection="c", on=date(2026, 1, 1), editions=None), limit=5
    )
    assert names(found.hits) == ["a@1#0"]
    assert found.signals["coverage"] > 0.9


class Wild(BaseRetriever):
    """A third-party retriever that heeds no view."""

    def _retrieve(self, query_bundle):  # noqa: ARG002 - named by the library
        hits = [
            Hit(passage=passage(edition, edition=edition), title="t", score=0.5) for edition in ("a@1", "b@1")
        ]
        return [to_node(hit) for hit in hits]


def test_a_retriever_that_heeds_no_view_cannot_break_its_law():
    retriever = LlamaRetriever(lambda *_: Wild(), [])
    view = View(collection="c", on=date(2026, 1, 1), editions=frozenset({"b@1"}))
    assert names(retriever.find("x", view=view, limit=5).hits) == ["b@1#b@1"]


def test_a_hit_goes_through_a_node_unchanged():
    hit = Hit(passage=passage("x", section=("1",), kind="table", text="a|b"), title="t", score=0.25)
    assert from_node(to_node(hit)) == hit


def test_a_node_of_somebody_else_is_refused():
    with pytest.raises(StoreUnavailableError, match="holds no passage of ours"):
        from_node(NodeWithScore(node=TextNode(text="x"), score=1.0))


def test_an_embedding_of_another_length_is_refused():
    with pytest.raises(EmbeddingError, match="expected"):
        EmbeddingBridge(MockEmbedding(embed_dim=5), dimensions=4).embed_query("x")


@pytest.mark.story
def test_importing_and_composing_opens_no_connection():
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise SystemExit('network touched')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "import retrieval.llama_bridge as bridge, sys\n"
        "from retrieval.rerankers import LexicalReranker\n"
        "bridge.compose(None, LexicalReranker())\n"
        "assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
