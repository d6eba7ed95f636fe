"""The HTTP doors: answers, problems, limits and headers."""

import json
from dataclasses import replace

import pytest

from assistant.exchange import Role
from guidelines import Certainty
from retrieval.errors import StaleIndexError
from tests.fakes.editions import content
from tests.fakes.houses import SENTENCES, key_for

FORBIDDEN = "access-denied"


async def test_an_answer_has_the_fields_of_the_interface(client):
    answer = (await client.post("/v1/ask", json={"id": "q1", "question": "说明什么？"})).json()
    assert set(answer) >= {
        "id",
        "outcome",
        "mode",
        "text",
        "claims",
        "dropped",
        "reason",
        "effect",
        "notes",
        "signals",
        "risk",
        "ticket",
        "versions",
        "timings_ms",
    }
    assert (answer["id"], answer["outcome"], answer["mode"]) == ("q1", "answered", "model")
    assert answer["text"] == "".join(SENTENCES)
    assert answer["signals"]["margin"] == "not_measured"
    citation = answer["claims"][0]["citations"][0]
    assert set(citation) >= {
        "passage_id",
        "document_id",
        "edition_id",
        "title",
        "issuer",
        "year",
        "status",
        "source",
        "certainty",
        "section",
        "page",
        "quote",
    }
    assert (citation["quote"], citation["section"], citation["status"]) == (
        SENTENCES[0],
        "1 总则 › 1.1",
        "current",
    )


async def test_the_role_comes_from_the_key_and_a_body_only_lowers_it(client, house):
    await client.post("/v1/ask", json={"question": "q?"})
    await client.post("/v1/ask", json={"question": "q?", "role": "patient"})
    await client.post("/v1/ask", json={"question": "q?", "role": "doctor"}, headers=key_for(house, "patient"))
    assert [one.asker.role for one in house.engine.questions] == [Role.DOCTOR, Role.PATIENT, Role.PATIENT]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        pytest.param(b"", 422, "invalid-line", id="empty-body"),
        pytest.param(b"{", 422, "invalid-line", id="no-json"),
        pytest.param(b"\xff\xfe\x00", 422, "invalid-line", id="binary"),
        pytest.param('{"question": "高血压怎么诊断"}'.encode("gb18030"), 422, "invalid-line", id="gb18030"),
        pytest.param(b"[]", 422, "invalid-line", id="no-object"),
        pytest.param(b"{}", 422, "invalid-line", id="no-question"),
        pytest.param(b'{"question": " "}', 422, "invalid-question", id="empty-question"),
        pytest.param(b'{"question": "SECRET\\u0000"}', 422, "invalid-question", id="nul"),
        pytest.param(b'{"question": "SECRET\\ud800"}', 422, "invalid-question", id="half-a-character"),
        pytest.param(b'{"question": "SECRET", "role": "chief"}', 422, "invalid-question", id="role"),
        pytest.param(b'{"question": "SECRET", "as_of": "2020-13-01"}', 422, "invalid-question", id="day"),
        pytest.param(
            b'{"question": "' + b"S" * 1_000_000 + b'"}', 422, "invalid-question", id="one-megabyte"
        ),
        pytest.param(b'{"question": "' + b"S" * 2_000_000 + b'"}', 413, "too-large", id="two-megabytes"),
        pytest.param(b'{"question": "SECRET", "twin": "x"}', 404, "unknown-twin", id="unknown-twin"),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"], ids=["json", "stream"])
async def test_bad_input_is_a_problem_that_does_not_repeat_it(client, body, status, kind, accept):
    answer = await client.post("/v1/ask", content=body, headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == f"urn:yizheng:problem:{kind}"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert "SECRET" not in answer.text
    assert len(answer.text) < 1000


async def test_only_the_two_uploads_take_more_than_a_megabyte(client):
    body = json.dumps({"by": "x", "reason": "r" * 1_500_000, "label": "l"}).encode()
    for path in ("/v1/guidelines/ht-2020/supersede", "/v1/guidelines/ht-2020/withdraw", "/v1/search"):
        answer = await client.post(path, content=body)
        assert (path, answer.status_code) == (path, 413)
    line = json.dumps({"id": 1, "text": "t.", "ignored": "t" * 1_500_000}).encode()
    assert (await client.post("/v1/collections/bench", content=line)).json()["documents"] == 1
    files = [("files", ("a.pdf", b"\x00" * 1_500_000))]
    assert (await client.post("/v1/guidelines", files=files)).status_code == 200


async def test_an_inner_fault_is_a_plain_problem_and_its_words_reach_neither_caller_nor_log(
    client, house, caplog
):
    house.engine.fault = RuntimeError("SECRET words")
    answer = await client.post("/v1/ask", json={"question": "q?"})
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:yizheng:problem:internal")
    assert "SECRET" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"], ids=["json", "stream"])
async def test_the_log_keeps_neither_a_callers_id_nor_the_address_as_written(client, house, caplog, accept):
    house.engine.fault = RuntimeError("SECRET words")
    body = {"id": "SECRET id", "question": "q?"}
    await client.post("/v1/ask", json=body, headers={"Accept": accept})
    house.ledger.resolve = None
    await client.get("/v1/guidelines/SECRET")
    assert "RuntimeError" in caplog.text
    assert "TypeError" in caplog.text
    assert "SECRET" not in caplog.text


async def test_our_own_faults_keep_their_class_and_message(client, house):
    house.engine.fault = StaleIndexError("the index is old; run 'yizheng index --rebuild'")
    told = (await client.post("/v1/ask", json={"question": "q?"})).json()
    assert (told["status"], told["type"]) == (503, "urn:yizheng:problem:stale-index")
    assert "yizheng index --rebuild" in told["detail"]


async def test_search_gives_only_what_the_caller_may_read(client, house):
    async def documents(headers):
        found = (await client.post("/v1/search", json={"id": 1, "query": "句子"}, headers=headers)).json()
        return found["id"], {hit["document_id"] for hit in found["hits"]}

    assert await documents(key_for(house, "doctor")) == (1, {"ht-2020", "staff-2020"})
    assert await documents(key_for(house, "patient")) == (1, {"ht-2020"})


async def test_an_edition_one_may_not_read_is_told_apart_from_none_by_nothing(client, house):
    patient = key_for(house, "patient")
    listed = (await client.get("/v1/guidelines", headers=patient)).json()["editions"]
    assert [one["document_id"] for one in listed] == ["ht-2020"]
    hidden = await client.get("/v1/guidelines/staff-2020", headers=patient)
    absent = await client.get("/v1/guidelines/nosuch-2020", headers=patient)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text.replace("staff", "nosuch") == absent.text
    assert (await client.get("/v1/guidelines/staff-2020")).json()["passages"]


async def test_a_hidden_successor_or_predecessor_is_not_named(client, house):
    ledger, patient = house.ledger, key_for(house, "patient")
    ledger.add(
        [
            content("old-2019", access="staff"),
            content("new-2021", family="old", year=2021, supersedes=("old-2019", "before-2001")),
            content("ht-2022", year=2022, access="staff"),
        ]
    )
    hidden = ("old-2019", "ht-2022", "staff-2020")
    for path in ("/v1/guidelines", "/v1/guidelines/ht-2020", "/v1/guidelines/new-2021"):
        told = (await client.get(path, headers=patient)).text
        assert not [document for document in hidden if document in told]
    shown = (await client.get("/v1/guidelines/new-2021", headers=patient)).json()
    assert shown["supersedes"] == ["before-2001"]
    assert (await client.get("/v1/guidelines/ht-2020", headers=patient)).json()["status"] == "superseded"
    doctors = (await client.get("/v1/guidelines/ht-2020")).json()
    assert doctors["superseded_by"] == ledger.resolve("ht-2022").edition_id
    assert "old-2019" in (await client.get("/v1/guidelines/new-2021")).json()["supersedes"]


async def test_a_patient_is_shown_checked_words_only_and_a_doctor_is_told_how_sure_they_are(client, house):
    made = content("doubt-2020", words="unsure one.\nunsure two.\nsure one.\nsure two.")
    sureness = (Certainty.UNCHECKED, Certainty.SECONDARY, Certainty.CHECKED, Certainty.CHECKED)
    passages = tuple(replace(one, certainty=sure) for one, sure in zip(made.passages, sureness, strict=True))
    house.ledger.add([replace(made, passages=passages)])
    patient = key_for(house, "patient")

    async def searched(**sent):
        hits = (await client.post("/v1/search", json={"query": "one", "k": 2}, **sent)).json()["hits"]
        return [(hit["text"], hit["certainty"]) for hit in hits]

    async def shown(**sent):
        listed = (await client.get("/v1/guidelines/doubt-2020", **sent)).json()["passages"]
        return [(one["text"], one["certainty"]) for one in listed]

    sure = [("sure one.", "checked"), ("sure two.", "checked")]
    unsure = [("unsure one.", "to be checked"), ("unsure two.", "secondary")]
    assert await searched(headers=patient) == await shown(headers=patient) == sure
    assert await searched() == unsure
    assert await shown() == unsure + sure


RECALL = {"reason": "recalled", "on": "2026-01-01"}


async def test_a_file_is_taken_in_shown_superseded_and_withdrawn(client):
    meta = {
        "document_id": "new-2024",
        "family": "new",
        "title": "New",
        "issuer": "I",
        "edition": "2024",
        "date_published": "2024",
        "file": "a.md",
    }
    files = [
        ("files", ("a.md", "# New\n\n1. 说明一件事。\n".encode())),
        ("files", ("b.pdf", b"\x00broken")),
        ("meta", ("meta.jsonl", json.dumps(meta).encode())),
    ]
    taken, refused = (await client.post("/v1/guidelines", files=files)).json()["files"]
    assert (taken["document_id"], taken["new"]) == ("new-2024", True)
    assert (refused["file"], refused["error"]["type"]) == ("b.pdf", "unreadable-document")
    again = (await client.post("/v1/guidelines", files=[files[0], files[2]])).json()["files"][0]
    assert again["new"] is False

    old = await client.post("/v1/guidelines/ht-2020/supersede", json={"by": "new-2024"})
    assert old.json()["status"] == "superseded"
    gone = await client.post("/v1/guidelines/new-2024/withdraw", json=RECALL)
    assert gone.json()["status"] == "withdrawn"
    unclear = await client.post("/v1/guidelines/new-2024/withdraw", json={"reason": "r", "on": "soon"})
    assert unclear.status_code == 422


async def test_a_corpus_becomes_a_collection_of_its_own(client):
    corpus = b'{"id": "d1", "text": "one text"}\n{"id": 2, "text": "another", "title": "T"}\n'
    report = (await client.post("/v1/collections/bench", content=corpus)).json()
    assert (report["documents"], report["passages"]) == (2, 2)
    for name, body in (("guidelines", corpus), ("bench", b'{"id": 1}\n'), ("bench", b"\xff\n")):
        assert (await client.post(f"/v1/collections/{name}", content=body)).status_code == 422


async def test_machines_are_told_states_and_counts_only(client):
    await client.post("/v1/ask", json={"question": "SECRET?"})
    assert (await client.get("/healthz")).json()["status"] == "ok"
    ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() | {"model": "off", "answers": "verbatim"} == ready.json()
    assert not {"editions", "passages"} & set(ready.json())
    page = (await client.get("/metrics")).text
    assert 'yizheng_outcomes_total{mode="model",outcome="answered"} 1.0' in page
    assert 'yizheng_claims_total{origin="model"} 2.0' in page
    assert 'route="/v1/ask"' in page
    assert "SECRET" not in page


async def test_every_answer_carries_the_browser_headers(client):
    for path in ("/v1/models", "/healthz", "/nowhere"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (await client.get("/v1/models")).headers["cache-control"] == "no-store"


@pytest.mark.story
async def test_nothing_loads_from_elsewhere_and_unknown_addresses_are_problems(client):
    for path in ("/docs", "/redoc", "/v1/nowhere"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:yizheng:problem:not-found")
    assert (await client.get("/v1/ask")).json()["type"] == "urn:yizheng:problem:method-not-allowed"


async def test_the_description_names_every_body_and_is_for_the_signed_in(client):
    stranger = await client.get("/openapi.json", headers={"Authorization": "Bearer nobody"})
    assert stranger.status_code == 401
    paths = (await client.get("/openapi.json")).json()["paths"]
    for path, field in (("ask", "question"), ("search", "query"), ("ground", "claim"), ("triage", "turns")):
        body = paths[f"/v1/{path}"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert field in body["properties"]
