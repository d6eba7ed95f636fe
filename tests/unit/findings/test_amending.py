"""A source takes a finding back or corrects it: nobody is called in vain, whoever was is not left alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.audit import Intact
from assistant.errors import (
    DuplicateFindingError,
    FindingError,
    FindingStateError,
    TaskTakenError,
    UnknownFindingError,
)
from assistant.findings import Standing
from assistant.findings.export import as_csv
from assistant.findings.finding import Judged, Stage, Subject
from assistant.findings.room import Wished
from assistant.findings.store import Posting
from assistant.worklist.reply import Signer
from assistant.worklist.worklist import Asked
from serving.ui.findings.case import CaseView, case_html
from serving.ui.findings.listing import Listing, listing_html
from tests.unit.findings.conftest import CLERK, LI, PANDA, finding

pytestmark = pytest.mark.story
CLEAN = (Stage(name="分割", text="胰腺轮廓完整"), Stage(name="结论", text="未见可疑占位", score=0.02))


def back(ward, number="E1", key="b1", reason="图像配错了人"):
    return ward.room.take_back(number, reason, PANDA, Posting(key=key, sha256=key))


def anew(ward, number="E1", key="c1", **fields):
    changed = finding(number, **{"stages": CLEAN} | fields)
    return ward.room.correct(changed, PANDA, Posting(key=key, sha256=key))


def called(ward, number="E1", days=5):
    case = ward.reviewed(ward.taken(number))
    return ward.step(case, "reached", day=ward.clock().date() + timedelta(days=days))


def decide(ward, case, step, note="看过原片"):
    ward.work.step(case.ticket, "claim", LI, Asked())
    return ward.step(case, step, LI, note=note)


def again(ward, case, reason="", *, recall=False, by=LI):
    ward.work.step(case.ticket, "claim", by, Asked())
    judged = [Judged(1, "accepted"), Judged(2, "not_accepted" if reason else "accepted", reason)]
    signer = Signer(person=by.person, name="李", department=by.department)
    wished = Wished(version=case.version)
    return ward.room.review(case.ticket, signer, by, judged, recall=recall, note="", wished=wished)


def test_what_nobody_reviewed_yet_ends_with_its_task(ward):
    case = ward.taken()
    assert back(ward).standing is Standing.TAKEN_BACK
    assert ward.work.queue(LI) == ()
    assert ward.work.seen(case.ticket, LI).state == "cancelled"
    assert back(ward, key="b2").version == 2, "taking back twice is taking back once"
    assert [one.step for one in ward.room.history(case)] == ["post", "take_back"]
    assert isinstance(ward.records.verify(), Intact)


def test_what_waits_for_a_call_leaves_the_recall_list_and_nobody_is_called(ward):
    case = ward.reviewed(ward.taken())
    ward.step(case, "not_reached")
    case = back(ward)
    assert (case.standing, case.due_at) == (Standing.TAKEN_BACK, None)
    with pytest.raises(FindingStateError, match="taken back"):
        ward.room.script(case, "zh")
    with pytest.raises(FindingStateError, match="cannot take the step"):
        ward.step(case, "not_reached")
    ward.clock.pass_by(days=30)
    assert (ward.room.escalate_due(ward.clock()), ward.room.notices(ward.clock())) == (0, ())


def test_whoever_was_called_already_becomes_a_doctors_task_and_is_told(ward):
    first = called(ward)
    case = back(ward)
    assert (case.standing, case.due_at) == (Standing.RECONSIDER, None)
    (task,) = ward.work.queue(LI)
    assert (task.ticket, task.kind, task.state) == (case.ticket, "review", "open")
    assert "撤回" in ward.work.packet(task).request.decision
    assert ward.room.seen(first.ticket, LI).ticket == case.ticket, "the first number still leads there"
    assert ward.room.cases(CLERK) == ()
    with pytest.raises(TaskTakenError):
        ward.step(case, "call_off", LI, note="误报")
    case = decide(ward, case, "call_off", "误报，不必再来")
    assert (case.standing, ward.work.seen(case.ticket, LI).state) == (Standing.TO_TELL, "answered")
    spoken = " ".join(one.text for one in ward.room.script(ward.room.seen(case.ticket, CLERK), "zh"))
    assert "不需要专门来" in spoken
    assert "占位" not in spoken
    ward.clock.pass_by(hours=50)
    assert ward.room.escalate_due(ward.clock()) == 1
    assert ward.step(ward.step(case, "not_reached"), "told").standing is Standing.TAKEN_BACK


@pytest.mark.parametrize(
    ("step", "standing"),
    [("uphold", Standing.FOLLOW_UP), ("let_rest", Standing.TAKEN_BACK)],
)
def test_a_doctor_may_uphold_it_or_let_it_rest(ward, step, standing):
    day = called(ward).due_at
    case = decide(ward, back(ward), step)
    assert (case.standing, case.due_at) == (standing, day if step == "uphold" else None)


def test_a_settled_case_of_somebody_who_was_reached_is_looked_at_again(ward):
    ward.step(called(ward), "confirmed", LI, note="病理")
    case = back(ward)
    assert case.standing is Standing.RECONSIDER
    assert decide(ward, case, "uphold", "病理为准").standing is Standing.CONFIRMED


def test_a_call_that_was_made_while_it_was_taken_back_is_not_lost(ward):
    ward.reviewed(ward.taken())
    case = back(ward)
    told = ward.step(case, "reached", LI, day=ward.clock().date() + timedelta(days=2))
    assert (told.standing, [one.ticket for one in ward.work.queue(LI)]) == (
        Standing.RECONSIDER,
        [told.ticket],
    )
    assert decide(ward, told, "uphold").standing is Standing.FOLLOW_UP


def test_a_correction_is_reviewed_anew_and_the_first_review_stays(ward):
    first = ward.taken()
    ward.work.step(first.ticket, "claim", LI, Asked())
    case = anew(ward)
    assert (case.standing, case.finding.stages) == (Standing.FLAGGED, CLEAN)
    (task,) = ward.work.queue(LI)
    assert (task.ticket, task.owner) == (case.ticket, None)
    assert "未见可疑占位" in ward.work.packet(task).situation.question
    assert "更正" in ward.work.packet(task).request.decision
    with pytest.raises(FindingStateError, match="which you read"):
        ward.reviewed(case, recall=False, reasons=("", "没有病灶"))
    ward.work.step(case.ticket, "release", LI, Asked(note="再看"))
    done = again(ward, case, "没有病灶")
    assert (done.standing, [one.finding.stages[-1].text for one in done.earlier]) == (
        Standing.NOT_ACCEPTED,
        ["胰体部可疑占位"],
    )
    assert anew(ward, key="c2").version == done.version, "the same words again change nothing"


def test_a_correction_after_the_call_keeps_the_day_or_tells_the_person(ward):
    day = called(ward).due_at
    case = anew(ward, stages=(STAGE_WORSE,))
    assert (case.standing, ward.room.cases(CLERK)) == (Standing.FLAGGED, ())
    ward.work.step(case.ticket, "claim", LI, Asked())
    signer = Signer(person=LI.person, name="李", department=LI.department)
    wished = Wished(version=case.version)
    kept = ward.room.review(
        case.ticket, signer, LI, [Judged(1, "accepted")], recall=True, note="", wished=wished
    )
    assert (kept.standing, kept.due_at) == (Standing.FOLLOW_UP, day)
    off = again(ward, anew(ward, key="c2"), "没有病灶")
    assert (off.standing, off.due_at is not None) == (Standing.TO_TELL, True)
    assert ward.step(off, "told").standing is Standing.NOT_ACCEPTED


STAGE_WORSE = Stage(name="结论", text="胰体部占位，较前增大")


def test_a_posting_is_kept_once_whatever_it_does(ward):
    called(ward)
    first, second = back(ward), back(ward)
    assert (first.version, second.version) == (first.version, first.version)
    assert ward.room.posted(PANDA, Posting(key="b1", sha256="b1")) == first
    for key in ("b1", "kE1"):
        with pytest.raises(DuplicateFindingError, match="another content"):
            ward.room.posted(PANDA, Posting(key=key, sha256="other"))
    assert ward.room.posted(PANDA, Posting(key="b", sha256="b1")) is None


def test_what_cannot_be_taken_back_or_corrected_is_refused(ward):
    with pytest.raises(UnknownFindingError, match="nothing to take back"):
        back(ward, "E9")
    assert anew(ward, "E9").standing is Standing.FLAGGED, "a correction that comes first is a finding"
    ward.taken()
    for fields, why in (
        ({"subject": Subject(reference="H999", name="周平")}, "the same patient"),
        ({"stages": (Stage(name="结论", text="阿司匹林 100mg"),)}, "never what to take"),
    ):
        with pytest.raises(FindingError, match=why):
            anew(ward, **fields)
    other = replace(PANDA, name="grape", key="key_grape")
    with pytest.raises(UnknownFindingError):
        ward.room.take_back("E1", "", other, Posting(key="x", sha256="x"))


def test_after_a_retraction_the_source_may_post_it_corrected(ward):
    ward.taken()
    back(ward)
    case = anew(ward)
    assert (case.standing, case.taken_back) == (Standing.FLAGGED, None)
    assert len(ward.work.queue(LI)) == 1


def test_funnel_and_export_say_what_was_taken_back_and_corrected(ward):
    called(ward)
    back(ward)
    ward.taken("E2")
    anew(ward, "E2")
    (row,) = ward.room.funnel()
    assert (row.flagged, row.reached, row.taken_back, row.corrected) == (2, 1, 1, 1)
    written = as_csv(ward.room.everything())
    assert written.splitlines()[0].endswith("corrected,taken_back_at")
    assert "图像配错了人" in written


def shown(ward, case, asker, *, holds=False):
    view = CaseView(
        now=ward.clock(),
        case=ward.room.seen(case.ticket, asker),
        names={},
        sees=asker is LI,
        doctor=asker is LI,
        calls=True,
        holds=holds,
        script={},
    )
    return case_html(view)


def test_the_page_says_what_the_source_did_and_offers_what_a_person_may_do(ward):
    called(ward)
    anew(ward)
    case = back(ward)
    unheld, held = shown(ward, case, LI), shown(ward, case, LI, holds=True)
    for page in (unheld, held):
        assert "图像配错了人" in page
        assert "胰体部可疑占位" in page, "what it had said before"
    assert ('value="call_off"' in unheld, "/take" in unheld) == (False, True)
    assert ('value="call_off"' in held, "/take" in held) == (True, False)
    told = shown(ward, decide(ward, case, "call_off", "误报的原因"), CLERK)
    assert 'value="told"' in told
    assert not {"误报的原因", "图像配错了人", "占位"} & {
        word for word in ("误报的原因", "图像配错了人", "占位") if word in told
    }
    listed = listing_html(Listing(now=ward.clock(), cases=ward.room.cases(LI), names={}, sees=True))
    assert case.ticket in listed
