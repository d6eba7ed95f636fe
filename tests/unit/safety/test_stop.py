"""REG-40: one act stops every door at once and outlasts a restart; alarms and persons stay reachable."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from assistant.audit import Intact
from assistant.errors import AccessDeniedError, ModelUnavailableError, SafetyError, UnsignedError
from assistant.exchange import Asker, Role
from assistant.ports import DraftLimits, Prompt
from assistant.safety import StopSwitch
from assistant.safety.halting import HaltingModel
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.store.safety import SqlActs
from tests.fakes.databases import fresh_database

OFFICER = Asker(role=Role.SAFETY_OFFICER, person="p_officer")
PROGRAM = Asker(role=Role.ADMIN)


class Now:
    """A clock that tests turn, in seconds."""

    seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def desk(tmp_path):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys, clock = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key")), Now()

    def switch():
        return StopSwitch(
            SqlActs(database, keys),
            now=lambda: datetime.now(tz=UTC),
            contacts=lambda: ("总值班：内线 8000",),
            clock=clock,
        )

    yield switch, clock, SqlRecorder(database, keys)
    database.close()


def test_it_stops_at_once_outlasts_a_restart_and_starts_again_with_a_person_and_a_reason(desk):
    switch, _, records = desk
    button = switch()
    assert not button.stopped()
    button.stop(PROGRAM, "  two wrong\nanswers ")
    assert button.stopped()
    assert switch().stopped(), "a new process reads it from the records"
    with pytest.raises(UnsignedError):
        button.start(PROGRAM, "mended")
    assert button.stopped()
    button.start(OFFICER, "mended")
    assert not button.stopped()
    assert [(one.act, one.by, one.reason) for one in button.acts()] == [
        ("start", "p_officer", "mended"),
        ("stop", "operator", "two wrong answers"),
    ]
    verdict = records.verify()
    assert isinstance(verdict, Intact)
    assert verdict.links == 2


def test_another_server_on_the_same_records_learns_of_it_within_five_seconds(desk):
    switch, clock, _ = desk
    here, there = switch(), switch()
    here.stop(OFFICER, "wrong")
    clock.seconds += 5
    assert there.stopped()


@pytest.mark.parametrize(
    ("role", "reason", "fault"),
    [
        pytest.param(Role.DOCTOR, "why", AccessDeniedError, id="doctor"),
        pytest.param(Role.PATIENT, "why", AccessDeniedError, id="patient"),
        pytest.param(Role.AUDITOR, "why", AccessDeniedError, id="auditor"),
        pytest.param(Role.ADMIN, " \n ", SafetyError, id="no-reason"),
        pytest.param(Role.ADMIN, "x" * 1_001, SafetyError, id="an-essay"),
    ],
)
def test_who_may_not_or_says_no_reason_changes_nothing(desk, role, reason, fault):
    button = desk[0]()
    with pytest.raises(fault):
        button.stop(Asker(role=role, person="p"), reason)
    assert (button.stopped(), button.acts()) == (False, ())


def test_an_act_that_changes_nothing_is_refused(desk):
    button = desk[0]()
    with pytest.raises(SafetyError, match="runs"):
        button.start(OFFICER, "why")
    button.stop(OFFICER, "why")
    with pytest.raises(SafetyError, match="already"):
        button.stop(OFFICER, "why")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_notice_says_what_to_do_in_need_and_whom_to_call(desk, language):
    notice = desk[0]().notice(language)
    assert "120" in notice[0]
    assert notice[1] == "总值班：内线 8000"


class Thinking:
    """A model that writes a piece and then thinks for a very long time."""

    name = "thinking"
    closed = False

    async def ready(self):
        return True

    async def stream(self, prompt, limits):  # noqa: ARG002 - the port
        try:
            yield "第一句。"
            await asyncio.sleep(600)
        finally:
            self.closed = True


class Flag:
    """A switch that tests throw."""

    on = False

    def stopped(self):
        return self.on


async def test_a_model_in_mid_answer_falls_silent_and_its_request_ends():
    flag, model = Flag(), Thinking()
    pieces = HaltingModel(model, flag, look_s=0.01).stream(
        Prompt(system="", user="", digest="", tokens=0), DraftLimits()
    )
    async with aclosing(pieces):
        assert await anext(pieces) == "第一句。"
        flag.on = True
        with pytest.raises(ModelUnavailableError, match="stopped"):
            await asyncio.wait_for(anext(pieces), 1)
    assert model.closed


async def test_leaving_a_halting_model_ends_the_request_behind_it():
    model = Thinking()
    pieces = HaltingModel(model, Flag()).stream(
        Prompt(system="", user="", digest="", tokens=0), DraftLimits()
    )
    assert await anext(pieces) == "第一句。"
    await pieces.aclose()
    assert model.closed


async def test_what_a_model_writes_and_how_it_fails_passes_unchanged():
    class Failing(Thinking):
        async def stream(self, prompt, limits):  # noqa: ARG002 - the port
            for piece in ("一", "二", "三"):
                yield piece
            raise ModelUnavailableError("gone")

    pieces = HaltingModel(Failing(), Flag()).stream(
        Prompt(system="", user="", digest="", tokens=0), DraftLimits()
    )
    assert [await anext(pieces) for _ in range(3)] == ["一", "二", "三"]
    with pytest.raises(ModelUnavailableError, match="gone"):
        await anext(pieces)
