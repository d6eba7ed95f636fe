"""From a posting to its end: nobody is told before a doctor accepted, nobody is lost afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.errors import (
    AccessDeniedError,
    DuplicateFindingError,
    FindingError,
    FindingStateError,
    TaskStateError,
    TaskTakenError,
    UnknownFindingError,
    UnknownSourceError,
)
from assistant.exchange import Asker, Role
from assistant.findings import Standing
from assistant.findings.export import as_csv
from assistant.findings.finding import Stage
from assistant.findings.funnel import Funnel
from assistant.findings.store import Posting
from assistant.worklist.worklist import Asked
from serving.ui.cockpit.reply import reply_html
from serving.ui.cockpit.views import TaskView, Viewer
from tests.unit.findings.conftest import ADMIN, CLERK, LI, OFFICER, PANDA, PATIENT, WU, finding

pytestmark = pytest.mark.story


def test_a_finding_is_reviewed_then_called_then_settled(ward):
    case = ward.taken()
    (task,) = ward.work.queue(LI)
    assert (task.kind, task.priority, task.queue.name) == ("review", "P3", "胰腺外科")
    assert "胰体部可疑占位" in ward.work.packet(task).situation.question
    shown = TaskView(
        now=ward.clock(),
        viewer=Viewer(person=LI.person, answers=True),
        task=task,
        packet=ward.work.packet(task),
        history=(),
        reply=None,
    )
    assert f'href="/findings/{task.ticket}"' in reply_html(shown)
    with pytest.raises(FindingStateError, match="before a doctor"):
        ward.room.script(case, "zh")
    case = ward.reviewed(case)
    assert (case.standing, ward.work.seen(case.ticket, LI).state) == (Standing.TO_CALL, "answered")
    spoken = " ".join(one.text for one in ward.room.script(case, "zh"))
    assert "腹部 CT 检查" in spoken
    assert "周平" in spoken
    assert not {"占位", "胰", "PANDA"} & {word for word in ("占位", "PANDA") if word in spoken}

    ward.clock.pass_by(hours=1)
    ward.step(case, "not_reached")
    case = ward.step(case, "reached", day=ward.clock().date() + timedelta(days=5))
    with pytest.raises(AccessDeniedError):
        ward.step(case, "confirmed", note="病理")
    case = ward.step(case, "confirmed", LI, note="病理证实")
    assert (case.standing, case.due_at) == (Standing.CONFIRMED, None)
    assert [one.step for one in ward.room.history(case)] == [
        "post", "accept", "not_reached", "reached", "confirmed",
    ]  # fmt: skip
    assert ward.records.verify().links == 1 + 5 + 2


def test_what_is_not_accepted_says_why_and_calls_nobody(ward):
    case = ward.taken()
    with pytest.raises(FindingStateError, match="conclusion"):
        ward.reviewed(case, reasons=("", "伪影"))
    ward.work.step(case.ticket, "release", LI, Asked(note="再看"))
    case = ward.reviewed(case, recall=False, reasons=("", "呼吸伪影"))
    assert case.standing is Standing.NOT_ACCEPTED
    assert [one.reason for one in case.review.judged] == ["", "呼吸伪影"]
    again = ward.taken("E2")
    with pytest.raises(FindingStateError, match="say why in 'note'"):
        ward.reviewed(again, recall=False)


def test_a_review_needs_the_task_and_goes_by_no_other_door(ward):
    case = ward.taken()
    with pytest.raises(UnknownFindingError):
        ward.room.seen(case.ticket, WU)
    second = replace(LI, person="p_second")
    ward.work.step(case.ticket, "claim", second, Asked())
    with pytest.raises(TaskTakenError):
        ward.reviewed(case)
    with pytest.raises(TaskStateError, match="review"):
        ward.work.step(case.ticket, "cancel", OFFICER, Asked(note="x"))


@pytest.mark.parametrize("asker", [PATIENT, ADMIN, Asker(role=Role.AUDITOR, person="p_a"), WU])
def test_who_has_nothing_to_do_with_it_sees_none(ward, asker):
    case = ward.reviewed(ward.taken())
    assert ward.room.cases(asker) == ()
    with pytest.raises(UnknownFindingError):
        ward.room.seen(case.case_id, asker)


def test_a_clerk_calls_but_sees_nothing_before_the_review(ward):
    case = ward.taken()
    assert ward.room.cases(CLERK) == ()
    ward.reviewed(case)
    assert len(ward.room.cases(CLERK)) == 1


def test_the_same_posting_makes_one_case_and_another_under_its_key_is_refused(ward):
    case = ward.taken()
    assert ward.room.posted(PANDA, Posting(key="kE1", sha256="0")) == case
    assert ward.taken() == case
    with pytest.raises(DuplicateFindingError, match="another content"):
        ward.room.take(finding(), PANDA, Posting(key="kE1", sha256="1"))
    with pytest.raises(DuplicateFindingError, match="reviewed once"):
        ward.room.take(finding(), PANDA, Posting(key="other", sha256="0"))
    assert len(ward.work.queue(LI)) == 1


def test_a_finding_that_says_what_to_take_is_refused(ward):
    with pytest.raises(FindingError, match="never what to take"):
        ward.taken(stages=(Stage(name="结论", text="阿司匹林 100mg 每天一次"),))
    assert ward.work.queue(LI) == ()


def test_a_key_posts_for_its_own_source_alone(ward):
    asker = Asker(role=Role.CLERK, person="key_panda")
    assert ward.room.source_of(asker, "panda") == PANDA
    for stranger, named in ((asker, "ruipath"), (replace(asker, person="key_x"), None)):
        with pytest.raises(UnknownSourceError):
            ward.room.source_of(stranger, named)
    with pytest.raises(FindingError, match="another source"):
        ward.room.put_source(replace(PANDA, name="grape"), ADMIN)


def test_a_call_that_nobody_makes_goes_to_whoever_is_on_call_and_up(ward):
    ward.on_call |= {"胰腺外科": "p_night", "duty_officer": "p_duty"}
    case = ward.reviewed(ward.taken())
    levels = []
    for _ in range(4):
        ward.clock.pass_by(hours=25)
        ward.room.escalate_due(ward.clock())
        now = ward.room.seen(case.ticket, LI)
        levels.append((now.level, now.called))
    assert levels == [(0, None), (0, None), (1, "p_night"), (2, "p_duty")]
    (notice,) = ward.room.notices(ward.clock())
    assert (notice.kind, notice.queue, notice.priority) == ("overdue", "duty_officer", "P3")
    assert "周平" not in notice.line()
    assert ward.room.seen(case.ticket, WU).level == 2
    assert ward.step(now, "call_later", day=ward.clock().date() + timedelta(days=1)).level == 0


def test_the_funnel_counts_and_says_when_a_source_flags_too_much(ward):
    first = ward.reviewed(ward.taken())
    ward.step(first, "reached", day=ward.clock().date())
    ward.step(first, "confirmed", LI, note="病理")
    ward.step(ward.reviewed(ward.taken("E2")), "refused", note="“不想查”")
    ward.reviewed(ward.taken("E3"), recall=False, reasons=("", "血管断面"))
    ward.taken("E4")
    (row,) = ward.room.funnel()
    assert (row.flagged, row.reviewed, row.accepted, row.reached, row.confirmed) == (4, 3, 2, 2, 1)
    assert (row.stages, row.stages_accepted, row.refused) == (6, 5, 1)
    assert (row.rate, row.over_budget) == (None, None)
    for examined, over in ((500, False), (499, True)):
        ward.room.note_examined(PANDA, row.month, examined, by="key_panda")
        assert ward.room.funnel()[0].over_budget is over
    with pytest.raises(FindingError, match="month"):
        ward.room.note_examined(PANDA, "2099-01", 1, by="key_panda")


def test_the_published_roll_out_stays_within_its_budget():
    """Ningbo as reported: 180,000 examined, 1,400 flagged."""
    told = Funnel(source="panda", month="2026-01", budget=0.008, examined=180_000, flagged=1_400)
    assert round(told.rate, 4) == 0.0078
    assert not told.over_budget


def test_the_export_names_nobody_and_holds_no_formula(ward):
    ward.step(ward.reviewed(ward.taken("=E1")), "refused", note="=cmd()")
    written = as_csv(ward.room.everything())
    assert "周平" not in written
    assert "139" not in written
    assert "'=E1" in written
    assert "'=cmd()" in written
