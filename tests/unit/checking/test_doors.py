"""The check over HTTP and on the page: fields, roles, access, and that nothing given is taken as HTML."""

import httpx
import pytest

from assistant.checking import Checked, Judged
from guidelines import Status
from serving.app import create_app
from serving.running import RunningServer
from serving.ui.checking import checked_html, form_html
from tests.fakes.editions import content
from tests.fakes.houses import SENTENCES, key_for, scripted_house
from tests.fakes.page import CARDS


@pytest.fixture
def house(tmp_path):
    with scripted_house(tmp_path) as house:
        yield house


@pytest.fixture
def transport(house):
    return httpx.ASGITransport(app=create_app(house, pages=False))


def program(house, transport, role):
    return httpx.AsyncClient(transport=transport, base_url="http://house.test", headers=key_for(house, role))


async def test_an_answer_has_the_fields_of_the_interface(house, transport):
    async with program(house, transport, "doctor") as client:
        answer = (await client.post("/v1/check", json={"id": 7, "text": f"你好！{SENTENCES[0]}"})).json()
    assert set(answer) == {"id", "outcome", "urgency", "notices", "statements"}
    (one,) = answer["statements"]
    assert set(one) == {"text", "start", "end", "verdict", "citations", "superseded", "note"}
    assert (answer["id"], one["verdict"], one["start"]) == (7, "supported", 3)
    assert one["citations"][0]["quote"] == SENTENCES[0]


async def test_who_may_not_read_a_document_gets_no_trace_of_it(house, transport):
    words = "丙病患者每3个月复查一次肝功能。"
    house.ledger.add([content("liver-2021", words=words, access="staff")])
    seen = {}
    for role in ("doctor", "patient"):
        async with program(house, transport, role) as client:
            answer = await client.post("/v1/check", json={"text": words})
            seen[role] = (answer.json()["statements"][0]["verdict"], "liver-2021" in answer.text)
    assert seen == {"doctor": ("supported", True), "patient": ("not_found", False)}


async def test_a_body_lowers_the_role_and_never_raises_it(house, transport):
    text = "我胸口压榨样疼痛，放射到左臂，出冷汗。"
    outcomes = []
    for role, stated in (("doctor", None), ("doctor", "patient"), ("patient", "doctor")):
        async with program(house, transport, role) as client:
            answer = await client.post("/v1/check", json={"text": text, "role": stated})
            outcomes.append(answer.json()["outcome"])
    assert outcomes == ["checked", "emergency", "emergency"]


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        pytest.param({}, 422, "invalid-line", id="no-text"),
        pytest.param({"text": "  "}, 422, "invalid-question", id="empty"),
        pytest.param({"text": "字" * 20_001}, 422, "invalid-question", id="too-long"),
    ],
)
async def test_what_cannot_be_checked_is_a_problem(house, transport, body, status, kind):
    async with program(house, transport, "doctor") as client:
        answer = await client.post("/v1/check", json=body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:yizheng:problem:{kind}")


async def test_a_command_reaches_it_through_the_running_server(house, transport):
    from serving.remote import RemoteDesk

    secret = key_for(house, "doctor")["Authorization"].removeprefix("Bearer ")
    server = RunningServer(pid=1, url="http://house.test", started="now")
    desk = RemoteDesk(server, secret, transport=transport)
    try:
        answer = await desk.check({"id": "a", "text": SENTENCES[0]})
    finally:
        await desk.close()
    assert answer["statements"][0]["verdict"] == "supported"


def test_the_page_escapes_what_was_pasted_and_what_is_quoted():
    said = Judged(
        text="<script>alert(1)</script>",
        start=0,
        end=25,
        verdict="outdated",
        citations=(CARDS[0].citation,),
        superseded=(CARDS[2].citation,),
        note="<i>",
    )
    html = checked_html(Checked(statements=(said,), notices=("<u>",)))
    assert CARDS[2].citation.status is Status.SUPERSEDED
    assert not any(tag in html for tag in ("<script", "<i>", "<u>"))
    assert html.count("<blockquote") == 2
    assert html.index("现行版本") < html.index("旧版本")


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        pytest.param(Checked(statements=()), "没有可核对的陈述", id="nothing"),
        pytest.param(Checked(statements=(), notices=("拨打120",), urgency="E120"), "tel:120", id="alarm"),
    ],
)
def test_the_page_says_what_else_can_be(checked, words):
    assert words in checked_html(checked)
    assert 'for="yz-check-text"' in form_html()
