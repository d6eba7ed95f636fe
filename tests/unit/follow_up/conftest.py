"""A ward with follow-up plans and health files over a real database, with a clock that tests turn."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.consent import ConsentBook, Purpose
from assistant.exchange import Asker, Role
from assistant.follow_up import FollowUpRoom
from assistant.follow_up.drafting import TermsDraft
from assistant.follow_up.questions import Change, Number, Words, YesNo
from assistant.follow_up.room import Parts
from assistant.follow_up.screening import Screen
from assistant.follow_up.telling import Telling
from assistant.gate import RuleGate
from assistant.health_file import HealthFileRoom
from assistant.store.consents import SqlConsents
from assistant.store.follow_up import SqlFollowUps
from assistant.store.health_file import SqlHealthFiles
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.store.worklist import SqlWorklist
from assistant.triage import triage
from assistant.worklist import Worklist
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.opening import TaskOpener
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock
from tests.unit.worklist.conftest import LI, PATIENT, WU, deferral, question

__all__ = ["LI", "PATIENT", "WU"]
OFFICER = Asker(role=Role.SAFETY_OFFICER, person="p_officer")
ASKED = (
    Number(key="systolic", text="今天的收缩压是多少？", unit="mmHg", high=Decimal(150)),
    YesNo(key="dizzy", text="有没有头晕？", unexpected="yes"),
    Change(key="swelling", text="脚肿比上次怎么样？"),
    Words(key="else", text="还有什么想说的？"),
)
FINE = {"systolic": "132", "dizzy": "no", "swelling": "same", "else": "睡得不错"}


@dataclass
class Practice:
    """The rooms of a house that look after a person between two visits."""

    room: FollowUpRoom
    files: HealthFileRoom
    opener: TaskOpener
    work: Worklist
    consents: ConsentBook
    recorder: SqlRecorder
    clock: Clock
    database: object
    keys: KeyRing

    def ticket(self, person=PATIENT):
        return self.opener.open(question(asker=person), deferral(), ()).trace.ticket

    def draft(self, *hours, questions=ASKED, **fields):
        due = tuple(self.clock() + timedelta(hours=one) for one in hours or (24, 48))
        return TermsDraft(**{"questions": questions, "due": due, "grace": timedelta(hours=6)} | fields)

    def plan(self, *hours, **fields):
        return self.room.set(LI, self.ticket(), "降压随访", self.draft(*hours, **fields))

    def tasks(self, asker=LI):
        return [one for one in self.work.queue(asker) if one.triggers != ("D01", "D03")]


@pytest.fixture(scope="session")
def gate():
    return RuleGate()


@pytest.fixture
def practice(tmp_path, gate):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys, clock = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key")), Clock()
    consents = ConsentBook(SqlConsents(database), now=clock)
    consents.give(PATIENT.person, {Purpose.HEALTH_FILE, Purpose.FOLLOW_UP, Purpose.HAND_OVER})
    files = HealthFileRoom(SqlHealthFiles(database, keys), consents, now=clock)
    store = SqlWorklist(database, keys)
    work = Worklist(store, gate, shipped_clocks(), now=clock)
    opener = TaskOpener(store, gate, shipped_clocks(), now=clock, reported=files.reported)
    parts = Parts(
        store=SqlFollowUps(database, keys),
        worklist=work,
        consents=consents,
        gate=gate,
        screen=Screen(gate, triage),
        telling=Telling(opener, policy=lambda: gate.policy, named=lambda _: "李医生"),
    )
    yield Practice(
        room=FollowUpRoom(parts, now=clock),
        files=files,
        opener=opener,
        work=work,
        consents=consents,
        recorder=SqlRecorder(database, keys, now=clock),
        clock=clock,
        database=database,
        keys=keys,
    )
    database.close()
