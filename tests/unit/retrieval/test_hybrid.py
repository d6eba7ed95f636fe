"""From a question to hits with signals, without a framework and through llama-index alike."""

from datetime import date

import pytest

from guidelines import View
from retrieval.errors import UnknownCollectionError
from retrieval.fusion import weighted
from retrieval.hybrid import HybridRetriever, HybridSearch
from retrieval.library import Entry, PointMaker
from retrieval.llama_bridge import compose
from retrieval.ports import Scored
from retrieval.qdrant_store import QdrantStore
from retrieval.rerankers import LexicalReranker
from retrieval.tokens import Bm25Encoder
from tests.fakes.passages import HashEmbedder, passage

TEXTS = {
    "old@1": {"t": "老年高血压患者降压目标 <150/90 mmHg。"},
    "new@1": {"t": "老年高血压患者降压目标 <140/90 mmHg。", "u": "糖尿病患者每年检查眼底。"},
    "en@1": {"t": "Adults aged 65 years or older should be screened for hypertension."},
}


@pytest.fixture(scope="module")
def stores():
    from qdrant_client import QdrantClient

    embedder, encoder = HashEmbedder(), Bm25Encoder()
    entries = [
        Entry(passage=passage(name, edition=edition, text=text), title="指南")
        for edition, passages in TEXTS.items()
        for name, text in passages.items()
    ]
    store = QdrantStore.create(QdrantClient(":memory:"), "c", dimensions=8)
    for batch in PointMaker(embedder, encoder, chunker="x").batches(entries):
        store.upsert(batch)

    def named(collection):
        if collection != "guidelines":
            raise UnknownCollectionError(collection)
        return store

    yield named
    store.close()


@pytest.fixture
def search(stores):
    # Hashed vectors mean nothing, so the terms decide.
    return HybridSearch(
        stores,
        embedder=HashEmbedder(),
        encoder=Bm25Encoder(),
        fuse=lambda both, _: weighted(both, sparse_weight=0.8),
    )


@pytest.fixture(params=["plain", "llama-index"])
def retriever(request, search):
    reranker = LexicalReranker()
    return HybridRetriever(search, reranker) if request.param == "plain" else compose(search, reranker)


def view(*editions, collection="guidelines"):
    return View(collection=collection, on=date(2026, 1, 1), editions=frozenset(editions))


EVERYTHING = View(collection="guidelines", on=date(2026, 1, 1), editions=None)


def ids(found):
    return [hit.passage.passage_id for hit in found.hits]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        pytest.param("糖尿病眼底检查", "new@1#u", id="zh"),
        pytest.param("糖尿病眼底檢查多久一次？", "new@1#u", id="traditional"),
        pytest.param("When are older adults screened for hypertension?", "en@1#t", id="en-stem"),
        pytest.param("高血压 <150/90", "old@1#t", id="number-asked"),
    ],
)
def test_the_passage_asked_for_is_first(retriever, question, best):
    assert ids(retriever.find(question, view=EVERYTHING, limit=3))[0] == best


def test_every_hit_is_in_the_view(retriever):
    found = retriever.find("老年高血压降压目标", view=view("new@1", "en@1"), limit=10)
    assert {hit.passage.edition_id for hit in found.hits} == {"new@1", "en@1"}


@pytest.mark.parametrize("question", ["", " \n\u3000", "\0"])
def test_an_empty_question_or_view_finds_nothing_and_measures_zero(retriever, question):
    for found in (
        retriever.find(question, view=EVERYTHING, limit=3),
        retriever.find("高血压", view=view(), limit=3),
    ):
        assert found.hits == ()
        assert set(found.signals.values()) == {0.0}


def test_signals_tell_a_good_find_from_a_poor_one(retriever):
    good = retriever.find("糖尿病患者检查眼底", view=EVERYTHING, limit=3).signals
    poor = retriever.find("噁噆嚜药的剂量", view=EVERYTHING, limit=3).signals
    assert good["coverage"] > 0.95 > 0.05 > poor["coverage"]
    assert good["sparse_top"] > 0.0 == poor["sparse_top"]
    assert good["margin"] > 0
    assert -1 <= good["dense_top"] <= 1.001


def test_limit_holds_and_order_is_stable(retriever):
    first = retriever.find("高血压患者", view=EVERYTHING, limit=2)
    assert len(first.hits) == 2
    assert first == retriever.find("高血压患者", view=EVERYTHING, limit=2)


def test_an_unknown_collection_is_an_error(retriever):
    with pytest.raises(UnknownCollectionError):
        retriever.find("高血压", view=view("a@1", collection="none"), limit=3)


def test_both_compositions_agree(search):
    reranker = LexicalReranker()
    plain, llama = HybridRetriever(search, reranker), compose(search, reranker)
    for question in ("降压目标", "糖尿病", "screening"):
        assert plain.find(question, view=EVERYTHING, limit=4) == llama.find(
            question, view=EVERYTHING, limit=4
        )


def test_a_search_brings_as_many_as_asked_for(stores):
    narrow = HybridSearch(stores, embedder=HashEmbedder(), encoder=Bm25Encoder(), depth=1)
    assert len(HybridRetriever(narrow, LexicalReranker()).find("高血压", view=EVERYTHING, limit=4).hits) == 4


class Upside:
    """An order for English questions: last first, scores left with their places."""

    def applies(self, question):
        """Say whether the question is in English."""
        return question.isascii()

    def order(self, query, candidates, fused, stored):
        """Turn the order of what is stored round."""
        assert query.depth >= len(candidates.dense)
        assert set(stored) == {one.point for one in fused}
        turned = (one.point for one in reversed(fused))
        return tuple(Scored(point, one.score) for point, one in zip(turned, fused, strict=True))


@pytest.mark.parametrize(
    ("question", "learned"),
    [
        pytest.param("screening adults for hypertension", True, id="en"),
        pytest.param("糖尿病眼底检查", False, id="zh"),
    ],
)
def test_a_learned_order_decides_where_it_was_learned(stores, question, learned):
    parts = {"embedder": HashEmbedder(), "encoder": Bm25Encoder()}
    plain = HybridSearch(stores, **parts).pool(question, EVERYTHING).hits
    taught = HybridSearch(stores, **parts, learned=Upside()).pool(question, EVERYTHING).hits
    names = [hit.passage.passage_id for hit in plain]
    assert [hit.passage.passage_id for hit in taught] == (names[::-1] if learned else names)
    assert [hit.score for hit in taught] == [hit.score for hit in plain]
