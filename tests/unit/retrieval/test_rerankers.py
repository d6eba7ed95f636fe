"""Rerankers: a permutation, best first, scores renewed."""

import json

import httpx
import pytest

from retrieval.errors import RerankError
from retrieval.ports import Hit
from retrieval.rerankers import LexicalReranker, VllmReranker
from tests.fakes.passages import passage


def hit(name, text, score=1.0, **fields):
    return Hit(passage=passage(name, text=text, **fields), title="指南", score=score)


def order(hits):
    return [one.passage.passage_id.split("#")[1] for one in hits]


@pytest.mark.parametrize(
    ("question", "hits", "expected"),
    [
        pytest.param(
            "糖尿病眼底检查",
            [hit("a", "高血压概述。"), hit("b", "糖尿病患者检查眼底。")],
            ["b", "a"],
            id="terms",
        ),
        pytest.param("≥80 岁", [hit("a", "≥65 岁者。"), hit("b", "≥80 岁者。")], ["b", "a"], id="numbers"),
        pytest.param(
            "儿童剂量",
            [hit("a", "每次一片。"), hit("b", "每次一片。", context="儿童剂量")],
            ["b", "a"],
            id="heading",
        ),
        pytest.param(
            "血压", [hit("a", "测血压。"), hit("b", "测血压。", kind="recommendation")], ["b", "a"], id="kind"
        ),
        pytest.param("血压", [hit("b", "测血压。"), hit("a", "测血压。")], ["a", "b"], id="tie-by-id"),
        pytest.param("血压", [], [], id="none"),
    ],
)
def test_lexical_order(question, hits, expected):
    ranked = LexicalReranker().rerank(question, hits)
    assert order(ranked) == expected
    assert all(0 <= one.score <= 1 for one in ranked)


def _endpoint(reply, status=200, asked=None):
    def answer(request):
        if asked is not None:
            asked.append((request.url.path, json.loads(request.content)))
        return httpx.Response(status, json=reply)

    return httpx.Client(transport=httpx.MockTransport(answer))


HITS = [hit("a", "一"), hit("b", "二")]


def test_the_endpoint_orders_by_its_scores():
    asked = []
    reply = {"results": [{"index": 0, "relevance_score": 0.1}, {"index": 1, "relevance_score": 0.9}]}
    with _endpoint(reply, asked=asked) as client:
        ranked = VllmReranker(client, "http://127.0.0.1:1/v1", model="m").rerank("问", HITS)
    assert [(one.passage.passage_id, one.score) for one in ranked] == [("a@1#b", 0.9), ("a@1#a", 0.1)]
    assert asked == [("/v1/rerank", {"query": "问", "documents": ["指南\n一", "指南\n二"], "model": "m"})]


@pytest.mark.parametrize(
    ("reply", "status", "says"),
    [
        pytest.param({}, 500, "answered 500", id="status"),
        pytest.param({"nothing": 1}, 200, "no known shape", id="shape"),
        pytest.param({"results": [{"index": 0, "relevance_score": 1}]}, 200, "scored 1 of 2", id="missing"),
        pytest.param({"results": [{"index": 0, "relevance_score": 1}] * 2}, 200, "scored 2 of 2", id="twice"),
    ],
)
def test_a_wrong_answer_is_a_rerank_error(reply, status, says):
    with _endpoint(reply, status) as client, pytest.raises(RerankError, match=says):
        VllmReranker(client, "http://127.0.0.1:1/v1").rerank("问", HITS)


def test_no_hits_ask_nobody():
    with _endpoint({}, 500) as client:
        assert VllmReranker(client, "http://127.0.0.1:1/v1").rerank("问", []) == []
