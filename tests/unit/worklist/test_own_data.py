"""A person gets everything that is kept about them, and is erased but for what the law keeps."""

import json

import pytest

from assistant.consent import ConsentBook, Purpose
from assistant.errors import AccountError, SettingsError, WrongPasswordError
from assistant.exchange import Answered, Asker, Role, Trace
from assistant.own_data import OwnDataRoom, Retention
from assistant.settings import read_settings
from assistant.store.consents import SqlConsents
from assistant.store.own_data import SqlOwnData
from assistant.worklist.reply import ReplyDraft
from tests.fakes.databases import stored_bytes
from tests.fakes.doors import PASSWORD, account_book
from tests.unit.worklist.conftest import question

ASKED = "金丝雀：我的化验单说明什么？"
ADVICE = ReplyDraft(decision="clinic", text="请带上化验单，到心内科门诊复诊。")


@pytest.fixture
def book(ward, tmp_path):
    return account_book(ward.store._database, tmp_path, ward.clock)


@pytest.fixture
def room(ward, book):
    database, keys = ward.store._database, ward.store._keys
    consents = ConsentBook(SqlConsents(database), now=ward.clock)
    return OwnDataRoom(SqlOwnData(database, keys), book, consents, retention=Retention(), now=ward.clock)


@pytest.fixture
def patient(book, room):
    account = book.create_account("zhao", PASSWORD, role=Role.PATIENT)
    room._consents.give(account.account_id, {Purpose.CHAT})
    return account.account_id


def asked(ward, patient, text=ASKED):
    """Let a patient ask the machine alone."""
    outcome = Answered(mode="verbatim", claims=(), trace=Trace(versions={}))
    asker = Asker(role=Role.PATIENT, person=patient)
    return ward.recorder.append(question(text, asker=asker), outcome)


def handed_over(ward, patient, *, answered=True):
    """Let a patient's question reach a doctor, and come back."""
    task = ward.opened(text=ASKED, asker=Asker(role=Role.PATIENT, person=patient))
    if answered:
        ward.answer(ward.step(task, "claim"), ADVICE)
    return task


def kinds(told):
    return sorted({(one.kind, one.told is not None) for one in told.items})


def test_an_export_holds_every_word_that_is_kept(ward, room, patient):
    asked(ward, patient)
    handed_over(ward, patient)
    asked(ward, "p_other", text="somebody else's")
    told = room.export(patient)
    assert (told.name, told.role, [one.purpose for one in told.consents]) == ("zhao", Role.PATIENT, ["chat"])
    assert kinds(told) == [("packet", True), ("record", True), ("reply", True)]
    words = [json.loads(one.told) for one in told.items]
    assert sum(ASKED in json.dumps(one, ensure_ascii=False) for one in words) >= 3
    assert any(ADVICE.text in json.dumps(one, ensure_ascii=False) for one in words)
    assert "somebody else" not in json.dumps(words)


def test_who_only_spoke_with_the_machine_is_erased_at_once_and_for_ever(ward, room, book, patient, tmp_path):
    record = asked(ward, patient)
    done = room.erase(patient, by=patient)
    assert done.keys_destroyed == 1
    left = [(one.kind, one.count, one.until) for one in done.kept]
    assert left == [("consent", 1, None), ("audit", 1, None)]
    told = room.export(patient)
    assert (told.name, told.items[0].id, told.items[0].told) == ("", record, None)
    with pytest.raises(WrongPasswordError):
        book.sign_in("zhao", PASSWORD)
    assert book.create_account("zhao", PASSWORD, role=Role.PATIENT).account_id != patient
    assert ward.recorder.verify().links == 2
    assert "金丝雀".encode() not in stored_bytes(tmp_path / "house.sqlite3")


def test_a_dialogue_with_staff_is_closed_for_the_law_s_years_and_then_gone(ward, room, patient):
    task = handed_over(ward, patient)
    asked(ward, patient)
    done = room.erase(patient, by=patient)
    (dialogue,) = [one for one in done.kept if one.kind == "dialogue"]
    assert (dialogue.count, dialogue.until) == (1, ward.clock.now.replace(year=ward.clock.now.year + 3))
    assert ward.store.packet(task.task_id) is None
    assert ward.store.reply(task.task_id) is None
    assert {told for _, told in kinds(room.export(patient))} == {False}
    opened = room.open_withheld(patient, by="operator", reason="医疗纠纷")
    assert kinds(opened) == [("packet", True), ("record", False), ("record", True), ("reply", True)]
    ward.clock.pass_by(days=3 * 365)
    assert room.destroy_due() == 0
    ward.clock.pass_by(days=2)
    assert (room.destroy_due(), room.destroy_due()) == (1, 0)
    assert {told for _, told in kinds(room.open_withheld(patient, by="operator", reason="x"))} == {False}
    assert type(ward.recorder.verify()).__name__ == "Intact"


def test_erasing_twice_tells_again_what_is_kept(ward, room, patient):
    handed_over(ward, patient)
    first, second = (room.erase(patient, by="operator") for _ in range(2))
    assert (first.keys_destroyed, second.keys_destroyed) == (1, 0)
    assert {one.kind: one.until for one in first.kept} == {one.kind: one.until for one in second.kept}


def test_an_old_dialogue_is_erased_with_the_rest(ward, room, patient):
    handed_over(ward, patient)
    ward.clock.pass_by(days=3 * 366)
    done = room.erase(patient, by=patient)
    assert (done.keys_destroyed, {one.kind for one in done.kept}) == (2, {"consent", "audit"})


def test_nobody_is_erased_while_a_doctor_has_the_question(ward, room, patient):
    task = handed_over(ward, patient, answered=False)
    with pytest.raises(AccountError, match=task.ticket):
        room.erase(patient, by=patient)
    assert room.export(patient).name == "zhao"


def test_staff_are_closed_and_not_erased(book, room):
    doctor = book.create_account("li", PASSWORD, role=Role.DOCTOR)
    with pytest.raises(AccountError, match="signed"):
        room.erase(doctor.account_id, by="operator")


def test_what_is_kept_is_opened_only_with_a_reason(ward, room, patient):
    handed_over(ward, patient)
    with pytest.raises(AccountError, match="reason"):
        room.open_withheld(patient, by="operator", reason="  ")
    links = ward.recorder.verify().links
    room.open_withheld(patient, by="operator", reason="court order")
    assert ward.recorder.verify().links == links + 1


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("DIALOGUE_YEARS", 2, False),
        ("DIALOGUE_YEARS", 3, True),
        ("RECORD_YEARS", 14, False),
        ("RECORD_YEARS", 30, True),
        ("LOG_MONTHS", 5, False),
        ("LOG_MONTHS", 6, True),
    ],
)
def test_the_law_s_floors_cannot_be_configured_lower(monkeypatch, name, value, right):
    monkeypatch.setenv(f"YIZHENG_RETENTION__{name}", str(value))
    if right:
        assert getattr(read_settings().retention, name.lower()) == value
    else:
        with pytest.raises(SettingsError, match=name.lower()):
            read_settings()


def test_the_room_itself_knows_the_floors():
    with pytest.raises(ValueError, match="3 years"):
        Retention(dialogue_years=1)


def test_going_back_a_release_opens_nothing_that_was_erased(ward, room, patient):
    task = handed_over(ward, patient)
    asked(ward, "p_other")
    room.erase(patient, by=patient)
    ward.store._database.migrate("0012")
    ward.store._database.migrate()
    assert ward.store.packet(task.task_id) is None
    assert {told for _, told in kinds(room.open_withheld(patient, by="operator", reason="x"))} == {False}
    assert {told for _, told in kinds_of(room, "p_other")} == {True}


def kinds_of(room, person):
    return {(one.kind, one.told is not None) for one in room._store.items(person, withheld=False)}
