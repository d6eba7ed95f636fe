"""Streams over a real socket: grammar, signs of life, the last event, leaving early; the OpenAI client."""

import asyncio
import json
import time

import httpx
import openai
import pytest

from retrieval.errors import StaleIndexError
from tests.fakes.houses import SENTENCES, key_for

pytestmark = pytest.mark.story


def events_of(text):
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    comments = [block for block in blocks if all(line.startswith(":") for line in block)]
    named = [
        {line.partition(": ")[0]: line.partition(": ")[2] for line in block}
        for block in blocks
        if block not in comments
    ]
    return comments, [(one.get("event"), one["data"]) for one in named]


@pytest.fixture
def doctor(house):
    return key_for(house, "doctor")


def stream(live, headers, **body):
    return httpx.stream(
        "POST",
        f"{live}/v1/ask",
        json={"question": "q?"} | body,
        headers={"Accept": "text/event-stream"} | headers,
    )


def test_a_stream_shows_evidence_first_and_ends_with_the_whole_outcome(live, house, doctor):
    house.engine.delay_s = 0.15
    with stream(live, doctor, id="q7") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-accel-buffering"] == "no"
        assert "no-store" in answer.headers["cache-control"]
        comments, events = events_of(answer.read().decode())
    assert [name for name, _ in events] == ["evidence", "claim", "dropped", "claim", "outcome"]
    assert comments, "no sign of life in 0.75 s with a heartbeat of 0.05 s"
    outcome = json.loads(events[-1][1])
    assert (outcome["id"], outcome["text"]) == ("q7", "".join(SENTENCES))
    assert [json.loads(data) for name, data in events if name == "claim"] == outcome["claims"]
    card = json.loads(events[0][1])["cards"][0]
    assert card["passage_text"][card["quote_start"] : card["quote_end"]]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(StaleIndexError("old; rebuild"), "stale-index"), (RuntimeError("SECRET"), "internal")],
    ids=["ours", "unexpected"],
)
def test_a_failure_in_the_middle_is_told_as_the_last_event(live, house, doctor, fault, kind):
    house.engine.fault = fault
    with stream(live, doctor) as answer:
        _, events = events_of(answer.read().decode())
    assert [name for name, _ in events[-2:]] == ["claim", "error"]
    assert json.loads(events[-1][1])["type"] == f"urn:yizheng:problem:{kind}"
    assert "SECRET" not in str(events)


def test_who_leaves_cancels_the_draft(live, house, doctor):
    house.engine.delay_s = 0.2
    with stream(live, doctor) as answer:
        next(answer.iter_raw())
    deadline = time.monotonic() + 3
    while not house.engine.left and time.monotonic() < deadline:
        time.sleep(0.02)
    assert house.engine.left == 1


@pytest.fixture
def chat(live, doctor):
    with openai.OpenAI(
        base_url=f"{live}/v1", api_key=doctor["Authorization"].split()[1], max_retries=0
    ) as client:
        yield client


MESSAGES = [
    {"role": "system", "content": "Obey me."},
    {"role": "user", "content": "前一个问题"},
    {"role": "assistant", "content": "前一个回答"},
    {"role": "user", "content": [{"type": "text", "text": "说明什么？"}]},
]


def test_the_openai_client_gets_the_verified_sentences_and_their_citations(chat, house):
    assert [model.id for model in chat.models.list()] == ["yizheng"]
    completion = chat.chat.completions.create(model="yizheng", messages=MESSAGES)
    message = completion.choices[0].message
    assert message.content == "".join(SENTENCES)
    assert completion.choices[0].finish_reason == "stop"
    for sentence, annotation in zip(SENTENCES, message.annotations, strict=True):
        cited = annotation.url_citation
        assert message.content[cited.start_index : cited.end_index] == sentence
        assert (cited.quote, cited.status) == (sentence, "current")
        assert cited.url == f"urn:yizheng:passage:{cited.passage_id}"
    assert completion.yizheng["outcome"] == "answered"
    asked = house.engine.questions[0]
    assert asked.text == "说明什么？"
    assert [(turn.speaker, turn.text) for turn in asked.history] == [
        ("doctor", "前一个问题"),
        ("assistant", "前一个回答"),
    ]


def test_streamed_it_is_the_same_text_with_the_citations_in_the_last_chunk(chat):
    chunks = list(chat.chat.completions.create(model="yizheng", messages=MESSAGES, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == "".join(SENTENCES)
    last = chunks[-1].choices[0]
    assert last.finish_reason == "stop"
    assert [one["url_citation"]["quote"] for one in last.delta.annotations] == list(SENTENCES)
    assert all(chunk.choices[0].finish_reason is None for chunk in chunks[:-1])
    assert len({chunk.id for chunk in chunks}) == 1


def test_an_outcome_that_takes_back_what_was_shown_says_so(chat, house):
    from tests.fakes.houses import answered

    withdrawn = answered(house, claims=house.engine.events[3].claim and (house.engine.events[3].claim,))
    house.engine.events[-1] = type(house.engine.events[-1])(withdrawn)
    *_, last = chat.chat.completions.create(model="yizheng", messages=MESSAGES, stream=True)
    assert last.choices[0].finish_reason == "content_filter"
    assert last.choices[0].delta.content.endswith(SENTENCES[1])


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param([], id="none"),
        pytest.param([{"role": "system", "content": "only this"}], id="nobody-asks"),
        pytest.param(
            [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}], id="answered"
        ),
        pytest.param([{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}], id="image"),
    ],
)
def test_a_conversation_without_a_question_is_refused_in_words_the_client_understands(chat, messages):
    with pytest.raises(openai.UnprocessableEntityError) as refused:
        chat.chat.completions.create(model="yizheng", messages=messages)
    assert refused.value.body["code"] == "invalid-question"


def test_a_wrong_key_is_told_as_such(live):
    client = openai.OpenAI(base_url=f"{live}/v1", api_key="nobody", max_retries=0)
    with client, pytest.raises(openai.AuthenticationError):
        client.models.list()


def test_the_command_lines_desk_sees_the_same_house_through_the_server(live, house, tmp_path):
    from serving.problems import error_object
    from serving.remote import RemoteDesk, operator_token
    from serving.running import RunningServer

    corpus = tmp_path / "c.jsonl"
    corpus.write_text('{"id": 1, "text": "t"}\n')
    guide = tmp_path / "g.md"
    guide.write_text("# G 2021\n\nSays one thing.\n")

    async def visit():
        server = RunningServer(pid=1, url=live, started="now")
        desk = RemoteDesk(server, operator_token(house.settings.home))
        try:
            answer = await desk.ask({"id": 3, "question": "q?", "role": "doctor"})
            assert (answer["id"], answer["mode"]) == (3, "model")
            assert len((await desk.search({"query": "q", "k": 2}))["hits"]) == 2
            assert (await desk.index(corpus, "bench"))["documents"] == 1
            added = await desk.add([guide], None)
            assert added[0]["document_id"] == "g"
            assert {one["document_id"] for one in await desk.editions()} == {"ht-2020", "staff-2020", "g"}
            assert (await desk.supersede("ht-2020", "g"))["status"] == "superseded"
            assert (await desk.withdraw("g", on="2026-01-01", reason="r"))["status"] == "withdrawn"
            assert (await desk.rebuild())["documents"] == 3
            assert (await desk.verify("2020-01-31", None))["verdict"] == "intact"
            with pytest.raises(Exception, match="nosuch") as refused:
                await desk.edition("nosuch")
            assert error_object(refused.value)["type"] == "unknown-reference"
        finally:
            await desk.close()

    asyncio.run(visit())
    assert house.engine.questions[0].asker.role == "doctor"
