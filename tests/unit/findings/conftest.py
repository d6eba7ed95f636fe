"""Outside findings over a real database, with a clock that tests turn and a gate that knows one word."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from assistant.exchange import Asker, Role
from assistant.findings import FindingRoom, Source
from assistant.findings.finding import Finding, Judged, Stage, Subject
from assistant.findings.room import Wished
from assistant.findings.states import Said
from assistant.findings.store import Posting
from assistant.store.findings import SqlFindings
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.store.worklist import SqlWorklist
from assistant.worklist import Worklist
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.reply import Signer
from assistant.worklist.worklist import Asked, may_see
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock

LI = Asker(role=Role.DOCTOR, person="p_li", department="胰腺外科")
WU = Asker(role=Role.DOCTOR, person="p_wu", department="皮肤科")
CLERK = Asker(role=Role.CLERK, person="p_clerk", department="胰腺外科")
ADMIN = Asker(role=Role.ADMIN, person="p_admin")
OFFICER = Asker(role=Role.SAFETY_OFFICER, person="p_officer")
PATIENT = Asker(role=Role.PATIENT, person="p_patient")
PANDA = Source(
    name="panda",
    key="key_panda",
    department="胰腺外科",
    examination={"zh": "腹部 CT 检查", "en": "a CT scan of the abdomen"},
    budget=0.008,
    call_within_h=48,
)
STAGES = (Stage(name="分割", text="胰腺轮廓完整"), Stage(name="结论", text="胰体部可疑占位", score=0.91))


def finding(number="E1", **fields):
    subject = Subject(reference="H100", name="周平", phone="13900000000")
    given = {"source": "panda", "external_id": number, "subject": subject, "stages": STAGES}
    return Finding(**given | {"examined_on": Clock()().date(), "system": "PANDA", "version": "2"} | fields)


class OneWordGate:
    """Holds back whatever speaks of milligrams."""

    def outgoing(self, text, *, role):
        del role
        held = "mg" in text
        rule = SimpleNamespace(id="RX", reason="a regimen")
        return SimpleNamespace(verdict="blocked" if held else "clear", rules=(rule,) if held else ())


@dataclass
class Ward:
    """The room of findings beside the worklist whose tasks review them."""

    room: FindingRoom
    work: Worklist
    records: SqlRecorder
    clock: Clock
    on_call: dict

    def taken(self, number="E1", **fields):
        source = self.room.sources()[0]
        return self.room.take(finding(number, **fields), source, Posting(key=f"k{number}", sha256="0"))

    def reviewed(self, case, *, recall=True, by=LI, reasons=("", ""), note=""):
        self.work.step(case.ticket, "claim", by, Asked())
        judged = [
            Judged(number, "not_accepted" if reason else "accepted", reason)
            for number, reason in enumerate(reasons, 1)
        ]
        signer = Signer(person=by.person, name="李", department=by.department)
        return self.room.review(case.ticket, signer, by, judged, recall=recall, note=note, wished=Wished())

    def step(self, case, step, by=CLERK, **said):
        return self.room.contact(case.ticket, step, Said(**said), by, Wished())


@pytest.fixture
def ward(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys, clock, on_call = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key")), Clock(), {}
    tasks, gate, clocks = SqlWorklist(database, keys), OneWordGate(), shipped_clocks()
    room = FindingRoom(
        SqlFindings(database, keys),
        gate,
        clocks,
        now=clock,
        staffed=lambda: frozenset({"胰腺外科"}),
        on_call=lambda unit, _: on_call.get(unit),
        open_to=lambda asker, ticket: may_see(asker, tasks.task(ticket)),
    )
    room.put_source(PANDA, ADMIN)
    yield Ward(room, Worklist(tasks, gate, clocks, now=clock), SqlRecorder(database, keys), clock, on_call)
    database.close()
