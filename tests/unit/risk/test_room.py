"""Who sets the risk: proposed by one, approved by another, known to the next question, on the chain."""

from datetime import UTC, datetime

import pytest

from assistant.errors import AccessDeniedError, SafetyError, StoreError, UnknownDraftError, UnsignedError
from assistant.exchange import Asker, Role
from assistant.risk import RiskRoom, Wanted
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.store.risk import SqlRiskRules
from assistant.sufficiency import NO_FIT, Calibration, Weighing
from assistant.worklist.judging import Judgement
from retrieval.evidence import Evidence
from retrieval.ports import Found
from tests.fakes.databases import fresh_database

AN, BO = (Asker(role=role, person=name) for role, name in ((Role.SAFETY_OFFICER, "安"), (Role.ADMIN, "博")))
TEN = Wanted(alpha=0.1)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
RIGHT = [Judgement(risk=0.1, triggers=(), accepted=2, edited=0, rejected=0)] * 40
WRONG = [Judgement(risk=0.5, triggers=(), accepted=1, edited=1, rejected=0)] * 40


class Office:
    """A room, a second one on the same records as another process has it, and a clock that both read."""

    def __init__(self, home):
        self.database = fresh_database(home / "house.sqlite3")
        self.keys = KeyRing(MasterKey.open(home / "keys" / "master.key"))
        self.store, self.time = SqlRiskRules(self.database, self.keys), 0.0
        self.judged = [*RIGHT, *WRONG]
        self.room, self.other = self.opened(), self.opened()

    def opened(self):
        return RiskRoom(self.store, lambda: self.judged, now=lambda: NOW, clock=lambda: self.time)


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    yield office
    office.database.close()


def test_a_bar_is_proposed_approved_by_another_replaced_and_withdrawn(office):
    room = office.room
    first = room.propose(AN, "own", TEN, "我院裁定")
    assert (first.learned.bar, first.learned.shown, room.bar()) == (0.1, 40, None)
    with pytest.raises(SafetyError, match="second person"):
        room.approve(first.rule_id, AN, "自己批")
    room.approve(first.rule_id, BO, "看过曲线")
    assert (room.bar(), office.other.bar()) == (0.1, None)
    office.time = 1.0
    assert (office.other.bar(), office.opened().bar()) == (0.1, 0.1)
    with pytest.raises(SafetyError, match="approved already"):
        room.refuse(first.rule_id, BO, "太晚")

    second = room.propose(BO, "own", Wanted(alpha=0.3, of="asked"), "放宽")
    room.approve(second.rule_id, AN, "同意")
    assert [one.state for one in room.rules()] == ["approved", "replaced"]
    room.withdraw(AN, "回到原值")
    assert (room.bar(), room.in_force()) == (None, None)
    with pytest.raises(SafetyError, match="no risk rule"):
        room.withdraw(AN, "再撤")
    links = SqlRecorder(office.database, office.keys).verify()
    assert links.links == 6


def test_nothing_is_proposed_that_the_cases_do_not_prove(office):
    for wanted, words in ((Wanted(alpha=0.01), "too few"), (Wanted(alpha=0.1), "prove no bar")):
        office.judged = WRONG
        with pytest.raises(SafetyError, match=words):
            office.room.propose(AN, "own", wanted, "试")
    with pytest.raises(SafetyError, match="say why"):
        office.room.propose(AN, "open", Wanted(alpha=0.2), " ")
    assert office.room.rules() == ()


def test_only_a_person_who_oversees_decides_and_the_operator_only_proposes(office):
    operator = Asker(role=Role.ADMIN)
    rule = office.room.propose(operator, "own", TEN, "由操作员")
    assert rule.author == "operator"
    with pytest.raises(UnsignedError):
        office.room.approve(rule.rule_id, operator, "批")
    with pytest.raises(AccessDeniedError):
        office.room.propose(Asker(role=Role.DOCTOR, person="李"), "own", TEN, "我")
    with pytest.raises(UnknownDraftError):
        office.room.approve("risk_none", AN, "没有")
    assert office.room.refuse(rule.rule_id, AN, "不用").state == "refused"


def test_records_that_cannot_be_read_leave_the_bar_as_it_was(office, monkeypatch):
    rule = office.room.propose(AN, "own", TEN, "我院裁定")
    office.room.approve(rule.rule_id, BO, "好")

    def fails():
        message = "gone"
        raise StoreError(message)

    monkeypatch.setattr(office.store, "in_force", fails)
    office.time = 5.0
    assert office.room.bar() == 0.1


class Level:
    """Finds nothing, so that the risk is what the intercept says."""

    def measure(self, question, found, evidence):  # noqa: ARG002 - the sizing's shape
        return (), NO_FIT


def test_the_bar_that_was_agreed_on_decides_over_the_calibration_s_own():
    even = Calibration(intercept=0.0, weights={}, defer_above=0.6, flag_above=0.55)
    nothing = Found(hits=()), Evidence(sentences=(), tokens=0, truncated=False)
    own = Weighing(Level(), even).weigh("问", *nothing)
    assert (own.risk, own.too_risky, own.doubtful, own.bar) == (0.5, False, False, 0.6)
    agreed = Weighing(Level(), even, bar=lambda: 0.4)
    found = agreed.weigh("问", *nothing)
    assert (found.too_risky, found.doubtful, found.bar) == (True, True, 0.4)
    assert agreed.after_silence(found).bar == 0.4
