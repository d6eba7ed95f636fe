"""The staff office: nobody acts on the own account, the last administrator stays, each act is a link."""

import json
from threading import Barrier, Thread

import pytest

from assistant.errors import AccessDeniedError, AccountError, NotSignedInError, WrongPasswordError
from assistant.exchange import Role
from assistant.people import asker_as
from assistant.staff import read_table
from assistant.staff_office import Sought, StaffOffice
from assistant.store.auditing import SqlAudit
from assistant.store.keys import KeyRing, MasterKey
from tests.fakes.doors import PASSWORD

NEW = "seven blue pears rose"


@pytest.fixture
def audit(database, tmp_path):
    return SqlAudit(database, KeyRing(MasterKey.open(tmp_path / "keys" / "master.key")))


@pytest.fixture
def office(book, audit, clock):
    return StaffOffice(book, audit.find, now=clock)


@pytest.fixture
def an(book):
    return book.asker_for(book.create_account("an", PASSWORD, role=Role.ADMIN))


@pytest.fixture
def li(book):
    return book.create_account("li", PASSWORD, role=Role.DOCTOR, department="心内科")


def doings(office, account_id=""):
    return [one.decision for one in office.history(account_id).links][::-1]


def test_a_start_password_opens_once_and_must_be_changed(office, book, an):
    made = office.make(an, " Wang ", role=Role.DOCTOR, department="儿科")
    assert (made.account.name, made.account.must_change) == ("wang", True)
    session = book.sign_in("wang", made.password)
    assert book.session(session.token).must_change
    who = made.account.account_id
    with pytest.raises(AccountError, match="somebody else knows"):
        book.change_password(who, old=made.password, new=made.password)
    book.change_password(who, old=made.password, new=NEW)
    assert not book.sign_in("wang", NEW).account.must_change


def test_every_act_is_a_link_with_who_and_why(office, book, audit, an, li):
    office.change(an, li.account_id, role=Role.CLERK, department="病案室", why=" 转岗 ")
    office.new_password(an, li.account_id, "忘记密码")
    office.close(an, li.account_id, "离职")
    office.reopen(an, li.account_id, "返聘")
    told = ["staff:changed", "staff:password", "staff:closed", "staff:reopened"]
    assert doings(office, li.account_id) == doings(office) == told
    last, first = office.history(li.account_id).links[0], office.history(li.account_id).links[-1]
    assert {one.versions["by"] for one in (first, last)} == {an.person}
    assert json.loads(audit.opened(first.record_id).text) == {
        "role": "clerk",
        "department": "病案室",
        "disabled": False,
        "why": "转岗",
    }
    assert (audit.verify().links, book.account(li.account_id).disabled) == (4, False)


def test_what_was_closed_opens_by_a_new_password_alone(office, book, an, li):
    session = book.sign_in("li", PASSWORD)
    office.close(an, li.account_id)
    with pytest.raises(NotSignedInError):
        book.session(session.token)
    with pytest.raises(AccountError, match="open it again first"):
        office.new_password(an, li.account_id, "x")
    opened = office.reopen(an, li.account_id, "误停")
    with pytest.raises(WrongPasswordError):
        book.sign_in("li", PASSWORD)
    assert book.sign_in("li", opened.password).account.must_change
    with pytest.raises(AccountError, match="is open"):
        office.reopen(an, li.account_id, "再开")


STEPS = {
    "change": lambda office, by, whom: office.change(by, whom, role=Role.AUDITOR, department=None, why="x"),
    "close": lambda office, by, whom: office.close(by, whom, "x"),
    "reopen": lambda office, by, whom: office.reopen(by, whom, "x"),
    "password": lambda office, by, whom: office.new_password(by, whom, "x"),
    "factor": lambda office, by, whom: office.take_factor_off(by, whom, "x"),
}


def test_no_step_on_the_own_account_and_none_by_others(office, book, an, li):
    for role in set(Role) - {Role.ADMIN}:
        for step in STEPS.values():
            with pytest.raises(AccessDeniedError):
                step(office, asker_as(role, person="p_x", department=None), li.account_id)
    for step in STEPS.values():
        with pytest.raises(AccountError, match="your own account"):
            step(office, an, an.person)
    taken = office.take_in(an, read_table(b"name,role\nan,doctor\n"), dry=False, passwords=False)
    assert [(one.result, one.done) for one in taken] == [("faulty", False)]
    assert (doings(office), book.account(an.person).role) == ([], Role.ADMIN)


def test_of_two_administrators_who_close_each_other_at_once_one_stays(office, book, an):
    bo = book.asker_for(book.create_account("bo", PASSWORD, role=Role.ADMIN))
    ready, refused = Barrier(2), []

    def close(by, whom):
        ready.wait()
        try:
            office.close(by, whom.person, "x")
        except AccountError as fault:
            refused.append(str(fault))

    both = [Thread(target=close, args=pair) for pair in ((an, bo), (bo, an))]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.disabled for one in book.accounts()].count(False) == 1
    assert len(refused) == 1
    assert "last administrator" in refused[0]


def test_patients_keep_their_role_and_are_found_by_the_whole_name(office, book, an, li):
    zhao = book.create_account("zhaowu", PASSWORD, role=Role.PATIENT)
    for whom, role in ((zhao, Role.DOCTOR), (li, Role.PATIENT)):
        with pytest.raises(AccountError, match="stays a patient"):
            office.change(an, whom.account_id, role=role, department=None, why="x")
    found = {words: [one.name for one in office.people(Sought(words=words))] for words in ("zhao", "zhaowu")}
    assert found == {"zhao": [], "zhaowu": ["zhaowu"]}
    assert [one.name for one in office.people(Sought(words="心内"))] == ["li"]
    assert [one.name for one in office.people(Sought(role=Role.ADMIN))] == ["an"]
    assert office.people(Sought(state="closed")) == ()


@pytest.mark.usefixtures("li")
def test_a_list_tells_who_brought_it(office, book, an):
    listed = read_table("工号,角色,科室,在职\nli,医生,儿科,是\nqian,病案员,,是\nan,管理员,,是\n".encode())
    taken = office.take_in(an, listed, dry=False, passwords=True)
    assert [one.result for one in taken] == ["changed", "created", "unchanged"]
    assert doings(office) == ["staff:changed", "staff:made"]
    assert book.sign_in("qian", taken[1].password or "").account.must_change
