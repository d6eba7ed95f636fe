"""Two signatures for the grave: nothing goes out before the second, which is another doctor's."""

import tomllib
from importlib import resources

import pytest

from assistant.audit import Intact
from assistant.errors import AccessDeniedError, SettingsError, TaskStateError, UnknownTaskError
from assistant.exchange import Asker, Role
from assistant.wiring import _grave
from assistant.worklist import Worklist
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.reply import ReplyDraft, Signer
from assistant.worklist.task import State
from assistant.worklist.worklist import Asked
from serving.ui.cockpit.packet import task_html
from serving.ui.cockpit.views import TaskView, Viewer
from tests.unit.worklist.conftest import LI, OFFICER, PATIENT, WU, deferral

WORDS = ReplyDraft(decision="clinic", text="请来门诊面谈。")


@pytest.fixture
def grave(ward, gate):
    """The same ward, in which prognosis takes two signatures."""
    ward.work = Worklist(ward.store, gate, shipped_clocks(), now=ward.clock, grave=["D24"])
    return ward


def proposed(ward):
    return ward.answer(ward.step(ward.opened(deferral("prognosis")), "claim"), WORDS)


def second(ward, task, asker=WU, **asked):
    signer = Signer(person=asker.person, name="吴", department=asker.department)
    return ward.work.countersign(task.ticket, signer, asker, Asked(**asked))


def test_a_grave_reply_waits_for_another_doctor_and_goes_out_under_both(grave):
    task = proposed(grave)
    assert (task.state, task.answered_at) == (State.PROPOSED, None)
    own = grave.work.own(task.ticket, PATIENT.person)
    assert (grave.work.reply(own), grave.work.proposed(task).sent) == (None, WORDS.text)
    first_hash = grave.work.proposed(task).sha256
    with pytest.raises(TaskStateError, match="another person"):
        second(grave, task, LI)
    done = second(grave, task)
    reply = grave.work.reply(done)
    assert (done.state, reply.signer.person, reply.second.person) == (State.ANSWERED, LI.person, WU.person)
    assert (reply.sent, reply.sha256 == first_hash) == (WORDS.text, False)
    assert [one.step for one in grave.work.history(done)][-2:] == ["propose", "countersign"]
    assert isinstance(grave.recorder.verify(), Intact)


def test_the_second_doctor_may_send_it_back_with_a_reason(grave):
    task = proposed(grave)
    with pytest.raises(TaskStateError, match="why"):
        grave.step(task, "send_back", WU, note="")
    back = grave.step(task, "send_back", WU, note="语气太直接")
    assert (back.state, back.owner) == (State.CLAIMED, LI.person)
    assert grave.work.proposed(back) is None
    again = grave.answer(back, ReplyDraft(decision="advise", text="我们当面谈。"))
    assert grave.work.reply(second(grave, again)).sent == "我们当面谈。"


def test_a_reply_that_nobody_seconds_in_time_goes_to_the_next_desk(grave):
    task = proposed(grave)
    grave.clock.pass_by(days=3)
    assert grave.work.escalate_due(grave.clock()) == 1
    moved = grave.store.task(task.ticket)
    assert (moved.state, moved.owner, grave.work.reply(moved)) == (State.ESCALATED, None, None)
    with pytest.raises(TaskStateError):
        second(grave, moved)


@pytest.mark.parametrize("asker", [PATIENT, OFFICER, Asker(role=Role.ADMIN, person="p_admin")])
def test_only_a_doctor_seconds(grave, asker):
    task = proposed(grave)
    with pytest.raises((AccessDeniedError, UnknownTaskError)):
        second(grave, task, asker)


def test_two_seconds_send_it_once(grave):
    task = proposed(grave)
    second(grave, task)
    with pytest.raises(TaskStateError):
        second(grave, task, Asker(role=Role.DOCTOR, person="p_zhou"))


def test_what_is_not_grave_goes_out_at_once(grave):
    task = grave.answer(grave.step(grave.opened(deferral("weak_evidence")), "claim"), WORDS)
    assert task.state is State.ANSWERED


def test_the_setting_names_triggers_alone():
    assert (_grave(""), _grave("D24, D12")) == ([], ["D24", "D12"])
    with pytest.raises(SettingsError, match="D99"):
        _grave("D99")


def test_the_cockpit_offers_the_second_signature_to_another_doctor_alone(grave):
    task = proposed(grave)
    shown = {}
    for asker in (LI, WU):
        view = TaskView(
            now=grave.clock(),
            viewer=Viewer(person=asker.person, answers=True),
            task=task,
            packet=grave.work.packet(task),
            history=grave.work.history(task),
            reply=grave.work.reply(task),
            proposed=grave.work.proposed(task),
        )
        shown[asker.person] = task_html(view)
    assert [f'data-yz-step="{step}"' in shown[LI.person] for step in ("countersign", "send_back")] == [
        False,
        True,
    ]
    assert 'data-yz-step="countersign"' in shown[WU.person]
    assert all(WORDS.text in html and "<form" not in html for html in shown.values())


def test_every_state_has_a_word_for_the_asker():
    read = tomllib.loads(resources.files("serving.ui.patient").joinpath("labels.toml").read_text("utf-8"))
    assert {f"state_{one.value}" for one in State} <= set(read["labels"])
