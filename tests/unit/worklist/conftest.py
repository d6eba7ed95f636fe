from dataclasses import dataclass

import pytest

from assistant.exchange import Asker, Claim, Deferred, Emergency, Question, Role, Trace
from assistant.gate import RuleGate
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.store.worklist import SqlWorklist
from assistant.worklist import Worklist
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.opening import TaskOpener
from assistant.worklist.reply import Signer
from assistant.worklist.worklist import Asked
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock
from tests.fakes.outcomes import claim

LI = Asker(role=Role.DOCTOR, person="p_li", department="心内科")
WU = Asker(role=Role.DOCTOR, person="p_wu", department="消化内科")
OFFICER = Asker(role=Role.SAFETY_OFFICER, person="p_officer")
PATIENT = Asker(role=Role.PATIENT, person="p_patient")


def question(text="这个检查结果说明什么？", *, asker=PATIENT, language="zh", **fields):
    return Question(**{"id": "q1", "text": text, "asker": asker, "language": language} | fields)


def deferral(reason="no_evidence", **signals):
    said = Claim(text="没有找到依据。", origin="template", citations=())
    return Deferred(
        claims=(said,), reason=reason, effect="hard", trace=Trace(versions={"policy": "p1"}, signals=signals)
    )


def alarm():
    card = Claim(text="请立即拨打 120。", origin="template", citations=())
    return Emergency(claims=(card,), reason="r", rules=("RF001",), urgency="E120", trace=Trace(versions={}))


@dataclass
class Ward:
    """A worklist over a real database, with a clock that tests turn; `beside`: another server's."""

    work: Worklist
    opener: TaskOpener
    store: SqlWorklist
    beside: SqlWorklist
    recorder: SqlRecorder
    clock: Clock

    def opened(self, outcome=None, *, evidence=(), **fields):
        told = self.opener.open(question(**fields), outcome or deferral(), evidence)
        return self.store.task(told.trace.ticket)

    def step(self, task, step, asker=LI, **fields):
        return self.work.step(task.ticket, step, asker, Asked(**{"note": "because"} | fields))

    def answer(self, task, written, asker=LI, **fields):
        signer = Signer(person=asker.person, name=asker.person, department=asker.department)
        return self.work.answer(task.ticket, signer, asker, written, Asked(**fields))


@pytest.fixture(scope="session")
def gate():
    return RuleGate()


@pytest.fixture
def ward(tmp_path, gate):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    clock, store, clocks = Clock(), SqlWorklist(database, keys), shipped_clocks()
    yield Ward(
        work=Worklist(store, gate, clocks, now=clock),
        opener=TaskOpener(store, gate, clocks, now=clock),
        store=store,
        beside=SqlWorklist(database, keys),
        recorder=SqlRecorder(database, keys, now=clock),
        clock=clock,
    )
    database.close()


@pytest.fixture
def passage():
    return claim().citations
