"""Phrasing at the doors: the placed draft first, steps, the draft in the record's words at the end."""

import json
from dataclasses import replace

import httpx
import pytest

from assistant.drafting.rewording import Rewording
from assistant.errors import AccessDeniedError, ModelUnavailableError
from assistant.exchange import Asker, Role
from assistant.gate import RuleGate
from assistant.ports import DraftLimits
from assistant.scripted_model import Reply, ScriptedModel
from prompts import Catalog
from retrieval.token_counts import EstimatedCounter
from serving.app import create_app
from serving.drafts import DraftDesk
from serving.phrasing import PhrasingDesk
from tests.fakes.houses import key_for

DOCTOR = Asker(role=Role.DOCTOR, person="d")
TALK = {
    "id": 5,
    "turns": [
        {"speaker": "doctor", "text": "What happened?"},
        {"speaker": "patient", "text": "Well, my belly’s been hurting since Sunday."},
    ],
}
LINE = "[1] Abdomen has been hurting since Sunday."


def rewording(*replies):
    return Rewording(ScriptedModel(replies), Catalog(), EstimatedCounter(), limits=DraftLimits())


def at_desk(tmp_path, given):
    return PhrasingDesk(DraftDesk(RuleGate(), tmp_path), given)


async def test_a_command_gets_the_phrased_draft_and_what_came_of_it(tmp_path):
    made = await at_desk(tmp_path, rewording(LINE)).draft(TALK, DOCTOR)
    [sentence] = made["sections"][0]["sentences"]
    assert (sentence["text"], sentence["origin"]) == ("Abdomen has been hurting since Sunday.", "model")
    assert sentence["sources"] == [{"turn": 1, "start": 6, "end": 42}]
    how = made["phrasing"]
    assert (how["model"], how["phrased"], how["kept"], how["broken_off"]) == ("scripted", 1, 0, False)


async def test_without_a_model_the_placed_sentences_are_the_draft(tmp_path):
    desk = at_desk(tmp_path, None)
    made = await desk.draft(TALK, DOCTOR)
    assert (made["phrasing"], made["sections"][0]["sentences"][0]["origin"]) == (None, "said")
    with pytest.raises(ModelUnavailableError):
        await desk.begin(TALK, DOCTOR)
    with pytest.raises(AccessDeniedError):
        await desk.begin(TALK, Asker(role=Role.PATIENT))


@pytest.mark.story
@pytest.mark.parametrize(
    ("reply", "phrased"), [(LINE, 1), (Reply(pieces=(), broken=True), 0)], ids=["writes", "silent"]
)
async def test_over_http_the_placed_draft_comes_first_and_every_step_is_told(house, reply, phrased):
    house = replace(house, rewording=rewording(reply))
    transport, headers = httpx.ASGITransport(app=create_app(house, pages=False)), key_for(house, "doctor")
    async with httpx.AsyncClient(
        transport=transport, base_url="http://house.test", headers=headers
    ) as client:
        answer = await client.post("/v1/drafts/phrased", json=TALK)
        faulty = await client.post("/v1/drafts/phrased", json={"turns": []})
    blocks = [block.split("\n") for block in answer.text.strip().split("\n\n") if not block.startswith(":")]
    events = [(name.partition(": ")[2], json.loads(data.partition(": ")[2])) for name, data in blocks]
    names = [name for name, _ in events]
    assert (names[0], {*names[1:-1]}, names[-1]) == ("placed", {"progress"}, "draft")
    told = [(body["done"], body["of"]) for _, body in events[1:-1]]
    assert told == [(0, 1)] * (1 + phrased) + [(1, 1)]
    assert events[-1][1]["phrasing"]["phrased"] == phrased
    assert events[-1][1]["phrasing"]["broken_off"] is (phrased == 0)
    assert faulty.status_code == 422


async def test_over_http_a_house_without_a_model_says_so(client):
    answer = await client.post("/v1/drafts/phrased", json=TALK)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (503, "model-unavailable")
