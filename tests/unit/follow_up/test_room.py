"""A plan lives: set, asked, answered, judged, changed, ended; whoever must know is told."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from assistant.consent import Purpose
from assistant.errors import (
    AccessDeniedError,
    ConsentNeededError,
    FollowUpError,
    PlanStateError,
    UnknownPlanError,
    UnknownTaskError,
)
from assistant.exchange import Emergency
from assistant.follow_up.questions import Number, Words, YesNo
from assistant.notices import Bell
from assistant.store.notices import SqlNotices
from assistant.worklist.task import Queue
from tests.unit.follow_up.conftest import ASKED, FINE, LI, OFFICER, PATIENT, WU

pytestmark = pytest.mark.story


def answer(practice, plan, number=1, **given):
    return practice.room.answer(plan.plan_id, PATIENT.person, number, FINE | given)


def test_what_is_as_expected_troubles_nobody(practice):
    plan = practice.plan()
    assert practice.room.due(PATIENT.person) == ()
    practice.clock.pass_by(hours=24)
    assert [(one.plan_id, held.number) for one, held in practice.room.due(PATIENT.person)] == [
        (plan.plan_id, 1)
    ]
    got = answer(practice, plan, **{"else": ""})
    assert (got.outcome, got.round.state, got.round.deviations) == (None, "answered", ())
    assert got.round.value("systolic") == Decimal(132)
    assert practice.tasks() == []
    assert practice.room.due(PATIENT.person) == ()


@pytest.mark.parametrize(
    ("given", "kinds", "keys"),
    [
        pytest.param({"systolic": "162"}, ["out_of_range"], ["systolic"], id="range"),
        pytest.param({"dizzy": "yes"}, ["unexpected"], ["dizzy"], id="unexpected"),
        pytest.param({"swelling": "worse"}, ["worse"], ["swelling"], id="worse"),
        pytest.param({"else": "饭量比上周差了些"}, ["worse"], ["else"], id="worse-in-words"),
        pytest.param(dict.fromkeys(FINE, "unknown"), ["no_answer"], [None], id="nothing-known"),
    ],
)
def test_a_deviation_becomes_a_task_of_whoever_the_plan_tells(practice, given, kinds, keys):
    plan = practice.plan()
    practice.clock.pass_by(hours=25)
    got = answer(practice, plan, **given)
    assert [one.kind for one in got.round.deviations] == kinds
    assert [one.key for one in got.round.deviations] == keys
    (task,) = practice.tasks()
    wanted = ("P3", ("D07",)) if kinds == ["no_answer"] else ("P2", ("D19",))
    assert (task.priority, task.triggers) == wanted
    assert (task.queue, task.asker, task.ticket) == (
        Queue(kind="doctor", name=LI.person),
        PATIENT.person,
        got.round.ticket,
    )
    assert task.due_at > practice.clock()
    assert "降压随访" in practice.work.packet(task).situation.question
    assert "李医生" in got.outcome.claims[-1].text
    assert practice.tasks(WU) == []


def test_a_red_flag_is_a_card_at_once_and_a_task_for_whoever_is_on_call(practice):
    plan = practice.plan()
    practice.clock.pass_by(hours=24)
    got = answer(practice, plan, **{"else": "突然胸口压着疼，喘不上气，一身冷汗"})
    assert isinstance(got.outcome, Emergency)
    assert "120" in got.outcome.claims[0].text
    (task,) = practice.tasks(WU)
    assert (task.priority, task.kind, task.queue.name) == ("P0", "emergency", "on_call")
    assert got.round.deviations[0].kind == "red_flag"


def test_an_answer_that_does_not_fit_is_kept_as_it_stands_when_it_is_an_alarm(practice):
    plan = practice.plan()
    practice.clock.pass_by(hours=24)
    got = answer(practice, plan, systolic="量不了，半边身子动不了，嘴歪了")
    assert isinstance(got.outcome, Emergency)
    assert got.round.answers[0].said.startswith("量不了")
    practice.clock.pass_by(hours=24)
    both = answer(practice, plan, 2, systolic="171", **{"else": "半边身子动不了，嘴歪了"})
    assert [one.kind for one in both.round.deviations] == ["red_flag", "out_of_range"]


def test_a_yes_to_a_question_about_a_red_flag_is_one(practice):
    chest = YesNo(key="chest", text="现在有胸痛、出冷汗吗？")
    plan = practice.plan(24, 48, questions=(chest,))
    practice.clock.pass_by(hours=48)
    room = practice.room
    assert room.answer(plan.plan_id, PATIENT.person, 1, {"chest": "no"}).outcome is None
    assert isinstance(room.answer(plan.plan_id, PATIENT.person, 2, {"chest": "yes"}).outcome, Emergency)


def test_a_wish_for_a_medicine_is_answered_by_the_rule_and_opens_nothing(practice):
    plan = practice.plan()
    practice.clock.pass_by(hours=24)
    got = answer(practice, plan, **{"else": "能给我开点阿莫西林吗，一天吃几片？"})
    assert got.screening.verdict.verdict == "blocked"
    assert (got.outcome, got.round.state) == (None, "answered")


def test_silence_is_told_once_and_a_late_answer_still_counts(practice):
    plan = practice.plan(24)
    practice.clock.pass_by(hours=29, minutes=59)
    assert practice.room.look_after() == 0
    practice.clock.pass_by(minutes=1)
    assert practice.room.look_after() == 1
    assert practice.room.look_after() == 0
    (task,) = practice.tasks()
    assert (task.priority, task.triggers) == ("P3", ("D07",))
    held = practice.room.plan(plan.plan_id, LI)
    assert (held.state, held.rounds[0].state, held.rounds[0].ticket) == ("finished", "missed", task.ticket)
    got = answer(practice, plan)
    assert (got.round.state, got.round.late) == ("answered", True)
    assert [one.kind for one in got.round.deviations] == ["no_answer"]


def test_a_clock_that_is_killed_between_task_and_plan_tells_nobody_twice(practice):
    plan = practice.plan(24)
    practice.clock.pass_by(hours=31)
    practice.room._parts.telling.missed(plan, plan.rounds[0])
    assert practice.room.look_after() == 1
    assert len(practice.tasks()) == 1


def test_new_terms_keep_the_old_ones_and_what_was_answered_under_them(practice):
    plan = practice.plan(24, 48, 72)
    practice.clock.pass_by(hours=24)
    answer(practice, plan, systolic="148")
    practice.clock.pass_by(hours=24)
    tighter = (replace(ASKED[0], high=Decimal(140)),)
    draft = practice.draft(12, 36, questions=tighter, why="目标改为 140 以下")
    after = practice.room.change(plan.plan_id, LI, draft)
    assert [one.state for one in after.rounds] == ["answered", "waiting", "dropped", "waiting", "waiting"]
    assert [one.terms for one in after.rounds] == [1, 1, 1, 2, 2]
    assert (after.terms[0].questions, after.standing.why) == (ASKED, "目标改为 140 以下")
    practice.clock.pass_by(hours=12)
    got = practice.room.answer(plan.plan_id, PATIENT.person, 4, {"systolic": "148"})
    assert [one.kind for one in got.round.deviations] == ["out_of_range"]


def test_an_ended_plan_asks_and_tells_nothing_more(practice):
    plan = practice.plan()
    practice.clock.pass_by(hours=24)
    practice.room.end(plan.plan_id, LI, "已复诊")
    assert practice.room.due(PATIENT.person) == ()
    practice.clock.pass_by(days=3)
    assert practice.room.look_after() == 0
    with pytest.raises(PlanStateError):
        answer(practice, plan)
    with pytest.raises(PlanStateError):
        practice.room.change(plan.plan_id, LI, practice.draft())
    alarm = answer(practice, plan, **{"else": "胸口压着疼，喘不上气"})
    assert (alarm.plan, alarm.screening.alarming) == (None, True)


def test_who_withdraws_is_asked_no_more_and_the_plan_says_why(practice):
    plan = practice.plan()
    practice.clock.pass_by(hours=24)
    practice.consents.withdraw(PATIENT.person, {Purpose.FOLLOW_UP})
    assert practice.room.due(PATIENT.person) == ()
    assert practice.room.notices(practice.clock()) == ()
    with pytest.raises(ConsentNeededError):
        answer(practice, plan)
    assert practice.room.look_after() == 1
    held = practice.room.plan(plan.plan_id, LI)
    assert (held.state, held.ended_by, held.ended_why) == ("ended", "clock", "consent_withdrawn")
    assert practice.tasks() == []


def test_a_channel_is_told_who_is_asked_without_a_word_of_the_plan(practice):
    plan = practice.plan()
    assert practice.room.notices(practice.clock()) == ()
    practice.clock.pass_by(hours=24)
    (notice,) = practice.room.notices(practice.clock())
    assert (notice.kind, notice.ticket, notice.queue) == (
        "follow_up",
        f"{plan.plan_id}:1",
        f"patient:{PATIENT.person}",
    )
    assert "降压" not in notice.line()
    rung = []
    bell = Bell(
        practice.work._store,
        SqlNotices(practice.database, practice.keys, now=practice.clock),
        [Channel(rung)],
        now=practice.clock,
        beside=practice.room.notices,
    )
    assert [bell.ring(), bell.ring(), rung] == [1, 0, [notice]]


class Channel:
    """Keeps what it was given."""

    name = "kept"

    def __init__(self, rung):
        self._rung = rung

    def send(self, notice):
        self._rung.append(notice)


HOUR = timedelta(hours=1)
WRONG = {
    "past": ({"due": lambda now: (now - HOUR,)}, "past"),
    "too-far": ({"due": lambda now: (now + 400 * 24 * HOUR,)}, "366 days"),
    "no-date": ({"due": lambda _: ()}, "1 to 60"),
    "twice": ({"due": lambda now: (now + HOUR,) * 2}, "twice"),
    "grace": ({"grace": timedelta(minutes=5)}, "1 hour to 14 days"),
    "no-question": ({"questions": ()}, "1 to 12"),
    "no-unit": ({"questions": (Number(key="a", text="血压？", unit=" ", high=Decimal(140)),)}, "unit"),
    "range": (
        {"questions": (Number(key="a", text="血压？", unit="mmHg", low=Decimal(150), high=Decimal(90)),)},
        "ends below",
    ),
    "same-key": ({"questions": (Words(key="a", text="一？"), Words(key="a", text="二？"))}, "same key"),
    "no-words": ({"questions": (Words(key="a", text="  "),)}, "no words"),
    "regimen": ({"questions": (Words(key="a", text="阿莫西林 0.5g 每日三次，吃七天，有效吗？"),)}, "rule"),
}


@pytest.mark.parametrize(("fields", "said"), WRONG.values(), ids=WRONG)
def test_what_nobody_could_answer_or_judge_is_refused(practice, fields, said):
    given = {name: one(practice.clock()) if callable(one) else one for name, one in fields.items()}
    with pytest.raises(FollowUpError, match=said):
        practice.room.set(LI, practice.ticket(), "随访", replace(practice.draft(), **given))


@pytest.mark.parametrize(
    "given",
    [{"systolic": "高"}, {"dizzy": "maybe"}, {"swelling": ""}, {"strange": "1"}, {"systolic": "１３２"}],
)
def test_an_answer_that_does_not_fit_its_question_is_sent_back(practice, given):
    plan = practice.plan()
    practice.clock.pass_by(hours=24)
    with pytest.raises(FollowUpError):
        answer(practice, plan, **given)
    assert practice.room.due(PATIENT.person) != ()


def test_only_who_may_sets_sees_and_changes(practice):
    plan = practice.plan()
    with pytest.raises(AccessDeniedError):
        practice.room.set(PATIENT, plan.ticket, "随访", practice.draft())
    with pytest.raises(UnknownTaskError):
        practice.room.set(LI, "2222-2222", "随访", practice.draft())
    for stranger in (WU, replace(PATIENT, person="p_other")):
        with pytest.raises(UnknownPlanError):
            practice.room.plan(plan.plan_id, stranger)
    with pytest.raises(UnknownPlanError):
        practice.room.answer(plan.plan_id, "p_other", 1, FINE)
    with pytest.raises(UnknownPlanError):
        practice.room.end(plan.plan_id, WU, "不关我事")
    assert practice.room.plan(plan.plan_id, PATIENT) == plan
    assert practice.room.plans(WU) == ()
    shared = practice.plan(tell=Queue(kind="department", name=WU.department))
    assert [one.plan_id for one in practice.room.plans(WU)] == [shared.plan_id]
    with pytest.raises(AccessDeniedError):
        practice.room.end(shared.plan_id, WU, "不关我事")


def test_without_consent_there_is_no_plan(practice):
    practice.consents.withdraw(PATIENT.person, {Purpose.FOLLOW_UP})
    with pytest.raises(ConsentNeededError):
        practice.plan()


def test_somebody_who_changed_it_meanwhile_is_not_overwritten(practice):
    plan = practice.plan()
    practice.room.change(plan.plan_id, LI, practice.draft(), version=plan.version)
    with pytest.raises(PlanStateError):
        practice.room.end(plan.plan_id, LI, "已复诊", version=plan.version)


def test_the_chain_vouches_for_every_step_and_holds_no_word(practice):
    plan = practice.plan()
    practice.clock.pass_by(hours=24)
    answer(practice, plan)
    practice.room.end(plan.plan_id, LI, "金丝雀理由")
    assert practice.recorder.verify().links == 4
    with practice.database.reading() as session:
        rows = (
            session.connection().exec_driver_sql("SELECT decision, versions FROM record ORDER BY seq").all()
        )
    told = [(decision, versions) for decision, versions in rows if decision.startswith("follow_up:")]
    assert [one for one, _ in told] == ["follow_up:set", "follow_up:answer", "follow_up:end"]
    assert "金丝雀" not in str(told)
    assert OFFICER.person not in str(told)
