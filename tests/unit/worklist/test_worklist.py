"""The worklist: who gets a task, who may do what, what goes out, what is kept."""

import re
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.audit import Intact
from assistant.errors import (
    AccessDeniedError,
    ReplyRefusedError,
    TaskError,
    TaskStateError,
    TaskTakenError,
    UnknownTaskError,
)
from assistant.exchange import Answered, Asker, Blocked, Role, Trace
from assistant.worklist.clocks import NO_CALENDAR
from assistant.worklist.reply import JudgedClaim, ReplyDraft
from assistant.worklist.states import CLOCK, Move, moved
from assistant.worklist.task import Queue, State
from tests.unit.worklist.conftest import LI, OFFICER, PATIENT, WU, alarm, deferral, question

ADVICE = ReplyDraft(decision="clinic", text="请带上化验单，到心内科门诊复诊。")
STRANGER = Asker(role=Role.PATIENT, person="p_other")
NOBODY = Asker(role=Role.PATIENT)


@pytest.mark.parametrize(
    ("outcome", "asker", "priority"),
    [
        pytest.param(deferral(), PATIENT, "P3", id="deferral"),
        pytest.param(alarm(), PATIENT, "P0", id="emergency"),
        pytest.param(deferral("injection"), PATIENT, "P4", id="injection"),
        pytest.param(deferral("never heard of"), PATIENT, "P3", id="unknown-reason"),
        pytest.param(deferral("weak_evidence", D12=True, D27=True), PATIENT, "P1", id="critical-value"),
        pytest.param(
            deferral("weak_evidence", D12=False, D19="not_measured"), PATIENT, "P3", id="not-raised"
        ),
        pytest.param(deferral("person_asked"), LI, "P3", id="doctor-asks-for-a-person"),
        pytest.param(deferral(), LI, None, id="doctor"),
        pytest.param(alarm(), LI, None, id="doctor-emergency"),
        pytest.param(deferral(), NOBODY, None, id="command-line"),
        pytest.param(alarm(), NOBODY, None, id="command-line-emergency"),
        pytest.param(deferral("asker_left"), PATIENT, None, id="left"),
        pytest.param(
            Answered(mode="verbatim", claims=(), trace=Trace(versions={})), PATIENT, None, id="answered"
        ),
        pytest.param(
            Blocked(claims=(), reason="r", rules=(), trace=Trace(versions={})), PATIENT, None, id="blocked"
        ),
    ],
)
def test_who_gets_a_task_and_how_soon(ward, outcome, asker, priority):
    told = ward.opener.open(question(asker=asker), outcome, ())
    if priority is None:
        assert told is None
        assert ward.work.queue(OFFICER) == ()
        return
    (task,) = ward.work.queue(OFFICER)
    assert (task.priority, task.state, task.ticket) == (priority, State.OPEN, told.trace.ticket)
    assert ward.recorder.replay(task.record_id).outcome == told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_to_the_patient_say_whom_when_worse_and_ticket(ward, language):
    told = ward.opener.open(question(language=language), deferral(), ())
    words = told.claims[-1].text
    assert told.trace.ticket in words
    assert "120" in words
    assert re.search(r"2026-06-0\d \d\d:\d\d", words)
    assert {"zh": "全科医生", "en": "general doctors"}[language] in words


def test_an_alarm_never_makes_anybody_wait_for_a_reply(ward):
    told = ward.opener.open(question(), alarm(), ())
    assert told.claims[0].text == "请立即拨打 120。"
    assert "不要等待" in told.claims[-1].text


def test_the_same_question_again_is_the_same_task_until_it_is_answered(ward):
    first = ward.opened()
    assert ward.opened().ticket == first.ticket
    assert ward.opened(text="另一个问题").ticket != first.ticket
    assert ward.opened(asker=STRANGER).ticket != first.ticket
    ward.answer(ward.step(first, "claim"), ADVICE)
    assert ward.opened().ticket != first.ticket
    assert isinstance(ward.recorder.verify(), Intact)


def test_of_many_who_take_a_task_one_wins_and_the_others_are_told_who(ward):
    task, start, won, told = ward.opened(), threading.Barrier(6), [], []

    def take(number):
        start.wait()
        try:
            won.append(ward.step(task, "claim", Asker(role=Role.DOCTOR, person=f"p_{number}")).owner)
        except TaskTakenError as fault:
            told.append(fault.owner)

    threads = [threading.Thread(target=take, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(won) == 1
    assert told == won * 5
    assert len(ward.work.history(task)) == 1


def test_a_repeated_step_happens_once(ward):
    task = ward.opened()
    assert ward.step(task, "claim").version == ward.step(task, "claim").version == 2
    given_back = ward.step(task, "release", key="k1")
    assert ward.step(task, "claim", WU).owner == "p_wu"
    with pytest.raises(TaskTakenError):
        ward.step(task, "release")
    assert ward.step(task, "release", LI, key="k1").owner == "p_wu"
    assert given_back.state is State.RETURNED


def test_a_key_that_was_used_for_something_else_is_refused_and_nothing_taken_for_done(ward):
    task = ward.opened()
    ward.step(task, "claim", key="k1")
    with pytest.raises(TaskStateError, match="Idempotency-Key"):
        ward.answer(task, SAID, key="k1")
    ward.step(task, "release", key="k2")
    ward.step(task, "claim", WU, key="k3")
    with pytest.raises(TaskStateError, match="Idempotency-Key"):
        ward.step(task, "release", WU, key="k2")
    assert ward.store.task(task.ticket).owner == "p_wu"


def test_a_reply_sent_again_in_other_words_is_not_taken_for_the_one_that_went_out(ward):
    task = ward.step(ward.opened(), "claim")
    assert ward.answer(task, SAID, key="k1").version == ward.answer(task, SAID, key="k1").version
    with pytest.raises(TaskStateError, match="Idempotency-Key"):
        ward.answer(task, replace(SAID, text="请明日复诊。"), key="k1")
    ward.step(task, "close")
    assert ward.answer(task, SAID, key="k1").state is State.CLOSED
    assert ward.work.reply(ward.store.task(task.ticket)).sent == "请复诊。"


SAID = ReplyDraft(decision="clinic", text="请复诊。")


def test_a_step_on_an_old_view_is_refused(ward):
    task = ward.opened()
    ward.step(task, "escalate")
    with pytest.raises(TaskTakenError, match="version 2"):
        ward.step(task, "claim", version=task.version)


@pytest.mark.parametrize(
    ("step", "asker", "fault"),
    [
        pytest.param("claim", PATIENT, UnknownTaskError, id="patient"),
        pytest.param("claim", Asker(role=Role.ADMIN, person="p_a"), UnknownTaskError, id="admin"),
        pytest.param("claim", OFFICER, AccessDeniedError, id="officer-claims"),
        pytest.param("cancel", LI, AccessDeniedError, id="doctor-cancels"),
        pytest.param("release", LI, TaskStateError, id="release-what-nobody-holds"),
        pytest.param("close", LI, TaskTakenError, id="close-what-is-not-mine"),
    ],
)
def test_who_may_do_what(ward, step, asker, fault):
    task = ward.opened()
    with pytest.raises(fault):
        ward.step(task, step, asker)
    assert ward.store.task(task.task_id) == task


def test_giving_back_needs_a_reason(ward):
    task = ward.step(ward.opened(), "claim")
    with pytest.raises(TaskStateError, match="reason"):
        ward.step(task, "release", note=" ")


def test_a_signed_reply_reaches_its_asker_and_nobody_else(ward):
    task = ward.step(ward.opened(), "claim")
    done = ward.answer(task, ADVICE)
    assert done.state is State.ANSWERED
    mine = ward.work.own(task.ticket.lower().replace("-", " "), PATIENT.person)
    reply = ward.work.reply(mine)
    assert (reply.sent, reply.signer.name, reply.draft.decision) == (ADVICE.text, "p_li", "clinic")
    assert ward.store.task(task.task_id).read_at == ward.clock.now
    for person in (STRANGER.person, LI.person, None):
        with pytest.raises(UnknownTaskError):
            ward.work.own(task.ticket, person)
    assert ward.step(done, "close").state is State.CLOSED
    assert isinstance(ward.recorder.verify(), Intact)


REGIMENS = [
    "您可以吃阿司匹林100mg，每天一次。",
    "Take amlodipine 5 mg twice a day.",
    "布洛芬一次一片，一日三次，连吃三天",
    "把二甲双胍加到每次两片",
]


@pytest.mark.parametrize("text", REGIMENS)
def test_no_reply_tells_a_person_a_regimen(ward, text):
    task = ward.step(ward.opened(), "claim")
    with pytest.raises(ReplyRefusedError, match="rule OUT"):
        ward.answer(task, ReplyDraft(decision="advise", text=text))
    assert ward.store.task(task.task_id).state is State.CLAIMED
    assert ward.store.reply(task.task_id) is None


@pytest.mark.parametrize(
    "text",
    [
        "请到心内科门诊复诊，带上血压记录。",
        "目前的药请继续按您医生的医嘱，不要自行停药。",
        "Please see a cardiologist this week.",
    ],
)
def test_ordinary_replies_go_out(ward, text):
    assert ward.answer(
        ward.step(ward.opened(), "claim"), ReplyDraft(decision="clinic", text=text)
    ).answered_at


@pytest.mark.parametrize(
    ("claims", "fields", "expected"),
    [
        pytest.param([("accepted", None)], {}, "second", id="accepted"),
        pytest.param([("edited", "改写后的句子。")], {}, "改写后的句子。", id="edited"),
        pytest.param([("rejected", "not about this patient")], {}, None, id="rejected"),
        pytest.param([], {}, "exactly one verdict", id="unjudged"),
        pytest.param([("accepted", None), ("rejected", None)], {}, "exactly one verdict", id="too-many"),
        pytest.param([("edited", " ")], {}, "no new text", id="edited-to-nothing"),
        pytest.param([("rejected", None)], {"text": " "}, "nothing is left", id="nothing"),
        pytest.param([("rejected", None)], {"decision": "his_order"}, "order", id="order-without-id"),
        pytest.param([("rejected", None)], {"order_id": "HIS-1"}, "order", id="id-without-order"),
    ],
)
def test_the_draft_is_judged_claim_by_claim(ward, passage, claims, fields, expected):
    task = ward.step(ward.opened(evidence=passage), "claim")
    judged = tuple(JudgedClaim(claim=n, verdict=v, text=t) for n, (v, t) in enumerate(claims, start=1))
    written = ReplyDraft(**{"decision": "clinic", "text": "请复诊。", "claims": judged} | fields)
    if expected is not None and expected not in {"second", "改写后的句子。"}:
        with pytest.raises(ReplyRefusedError, match=expected):
            ward.answer(task, written)
        return
    ward.answer(task, written)
    assert ward.store.reply(task.task_id).sent == "\n".join(filter(None, ["请复诊。", expected]))


def test_what_lies_still_is_escalated_by_the_clock_and_told_in_the_chain(ward):
    urgent, calm = ward.opened(alarm()), ward.opened(text="别的")
    ward.clock.pass_by(minutes=2)
    assert ward.work.escalate_due(ward.clock()) == 1
    assert ward.work.escalate_due(ward.clock()) == 0
    held = ward.store.task(urgent.ticket)
    assert (held.state, held.queue.name, held.due_at) == (State.ESCALATED, "emergency_desk", urgent.due_at)
    assert ward.store.task(calm.ticket) == calm
    ward.step(held, "claim")
    ward.clock.pass_by(minutes=30)
    assert ward.work.escalate_due(ward.clock()) == 1
    taken_away = ward.store.task(urgent.ticket)
    assert (taken_away.owner, taken_away.overdue(ward.clock())) == (None, True)
    assert [one.by for one in ward.work.history(held)] == ["clock", "p_li", "clock"]
    assert isinstance(ward.recorder.verify(), Intact)


def test_an_answer_in_time_is_not_escalated(ward):
    task = ward.opened()
    ward.answer(ward.step(task, "claim"), ADVICE)
    ward.clock.pass_by(days=9)
    assert ward.work.escalate_due(ward.clock()) == 0


def test_the_most_urgent_comes_first(ward):
    tickets = [ward.opened(one, text=name).ticket for name, one in [("a", deferral()), ("b", alarm())]]
    ward.clock.pass_by(minutes=-3)
    tickets.append(ward.opened(text="c").ticket)
    assert [one.ticket for one in ward.work.queue(LI)] == [tickets[1], tickets[2], tickets[0]]


def test_a_list_that_was_looked_at_before_shows_every_change_since(ward):
    tasks = [ward.opened(id=f"q{number}", text=f"第{number}件事？") for number in range(3)]
    everything, listed = frozenset(State), lambda: {one.task_id: one for one in ward.store.tasks(everything)}
    assert set(listed()) == {one.task_id for one in tasks}
    ward.step(tasks[0], "claim")
    assert (listed()[tasks[0].task_id].owner, listed()[tasks[1].task_id].owner) == (LI.person, None)
    ward.beside.note_read(tasks[2].task_id, ward.clock.now)
    assert listed()[tasks[2].task_id].read_at == ward.clock.now
    assert ward.store.tasks(everything) == ward.beside.tasks(everything)


def test_words_are_sealed_and_gone_with_their_person(ward, tmp_path):
    task = ward.opened(text="CANARY 我的隐私", evidence=())
    ward.step(task, "claim", note="CANARY reason")
    for file in tmp_path.glob("house.sqlite3*"):
        assert b"CANARY" not in file.read_bytes()
    ward.recorder.erase(PATIENT.person)
    assert ward.work.packet(task) is None
    with pytest.raises(TaskError, match="erased"):
        ward.answer(task, ADVICE)
    assert ward.step(task, "cancel", OFFICER).state is State.CANCELLED
    assert isinstance(ward.recorder.verify(), Intact)


def test_a_ticket_is_short_and_never_the_same():
    from assistant.worklist.task import folded_ticket, new_ticket

    drawn = {new_ticket() for _ in range(2000)}
    assert len(drawn) == 2000
    assert all(
        re.fullmatch(r"[2-9B-Z]{4}-[2-9B-Z]{4}", one) and folded_ticket(one.lower()) == one for one in drawn
    )


def test_due_times_follow_the_priority(ward):
    task = ward.opened(alarm())
    assert task.due_at - task.opened_at == timedelta(minutes=5)


class _Left:
    """Everybody is there but who has left."""

    def __init__(self, *gone):
        self._gone = gone

    def serves(self, person):
        return person not in self._gone

    def covering(self, person, at):  # noqa: ARG002 - the port
        return person if self.serves(person) else None

    def __getattr__(self, name):
        return getattr(NO_CALENDAR, name)


def test_what_a_doctor_who_left_had_in_hand_goes_back_at_once_and_the_chain_says_why(ward):
    held = ward.step(ward.opened(), "claim")
    kept = ward.step(ward.opened(id="q2", text="另一个问题？"), "claim", WU)
    ward.work.clocks = replace(ward.work.clocks, staffing=_Left(LI.person))
    assert (ward.work.escalate_due(ward.clock()), ward.work.escalate_due(ward.clock())) == (1, 0)
    back, still = ward.store.task(held.ticket), ward.store.task(kept.ticket)
    assert (back.state, back.owner, back.queue, back.due_at) == ("returned", None, held.queue, held.due_at)
    assert (still.owner, still.version) == (kept.owner, kept.version)
    last = ward.work.history(back)[-1]
    assert (last.step, last.by) == ("leave", "clock")
    assert ward.step(back, "claim", WU).owner == WU.person


def test_what_waits_in_the_own_queue_of_a_doctor_who_left_comes_to_a_desk(ward):
    held = replace(ward.opened(), queue=Queue(kind="doctor", name=LI.person), level=-1)
    after = moved(held, Move(step="leave", by=CLOCK, at=ward.clock()), ward.work.clocks)
    desks = ward.work.clocks.of(held.priority).desks
    assert (after.queue, after.level) == (Queue(kind="desk", name=desks[0]), 0)
    assert after.next_at is not None
