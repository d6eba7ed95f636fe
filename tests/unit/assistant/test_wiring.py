"""The house as it is put together from settings: whom it talks to, how, and what it leaves behind."""

import json

import psutil
import pytest

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.wiring import ModelChoice, open_house
from guidelines import Reader
from retrieval.errors import EmbeddingError
from retrieval.qdrant_store import connect
from tests.fakes.scripted_http import Scripted


def endpoint(body):
    """Answer as an embedder and as a reranker."""
    if "query" in body:
        scores = [{"index": at, "relevance_score": 1.0 / (at + 1)} for at in range(len(body["documents"]))]
        return 200, {"results": scores}
    rows = [{"index": at, "embedding": [1.0, float(at), 2.0]} for at in range(len(body["input"]))]
    return 200, {"data": rows}


def settings_of(tmp_path, **retrieval):
    return Settings(home=tmp_path / "home", cache=tmp_path / "cache", library=False, retrieval=retrieval)


def connections_to(port):
    return [one for one in psutil.Process().net_connections("tcp") if one.raddr and one.raddr.port == port]


@pytest.mark.usefixtures("dead_proxies")
@pytest.mark.story
def test_embedder_and_reranker_get_their_keys_past_any_proxy_and_are_let_go(tmp_path):
    with Scripted(endpoint) as server:
        settings = settings_of(
            tmp_path,
            embedder=server.url,
            embedder_model="m",
            embedder_dimensions=3,
            embedder_api_key="first",
            reranker=server.url,
            reranker_model="r",
            reranker_api_key="second",
        )
        corpus = [json.dumps({"id": "d", "text": "Metformin first."})]
        with open_house(settings, model=None, library=False) as house:
            house.intake.index_corpus(corpus, collection="bench")
            found = house.search("metformin", k=1, reader=Reader(), collection="bench")
            assert len(connections_to(server.port)) == 2
        assert connections_to(server.port) == []
    assert [one.hit.passage.text for one in found] == ["Metformin first."]
    assert [(path, body["model"]) for path, body in server.asked][1:] == [
        ("/v1/embeddings", "m"),
        ("/v1/rerank", "r"),
    ]
    assert server.keys[1:] == ["Bearer first", "Bearer second"]


@pytest.mark.usefixtures("dead_proxies")
def test_the_vector_store_is_reached_past_any_proxy():
    aliases = {"result": {"aliases": []}, "status": "ok", "time": 0.0}
    with Scripted(lambda _: (200, aliases)) as server:
        client = connect(f"http://127.0.0.1:{server.port}")
        assert client.get_aliases().aliases == []
        client.close()


@pytest.mark.parametrize(
    ("told", "state"),
    [
        pytest.param("starting", "starting", id="starting"),
        pytest.param("down", "down", id="failed"),
        pytest.param(None, "down", id="nobody-knows-so-the-model-is-asked"),
    ],
)
async def test_the_model_s_state_is_what_its_starter_knows(tmp_path, told, state):
    nobody = ModelChoice(url="http://127.0.0.1:9/v1", name="m")
    with open_house(settings_of(tmp_path), model=nobody, library=False, model_status=lambda: told) as house:
        assert (await house.health()).model == state


def test_a_folder_of_weights_is_an_embedder_and_says_what_it_needs(tmp_path):
    with (
        pytest.raises(EmbeddingError, match=r"needs torch|holds no embedding model"),
        open_house(settings_of(tmp_path, embedder=str(tmp_path)), model=None),
    ):
        pass


def test_an_embedder_that_is_nothing_is_refused(tmp_path):
    with (
        pytest.raises(SettingsError, match="no embedder 'nanoe6'"),
        open_house(settings_of(tmp_path, embedder="nanoe6"), model=None),
    ):
        pass
