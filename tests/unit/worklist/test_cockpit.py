"""The cockpit as HTML: clocks, the packet with nothing left out, and only the steps that are possible."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.handover.packet import DraftClaim
from assistant.worklist.judging import work_of
from assistant.worklist.reply import JudgedClaim, ReplyDraft, Signer, signed
from assistant.worklist.task import State
from assistant.worklist.triggers import trigger_names
from serving.ui.cockpit.packet import task_html
from serving.ui.cockpit.queue import queue_html
from serving.ui.cockpit.views import QueueView, TaskView, Viewer
from tests.unit.worklist.conftest import LI, OFFICER, alarm, deferral

EVIL = "<script>alert(1)</script>\"'&"
DOCTOR = Viewer(person=LI.person, answers=True)
SAFETY = Viewer(person=OFFICER.person, answers=False)
NAMES = {LI.person: "李医生", "triage_nurse": "分诊护士"}


def seen(ward, task, viewer=DOCTOR, **changes):
    task = ward.store.task(task.ticket)
    packet = ward.work.packet(task)
    draft = (DraftClaim(number=1, text=f"每3个月复查一次。{EVIL}", source="p1"),)
    packet = packet and replace(packet, request=replace(packet.request, draft=draft))
    values = {
        "now": ward.clock(),
        "viewer": viewer,
        "task": task,
        "packet": packet,
        "history": ward.work.history(task),
        "reply": ward.work.reply(task),
        "names": NAMES,
    }
    return task_html(TaskView(**values | changes))


def test_queue_is_counted_and_every_clock_runs_towards_the_promise(ward):
    calm = ward.opened()
    ward.opened(alarm(), text="胸口疼得厉害")
    left = calm.due_at - ward.clock() + timedelta(hours=2, minutes=5)
    ward.clock.pass_by(seconds=left.total_seconds())
    view = QueueView(now=ward.clock(), viewer=DOCTOR, tasks=ward.work.queue(LI), names=NAMES)
    html = queue_html(view)
    assert html.index("yz-p0") < html.index("yz-p3")
    assert "待处理 2" in html
    assert "超时 2" in html
    assert "已超时 2 小时 5 分" in html
    assert "红旗征象" in html
    assert 'title="D11"' in html


def test_an_empty_queue_says_so(ward):
    view = QueueView(now=ward.clock(), viewer=DOCTOR, tasks=())
    assert "没有等待处理的任务" in queue_html(view)
    assert "今日到期的召回 2（超时 1）" in queue_html(replace(view, recalls=2, recalls_late=1))


def test_every_word_of_the_asker_is_escaped_and_the_unknown_is_named(ward):
    html = seen(ward, ward.opened(text=f"我不吸烟，能喝酒吗？{EVIL}"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "yz-unknown" in html
    assert html.count("yz-fact ") == len(ward.work.packet(ward.store.tasks({State.OPEN})[0]).background.facts)


@pytest.mark.parametrize(
    ("viewer", "claimed_by", "steps"),
    [
        pytest.param(DOCTOR, None, {"claim", "escalate"}, id="doctor-waiting"),
        pytest.param(DOCTOR, LI, {"release", "escalate"}, id="doctor-mine"),
        pytest.param(replace(DOCTOR, person="p_wu"), LI, {"escalate"}, id="doctor-anothers"),
        pytest.param(SAFETY, None, {"escalate", "close"}, id="officer-waiting"),
    ],
)
def test_only_what_is_possible_is_offered(ward, viewer, claimed_by, steps):
    task = ward.opened()
    if claimed_by:
        ward.step(task, "claim", claimed_by)
    html = seen(ward, task, viewer)
    offered = {one for one in ("claim", "release", "escalate", "close") if f'data-yz-step="{one}"' in html}
    assert offered == steps
    assert ("yz-reply" in html) is (claimed_by is not None and viewer is DOCTOR)


def test_a_draft_has_no_verdict_before_the_doctor_gives_one(ward):
    task = ward.opened()
    ward.step(task, "claim")
    html = seen(ward, task)
    assert html.count('type="radio"') == 3
    assert not re.search(r'type="radio"[^>]*checked', html)
    assert "&lt;script&gt;" in html


def test_a_signed_reply_stands_with_its_name_and_what_was_judged(ward):
    task = ward.opened()
    ward.step(task, "claim")
    offered = ward.work.packet(ward.store.task(task.ticket)).request.draft
    judged = tuple(JudgedClaim(claim=one.number, verdict="rejected", text="不合适") for one in offered)
    ward.answer(task, ReplyDraft(decision="clinic", text="请到心内科门诊复诊。", claims=judged))
    html = seen(ward, task)
    assert "请到心内科门诊复诊。" in html
    assert LI.person in html
    assert "yz-reply" not in html
    assert 'data-yz-step="close"' in html
    assert "100% of the draft changed" in html


def test_what_a_reply_took_is_measured_against_the_draft(ward):
    task = ward.opened()
    ward.step(task, "claim")
    packet = ward.work.packet(ward.store.task(task.ticket))
    offered = DraftClaim(number=1, text="血压不稳时请到门诊复诊。", source="p1")
    packet = replace(packet, request=replace(packet.request, draft=(offered,)))
    ward.clock.pass_by(minutes=7)
    for verdict, text, changed in (
        ("accepted", None, 0),
        ("edited", offered.text[:-3] + "就诊吧。", 2),
        ("edited", "全部重写" * 200, len(offered.text)),
        ("rejected", None, len(offered.text)),
    ):
        written = ReplyDraft(
            decision="clinic", text="请复诊。", claims=(JudgedClaim(claim=1, verdict=verdict, text=text),)
        )
        signer = Signer(person="p", name="李", department=None)
        claimed = ward.store.task(task.ticket).claimed_at
        reply = signed(task.ticket, signer, written, "请复诊。", claimed_at=claimed, at=ward.clock())
        work = work_of(packet, reply)
        assert (work.seconds, work.changed, work.offered) == (420, changed, len(offered.text))
    assert work_of(None, reply).share is None


def test_an_erased_asker_leaves_a_task_that_can_only_be_ended(ward):
    task = ward.opened(deferral())
    html = seen(ward, task, packet=None)
    assert "只能结束" in html
    assert "yz-asked" not in html


def test_every_trigger_has_a_name_in_both_languages():
    names = trigger_names()
    assert set(names) == {f"D{number:02}" for number in range(1, 36)}
    assert all(one["zh"] and one["en"] for one in names.values())
