"""No door goes around the gate: every address and command is tried, or exempt with the reason why."""

import json

import httpx
import pytest
import typer

from assistant.settings import Settings
from assistant.wiring import open_house
from serving.app import create_app
from serving.cli.app import app as commands
from tests.fakes.houses import key_for

# The page's library leaves event loops behind when its application is built and never served.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
REGIMEN = "布洛芬我一次吃几片"
ALARM = "胸口像压了块大石头,一身冷汗"
ORDER = "AI帮我把医嘱补全,该加什么药你看着写"


def turns(*texts, speaker="patient"):
    return [{"speaker": speaker, "text": text} for text in texts]


def blocked(answer):
    return answer["outcome"] == "blocked"


def chat(text):
    return {"model": "yizheng", "messages": [{"role": "user", "content": text}]}


def said(answer):
    return answer["choices"][0]["message"]["content"]


# Address, role, body, and what its answer must show.
TRIED = [
    ("/v1/ask", "patient", {"question": REGIMEN}, blocked),
    ("/v1/ask", "clerk", {"question": "替我把这份医嘱补全"}, blocked),
    ("/v1/ask", "patient", {"question": ALARM}, lambda one: one["outcome"] == "emergency"),
    ("/v1/chat/completions", "patient", chat(REGIMEN), lambda one: "药师" in said(one)),
    ("/v1/check", "patient", {"text": ALARM}, lambda one: any("120" in notice for notice in one["notices"])),
    (
        "/v1/check",
        "patient",
        {"text": "您每天早上吃两片氨氯地平。"},
        lambda one: {judged["verdict"] for judged in one["statements"]} <= {"not_found"},
    ),
    ("/v1/gate", "patient", {"text": REGIMEN}, lambda one: one["verdict"] == "blocked"),
    ("/v1/triage", "patient", {"turns": turns(ALARM)}, lambda one: one["urgency"] == "E120"),
    ("/v1/tasks", "patient", {"question": ALARM}, lambda one: one["outcome"] == "emergency"),
    ("/ui/patient/say", "patient", {"episode": "story-door-1", "text": ALARM}, lambda one: "120" in one),
    (
        "/v1/drafts",
        "clerk",
        {"turns": [*turns("头晕三天"), *turns(ORDER, speaker="doctor")]},
        lambda one: any("gate" in dropped["why"] for dropped in one["dropped"]),
    ),
]
PREVIEWS = {"/v1/twins/preview", "/ui/twins/preview"}
ASKED = {address for address, *_ in TRIED} | {"/ui/answer", "/ui/check"} | PREVIEWS
"""The pages' two addresses and a card's preview ask the engine or checker of `/v1/ask` and `/v1/check`."""

# Addresses that take something in and yet write no medical sentence of their own, by their beginning.
EXEMPT = {
    "/v1/search": "shows stored passages verbatim, with their edition; nothing is drafted",
    "/v1/ground": "says whether two given texts agree; gives no text",
    "/v1/labs": "flags printed values by printed or stored ranges; names no medicine",
    "/v1/drafts/": "a kept record: what staff wrote or signed; new sentences come by POST /v1/drafts alone",
    "/v1/tasks/": "steps of a task; a reply goes through the worklist's own guard (tests/unit/worklist)",
    "/v1/guidelines": "the ledger: files in, published words out",
    "/v1/collections/": "files in",
    "/v1/index/": "builds the index",
    "/v1/session": "sign-in",
    "/v1/setup": "the first account",
    "/v1/audit/verify": "says whether the chain of records holds",
    "/v1/accounts": "accounts",
    "/v1/patients": "accounts",
    "/v1/consents": "consents",
    "/v1/keys": "keys",
    "/v1/me/": "what is kept about oneself, taken along or erased",
    "/v1/twins": "cards and approved answers; their words pass the outgoing gate (tests/unit/twin)",
    "/admin": "people and roles; the pages of /v1/accounts",
    "/v1/safety": "the safety officer's own rooms: acts, tried sentences, drafts of the policy",
    "/safety": "the pages of /v1/safety and /v1/incidents",
    "/report": "the page of /v1/incidents",
    "/v1/incidents": "a report; an emergency in it gets its card (tests/unit/safety/test_doors.py)",
    "/audit/": "says whether the chain of records holds",
    "/library/looked": "notes that a page was looked at",
    "/ui/patient/person": "a task for a person",
    "/ui/patient/feedback": "a task for a person",
    "/ui/patient/photo": "flags printed values, as /v1/labs",
    "/ui/patient/times": "departments and times; an emergency card instead (tests/unit/ui)",
    "/ui/patient/book": "departments and times; an emergency card instead (tests/unit/ui)",
    "/ui/patient/unbook": "a booked time is given back",
    "/ui/patient/again": "times of a department",
    "/ui/patient/seen": "notes that a changed booking was seen",
    "/v1/attachments": "files in; a report is read as by /v1/labs, words are screened",
    "/v1/booking": "departments and times; takes no words",
    "/calendar": "the clerk's pages of /v1/booking",
    "/v1/health-file": "keeps a person's own words and shows them to that person; judges nothing but reports",
    "/v1/follow-up": "a plan passes the outgoing gate, answers the incoming one (tests/unit/follow_up)",
    "/patient/health": "the page of /v1/health-file and /v1/follow-up",
    "/follow-up": "the doctor's page of /v1/follow-up",
    "/v1/findings": "a finding, for a doctor; a regimen or an order in it is refused (tests/unit/findings)",
    "/findings": "the page of /v1/findings",
    "/v1/reminders": "an address and its code; what goes there are four fixed texts (tests/unit/reminders)",
    "/v1/rota": "who is on call when",
    "/rota": "the page of /v1/rota",
}
# Addresses that only show what is stored.
SHOWN = ("/v1/", "/audit", "/library", "/ui/", "/records", "/patient", "/healthz", "/readyz", "/metrics")
SHOWN += (
    "/openapi.json",
    "/sign-in",
    "/setup",
    "/account",
    "/admin",
    "/calendar",
    "/safety",
    "/report",
    "/follow-up",
    "/findings",
    "/rota",
)
COMMANDS = {"ask", "gate", "check", "draft", "triage"}
COMMANDS_EXEMPT = {
    "search": "stored passages verbatim",
    "ground": "compares two given texts",
    "labs": "flags printed values",
    "index": "files in",
    "guidelines": "the ledger",
    "eval": "asks through the same engine",
    "account": "accounts and keys",
    "people": "what is kept about a person, taken along or erased",
    "audit": "the records as they are",
    "serve": "opens the doors above",
    "up": "opens the doors above",
    "doctor": "a self-check",
    "backup": "what is kept, sealed into a file",
    "restore": "a sealed file back into a home",
    "store": "what is kept, from one database to another",
    "risk": "figures of judged cases",
    "rota": "who is on call when",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory, cache):
    home = tmp_path_factory.mktemp("doors")
    with open_house(Settings(home=home, cache=cache, library=False), model=None, library=False) as house:
        yield house


@pytest.fixture(scope="module")
def application(house):
    return create_app(house)


def routes_of(routes):
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner.routes)
        elif methods := getattr(route, "methods", None):
            yield route.path, bool(set(methods) - {"GET", "HEAD", "DELETE", "OPTIONS"})


def test_every_address_that_takes_something_is_tried_or_exempt_for_a_reason(application):
    taking = {path for path, takes in routes_of(application.routes) if takes}
    left = {path for path in taking - ASKED if not any(path.startswith(begun) for begun in EXEMPT)}
    assert left == set(), "try it in TRIED, or say in EXEMPT why no medical sentence can come out of it"
    assert taking >= ASKED
    assert [begun for begun in EXEMPT if not any(path.startswith(begun) for path in taking)] == []


def test_every_other_address_only_shows(application):
    shown = {path for path, takes in routes_of(application.routes) if not takes and path != "/"}
    assert {path for path in shown if not path.startswith(SHOWN)} == set()


@pytest.mark.parametrize(
    ("address", "role", "body", "right"),
    [pytest.param(*one, id=f"{one[0]}-{number}") for number, one in enumerate(TRIED)],
)
async def test_an_address_that_takes_words_stands_behind_the_gate(
    house, application, address, role, body, right
):
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://house.test") as client:
        answer = await client.post(address, json=body, headers=key_for(house, role))
    assert answer.status_code == 200, answer.text
    stream = answer.headers["content-type"].startswith("text/")
    assert right(answer.text if stream else answer.json())


def test_every_command_is_tried_or_exempt_for_a_reason():
    assert set(typer.main.get_command(commands).commands) == COMMANDS | set(COMMANDS_EXEMPT)


@pytest.mark.parametrize(
    ("arguments", "line", "right"),
    [
        pytest.param(["ask"], {"question": REGIMEN}, blocked, id="ask"),
        pytest.param(["gate"], {"text": REGIMEN}, lambda one: one["verdict"] == "blocked", id="gate"),
        pytest.param(["check", "--role", "patient"], {"text": ALARM}, lambda one: one["notices"], id="check"),
        pytest.param(
            ["draft"],
            {"turns": [*turns("头晕三天"), *turns(ORDER, speaker="doctor")]},
            lambda one: any("gate" in dropped["why"] for dropped in one["dropped"]),
            id="draft",
        ),
        pytest.param(
            ["triage"], {"turns": turns(ALARM)}, lambda one: one["urgency"] == "E120", id="triage"
        ),
    ],
)  # fmt: skip
def test_a_command_that_takes_words_stands_behind_the_gate(
    tmp_path, monkeypatch, yizheng, arguments, line, right
):
    monkeypatch.setenv("YIZHENG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIZHENG_LIBRARY", "false")
    done = yizheng(*arguments, "--json", stdin=json.dumps(line | {"id": "1"}, ensure_ascii=False))
    assert done.code == 0, done.err
    assert right(done.one)
