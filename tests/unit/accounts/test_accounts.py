"""Nobody comes in by default; who does, comes in by name and password, link or key, for a while."""

import contextlib
import threading
from datetime import timedelta

import pytest

from assistant.accounts import effective_role, require_role
from assistant.errors import (
    AccessDeniedError,
    AccountError,
    LockedOutError,
    NotSignedInError,
    SpentLinkError,
    WrongPasswordError,
)
from assistant.exchange import Role
from assistant.people import Scope
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.doors import PASSWORD

OTHER = "three red pears rolled"


def test_signs_in_and_out(book):
    made = book.create_account("Dr.Li", PASSWORD, role=Role.DOCTOR, department="心内科")
    signed_in = book.sign_in(" dr.li ", PASSWORD)
    asker = book.asker_for(book.session(signed_in.token))
    assert (asker.person, asker.role, asker.department) == (made.account_id, Role.DOCTOR, "心内科")
    assert asker.groups == {"all", "staff", "doctor"}
    book.sign_out(signed_in.token)
    with pytest.raises(NotSignedInError):
        book.session(signed_in.token)


def test_a_patient_reads_only_what_all_may_read(book):
    patient = book.create_account("p", PASSWORD, role=Role.PATIENT)
    assert book.asker_for(patient).groups == {"all"}


@pytest.mark.parametrize(
    ("name", "password"),
    [
        pytest.param("nobody", PASSWORD, id="unknown-name"),
        pytest.param("li", OTHER, id="wrong-password"),
        pytest.param("li", "", id="empty"),
        pytest.param("li", "x" * 100_000, id="very-long"),
        pytest.param("closed", PASSWORD, id="disabled"),
        pytest.param("\ud800\x00", PASSWORD, id="no-text"),
    ],
)
def test_every_refusal_says_the_same(book, name, password):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    book.disable(book.create_account("closed", PASSWORD, role=Role.DOCTOR).account_id)
    with pytest.raises(WrongPasswordError) as caught:
        book.sign_in(name, password)
    assert str(caught.value) == "name and password do not belong together"


def test_an_unknown_name_costs_a_hash_too(book, monkeypatch):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    asked = []
    verify = book._passwords._hasher.verify
    monkeypatch.setattr(
        type(book._passwords._hasher), "verify", lambda _, *given: asked.append(given) or verify(*given)
    )
    for name in ("li", "nobody"):
        with pytest.raises(WrongPasswordError):
            book.sign_in(name, OTHER)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("password", "words"),
    [
        pytest.param("eleven char", "at least 12", id="short"),
        pytest.param("x" * 300, "at most", id="long"),
        pytest.param("a" * 12, "repeated", id="one-character"),
        pytest.param("LI.Long.Name", "name", id="the-name"),
    ],
)
def test_refuses_weak_passwords(book, password, words):
    with pytest.raises(AccountError, match=words):
        book.create_account("li.long.name", password, role=Role.DOCTOR)
    assert book.accounts() == ()


def test_takes_a_password_of_any_script(book):
    book.create_account("li", "十二个汉字就够长了没错吧", role=Role.DOCTOR)
    assert book.sign_in("li", "十二个汉字就够长了没错吧").account.name == "li"


@pytest.mark.parametrize("name", ["LI", " li", "ｌｉ"])
def test_a_name_is_given_once(book, name):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    with pytest.raises(AccountError, match="taken"):
        book.create_account(name, PASSWORD, role=Role.CLERK)


@pytest.mark.parametrize("name", ["", "  ", "x" * 129, "a\nb"])
def test_refuses_what_is_no_name(book, name):
    with pytest.raises(AccountError, match="printable"):
        book.create_account(name, PASSWORD, role=Role.DOCTOR)


def test_a_session_ends_when_idle_or_old(book, clock):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    idle = book.sign_in("li", PASSWORD).token
    clock.pass_by(minutes=29)
    book.session(idle)
    clock.pass_by(minutes=29)
    book.session(idle)
    clock.pass_by(minutes=31)
    with pytest.raises(NotSignedInError):
        book.session(idle)
    busy = book.sign_in("li", PASSWORD).token
    for _ in range(24):
        clock.pass_by(minutes=29)
        book.session(busy)
    clock.pass_by(minutes=29)
    with pytest.raises(NotSignedInError):
        book.session(busy)


def test_a_new_password_ends_every_session(book):
    account = book.create_account("li", PASSWORD, role=Role.DOCTOR)
    token = book.sign_in("li", PASSWORD).token
    with pytest.raises(WrongPasswordError):
        book.change_password(account.account_id, old=OTHER, new=OTHER)
    with pytest.raises(AccountError, match="at least"):
        book.change_password(account.account_id, old=PASSWORD, new="short")
    book.change_password(account.account_id, old=PASSWORD, new=OTHER)
    with pytest.raises(NotSignedInError):
        book.session(token)
    assert book.sign_in("li", OTHER).account.account_id == account.account_id


def test_disabling_ends_every_session(book):
    account = book.create_account("li", PASSWORD, role=Role.DOCTOR)
    token = book.sign_in("li", PASSWORD).token
    book.disable(account.account_id)
    with pytest.raises(NotSignedInError):
        book.session(token)


def test_the_last_administrator_stays(book):
    first = book.create_account("root", PASSWORD, role=Role.ADMIN)
    with pytest.raises(AccountError, match="last administrator"):
        book.disable(first.account_id)
    book.create_account("second", PASSWORD, role=Role.ADMIN)
    assert book.disable(first.account_id).disabled


def test_failures_lock_the_name_ever_longer(book, clock):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    for name in ("li", "nobody"):
        for _ in range(5):
            with pytest.raises(WrongPasswordError):
                book.sign_in(name, OTHER)
        with pytest.raises(LockedOutError) as caught:
            book.sign_in(name, PASSWORD)
        assert caught.value.retry_after_s == 31
    clock.pass_by(seconds=31)
    with pytest.raises(WrongPasswordError):
        book.sign_in("li", OTHER)
    clock.pass_by(seconds=31)
    with pytest.raises(LockedOutError):
        book.sign_in("li", PASSWORD)
    clock.pass_by(seconds=30)
    book.sign_in("li", PASSWORD)
    with pytest.raises(WrongPasswordError):
        book.sign_in("li", OTHER)


def test_failures_lock_an_address_whatever_the_names(book, clock):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    for number in range(20):
        with pytest.raises(WrongPasswordError):
            book.sign_in(f"guess{number}", OTHER, address="10.0.0.9")
    with pytest.raises(LockedOutError):
        book.sign_in("li", PASSWORD, address="10.0.0.9")
    book.sign_in("li", PASSWORD, address="10.0.0.10")
    clock.pass_by(hours=25)
    book.sign_in("li", PASSWORD, address="10.0.0.9")


def test_guesses_at_the_same_moment_count_as_well(book):
    book.create_account("li", PASSWORD, role=Role.DOCTOR)
    said, start = [], threading.Barrier(12)

    def guess():
        start.wait()
        try:
            book.sign_in("li", OTHER)
        except AccessDeniedError as fault:
            said.append(type(fault))

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 12
    with pytest.raises(LockedOutError):
        book.sign_in("li", PASSWORD)


def test_the_first_link_makes_one_administrator(book):
    link = book.first_admin_link()
    with pytest.raises(AccountError):
        book.redeem_admin_link(link.token, "root", "short")
    admin = book.redeem_admin_link(link.token, "root", PASSWORD)
    assert admin.role is Role.ADMIN
    with pytest.raises(SpentLinkError):
        book.redeem_admin_link(link.token, "again", PASSWORD)
    assert book.first_admin_link() is None
    assert len(book.accounts()) == 1


def test_a_link_expires_and_a_new_one_voids_it(book, clock):
    first, second = book.first_admin_link(), book.first_admin_link()
    with pytest.raises(SpentLinkError):
        book.redeem_admin_link(first.token, "root", PASSWORD)
    clock.pass_by(hours=25)
    with pytest.raises(SpentLinkError):
        book.redeem_admin_link(second.token, "root", PASSWORD)
    with pytest.raises(SpentLinkError):
        book.redeem_admin_link("made up", "root", PASSWORD)


def test_a_link_is_redeemed_once_also_by_two_at_once(book):
    link, done, start = book.first_admin_link(), [], threading.Barrier(4)

    def redeem(name):
        start.wait()
        with contextlib.suppress(AccessDeniedError):
            done.append(book.redeem_admin_link(link.token, name, PASSWORD))

    threads = [threading.Thread(target=redeem, args=(f"root{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == len(book.accounts()) == 1


def test_a_service_key_works_until_it_ends(book, clock):
    scopes = frozenset({Scope.ASK, Scope.LIBRARY})
    issued = book.create_service_key("his", role=Role.CLERK, scopes=scopes, lasts=timedelta(days=30))
    assert issued.secret.startswith("yzk_")
    assert book.by_key(issued.secret) == issued.key == book.service_keys()[0]
    with pytest.raises(NotSignedInError):
        book.by_key(issued.secret + "x")
    clock.pass_by(days=30)
    with pytest.raises(NotSignedInError):
        book.by_key(issued.secret)


def test_a_revoked_key_is_useless(book):
    issued = book.create_service_key(
        "his", role=Role.CLERK, scopes=frozenset({Scope.ASK}), lasts=timedelta(days=1)
    )
    book.revoke_service_key(issued.key.key_id)
    with pytest.raises(NotSignedInError):
        book.by_key(issued.secret)
    with pytest.raises(AccountError, match="list the keys"):
        book.revoke_service_key("key_nowhere")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"label": " "}, id="no-label"),
        pytest.param({"scopes": frozenset()}, id="no-scope"),
        pytest.param({"lasts": timedelta(days=400)}, id="too-long"),
        pytest.param({"lasts": timedelta(0)}, id="no-life"),
    ],
)
def test_refuses_keys_without_bounds(book, fields):
    wanted = {"label": "his", "scopes": frozenset({Scope.ASK}), "lasts": timedelta(days=1)} | fields
    with pytest.raises(AccountError, match="at most 366 days"):
        book.create_service_key(wanted.pop("label"), role=Role.CLERK, **wanted)


def test_an_erased_person_has_no_name_and_no_way_in(book, database, tmp_path):
    account = book.create_account("li", PASSWORD, role=Role.DOCTOR)
    token = book.sign_in("li", PASSWORD).token
    SqlRecorder(database, KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))).erase(account.account_id)
    assert [(one.name, one.disabled) for one in book.accounts()] == [("", True)]
    with pytest.raises(NotSignedInError):
        book.session(token)
    with pytest.raises(WrongPasswordError):
        book.sign_in("li", PASSWORD)


def test_several_names_in_one_look_leave_out_who_is_unknown(book, database, tmp_path):
    li, wang, zhao = (
        book.create_account(name, PASSWORD, role=Role.DOCTOR).account_id for name in ("li", "wang", "zhao")
    )
    SqlRecorder(database, KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))).erase(wang)
    told = book.names_of([li, wang, zhao, li, "p_nobody"])
    assert told == {li: "li", wang: "", zhao: "zhao"}
    assert told == {one: book.name_of(one) for one in told}
    assert book.names_of([]) == {}


def test_no_name_and_no_secret_stands_in_the_files(book, tmp_path, caplog):
    with caplog.at_level("DEBUG"):
        book.create_account("canary.li", PASSWORD, role=Role.DOCTOR)
        token = book.sign_in("canary.li", PASSWORD, address="10.9.8.7").token
        link = book.first_admin_link().token
        key = book.create_service_key(
            "his", role=Role.CLERK, scopes=frozenset({Scope.ASK}), lasts=timedelta(days=1)
        ).secret
        with pytest.raises(WrongPasswordError):
            book.sign_in("canary.wang", OTHER, address="10.9.8.7")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("house.sqlite3*"))
    for word in ("canary", PASSWORD, OTHER, token, link, key, "10.9.8.7"):
        assert word.encode() not in stored
        assert word not in caplog.text


@pytest.mark.parametrize(
    ("own", "stated", "expected"),
    [
        ("doctor", None, "doctor"),
        ("doctor", "clerk", "clerk"),
        ("doctor", "patient", "patient"),
        ("doctor", "admin", "patient"),
        ("clerk", None, "clerk"),
        ("clerk", "doctor", "clerk"),
        ("patient", "doctor", "patient"),
        ("patient", None, "patient"),
        ("admin", None, "patient"),
        ("admin", "doctor", "patient"),
        ("auditor", "clerk", "patient"),
        ("safety_officer", "doctor", "patient"),
    ],
)
def test_a_stated_role_only_lowers(own, stated, expected):
    assert effective_role(Role(own), stated and Role(stated)) == Role(expected)


@pytest.mark.parametrize("own", list(Role))
@pytest.mark.parametrize("stated", [None, *Role])
def test_a_stated_role_never_raises_above_own(own, stated):
    rank = {Role.DOCTOR: 2, Role.CLERK: 1}
    assert rank.get(effective_role(own, stated), 0) <= rank.get(own, 0)


def test_a_role_must_be_among_the_allowed():
    require_role(Role.ADMIN, Role.ADMIN, Role.AUDITOR)
    with pytest.raises(AccessDeniedError, match="'doctor' may not"):
        require_role(Role.DOCTOR, Role.ADMIN)
