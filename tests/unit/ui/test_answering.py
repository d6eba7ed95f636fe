"""The page's own routes: guarded, one person's only, cancelled when the reader leaves, honest when broken."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from serving.ui.answering import Asked, fragments, guarded_router
from tests.fakes.page import COOKIE, ScriptedAnswers, signed


def client_of(answers: ScriptedAnswers) -> TestClient:
    app = FastAPI()
    app.include_router(guarded_router(answers, signed=signed))
    return TestClient(app, cookies={COOKIE: "doctor"})


def names(text: str) -> list[str]:
    return [line[7:] for line in text.splitlines() if line.startswith("event: ")]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("答", ["cards", "sentence", "sentence", "dropped", "cards", "outcome"], id="answered"),
        pytest.param("缓", ["cards", "cards", "outcome"], id="deferred"),
        pytest.param("急", ["closed", "outcome"], id="emergency"),
    ],
)
def test_fragments_come_in_order_and_the_outcome_is_last(question, expected):
    answer = client_of(ScriptedAnswers()).post(
        "/ui/answer", json={"question": question, "as_of": "2020-01-01"}
    )
    assert names(answer.text) == expected
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "no-store" in answer.headers["cache-control"]


def test_without_a_session_nothing_is_computed():
    answers = ScriptedAnswers()
    client = client_of(answers)
    client.cookies.clear()
    refused = client.post("/ui/answer", json={"question": "答"})
    assert refused.status_code == 401
    assert answers.asked == []
    assert "甲病" not in refused.text


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"question": 1}', b'{"question": "x", "role": "admin"}', b"\xff"]
)
def test_malformed_questions_are_refused(body):
    assert client_of(ScriptedAnswers()).post("/ui/answer", content=body).status_code == 422


def test_a_failure_is_the_last_fragment_and_keeps_its_secret():
    answer = client_of(ScriptedAnswers(breaks_after=2)).post("/ui/answer", json={"question": "答"})
    assert names(answer.text) == ["cards", "sentence", "fault"]
    assert "secret" not in answer.text


async def test_leaving_cancels_the_answer():
    answers = ScriptedAnswers()
    stream = fragments(answers, Asked(question="答"), request=None)
    await anext(stream)
    await stream.aclose()
    assert answers.closed == 1
