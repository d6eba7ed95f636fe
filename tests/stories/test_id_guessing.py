"""Whoever guesses a number learns nothing: another's is answered like one that is not, at every address."""

import re

import httpx
import pytest

from assistant.consent import Purpose
from assistant.exchange import Role
from assistant.findings.store import Posting
from assistant.gate import RuleGate
from assistant.health_file import Statement
from serving.app import create_app
from tests.fakes.doors import PASSWORD
from tests.fakes.patients import patient_house
from tests.unit.findings.conftest import PANDA, finding
from tests.unit.serving.test_rights import walk

pytestmark = pytest.mark.story
ORIGIN = {"origin": "http://house.test"}
CANARY = "金丝雀"
"""A word that stands in everything of the first patient's, and in nothing else."""
KNOWN_TO_ALL = {
    "/v1/guidelines": "the ledger: who may read an edition is asked there (tests/unit/library)",
    "/library": "the pages of the ledger, for staff",
    "/v1/twins": "who has a twin is told to everybody who may ask it",
    "/v1/collections": "a corpus to index, for doctors and administrators",
    "/v1/booking/calendar/days": "a day is nobody's number",
    "/v1/drafts/templates": "record forms hold nobody's words",
    "/v1/drafts/codes/tables": "tables of diagnosis names hold nobody's words",
}
"""Addresses whose numbers are no secret."""

THEIRS = {
    "admin": ("/v1/accounts", "/v1/keys", "/admin/people"),
    "doctor": (
        "/v1/tasks",
        "/ui/tasks",
        "/ui/cockpit",
        "/v1/follow-up",
        "/follow-up",
        "/v1/health-file",
        "/v1/drafts",
    ),
}
"""What somebody may see by office: a desk's task may be taken by any doctor (tests/unit/worklist)."""


class Town:
    """A house in which one patient left something in every room, and others who guess."""

    def __init__(self, house):
        self.house, self.app = house, create_app(house)
        self.ids = {}

    async def client(self, name, role="patient", department=None):
        if self.house.accounts.named(name) is None:
            made = self.house.accounts.create_account(name, PASSWORD, role=Role(role), department=department)
            self.house.consents.give(made.account_id, set(Purpose) - {Purpose.TRAINING})
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app), base_url="http://house.test", headers=ORIGIN
        )
        answer = await client.post("/v1/session", json={"name": name, "password": PASSWORD})
        client.headers["cookie"] = answer.headers["set-cookie"].split(";")[0]
        return client

    async def leave(self):
        """Leave something of the first patient's in every room."""
        mine, person = await self.client("zhao"), self.house.accounts.named("zhao").account_id
        asked = await mine.post("/v1/tasks", json={"question": f"{CANARY}想请医生看看"})
        ticket = asked.json()["ticket"]
        entry = self.house.health_file.keep(
            person, Statement(topic="allergy", standing="value", said=CANARY, by="self")
        )
        told = await mine.post("/v1/incidents", json={"kind": "wrong", "text": CANARY})
        li = self.house.accounts.create_account("li", PASSWORD, role=Role.DOCTOR, department="胰腺外科")
        admin = self.house.accounts.asker_for(
            self.house.accounts.create_account("gong", PASSWORD, role=Role.ADMIN)
        )
        self.house.findings.put_source(PANDA, admin)
        case = self.house.findings.take(finding(), PANDA, Posting(key="k", sha256="0"))
        record = self.house.records.records_of(person)[0]
        session = (await mine.get("/v1/session")).json()
        self.ids = {
            "ticket": ticket,
            "entry_id": getattr(entry, "entry_id", "e_none"),
            "incident_id": told.json().get("id", "i_none"),
            "case": case.ticket,
            "record": record,
            "account_id": session["person"],
            "doctor": li.account_id,
        }

    def address(self, path, *, real):
        """Fill an address with the first patient's numbers, or with ones of their shape that are nobody's."""

        def number(match):
            name = match.group(1).partition(":")[0]
            if name == "reference":
                name = "case" if "findings" in path else "record" if "audit" in path else "ticket"
            found = self.ids.get(name)
            if name == "day":
                return "2026-01-01"
            if name in {"number", "page"}:
                return "1"
            if not real or found is None:
                return re.sub(r"[0-9]", "9", found)[:-1] + "Z" if found else f"{name}_none"
            return found

        return re.sub(r"\{([^}]+)\}", number, path)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    with patient_house(tmp_path_factory.mktemp("guessing"), RuleGate()) as house:
        yield Town(house)


def numbered(app):
    """List every address that takes a number, pages too."""
    return sorted(
        {
            (method, route.path)
            for route in walk(app.routes)
            if "{" in getattr(route, "path", "") and "/app" not in route.path
            for method in (getattr(route, "methods", None) or ())
            if method not in {"HEAD", "OPTIONS"}
        }
    )


async def test_a_number_that_is_anothers_is_answered_like_one_that_is_nobodys(town):
    await town.leave()
    strangers = {
        "patient": await town.client("qian"),
        "clerk": await town.client("wen", "clerk", "皮肤科"),
        "doctor": await town.client("wu", "doctor", "皮肤科"),
        "admin": await town.client("gong"),
    }
    tried, learned = 0, []
    for method, path in numbered(town.app):
        if any(path.startswith(begun) for begun in KNOWN_TO_ALL):
            continue
        for who, client in strangers.items():
            if any(path.startswith(begun) for begun in THEIRS.get(who, ())):
                continue
            there = await client.request(method, town.address(path, real=True))
            nowhere = await client.request(method, town.address(path, real=False))
            same = (there.status_code, there.status_code < 300) == (nowhere.status_code, False)
            if not same or CANARY in there.text or "胰体部" in there.text:
                learned.append((method, path, who, there.status_code, nowhere.status_code))
            tried += 1
    assert not learned, "\n".join(map(str, learned))
    assert tried > 150
