"""Staff lists become accounts, wholly or not at all, and say line by line what they do."""

import pytest

from assistant.errors import AccountError, WrongPasswordError
from assistant.exchange import Role
from assistant.staff import Faulty, Listed, Standing, read_table, take_in
from tests.fakes.doors import PASSWORD

TABLE = "工号,角色,科室,在职\nLi01,医生,心内科,是\nwang,病案员,病案室,\nqian,admin,,yes\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TABLE.encode(), id="utf-8"),
        pytest.param(TABLE.encode("utf-8-sig"), id="with-mark"),
        pytest.param(TABLE.encode("gb18030"), id="gb18030"),
        pytest.param(TABLE.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TABLE.replace(",", "\t").replace("\n", "\r\n").encode(), id="tabs-and-crlf"),
        pytest.param((TABLE + "\n ,,,\n").encode(), id="empty-lines"),
    ],
)
def test_reads_what_a_hospital_s_table_program_saves(data):
    assert read_table(data) == [
        Listed(line=2, name="li01", role=Role.DOCTOR, department="心内科"),
        Listed(line=3, name="wang", role=Role.CLERK, department="病案室"),
        Listed(line=4, name="qian", role=Role.ADMIN),
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param(",doctor,心内科,", "name", id="no-name"),
        pytest.param("zhao,patient,,", "role", id="patient"),
        pytest.param("zhao,教授,,", "role", id="unknown-role"),
        pytest.param("zhao,doctor,,perhaps", "yes nor no", id="perhaps"),
        pytest.param("LI01,doctor,,", "line 2", id="twice"),
        pytest.param("zhao", "role", id="short"),
    ],
)
def test_a_faulty_line_is_named_and_keeps_all_of_it_out(book, line, words):
    listed = read_table(f"name,role,department,active\nli01,doctor,,\n{line}\n".encode())
    (fault,) = [one for one in listed if isinstance(one, Faulty)]
    assert fault.line == 3
    assert words in fault.why
    taken = take_in(book, listed, dry=False)
    assert [(one.result, one.done) for one in taken] == [("created", False), ("faulty", False)]
    assert book.accounts() == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"li,doctor", b"\x89PNG\r\n\x1a\n\0\0", b"name;department\nli;x", b'name,role\n"li,doctor\n'],
    ids=["empty", "no-head", "picture", "no-role", "open-quote"],
)
def test_what_is_no_list_is_refused(data):
    with pytest.raises(AccountError):
        read_table(data)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(book):
    taken = take_in(book, read_table(TABLE.encode()), dry=True)
    assert [one.result for one in taken] == ["created"] * 3
    assert book.accounts() == ()


def test_a_list_creates_changes_and_closes_and_leaves_the_rest(book):
    book.create_account("li01", PASSWORD, role=Role.DOCTOR, department="心内科")
    book.create_account("wang", PASSWORD, role=Role.DOCTOR)
    book.create_account("sun", PASSWORD, role=Role.DOCTOR)
    book.create_account("other", PASSWORD, role=Role.ADMIN)
    listed = read_table((TABLE + "sun,doctor,,离职\n").encode())
    assert [one.result for one in take_in(book, listed, dry=False)] == [
        "unchanged",
        "changed",
        "created",
        "closed",
    ]
    assert {(one.name, one.role, one.disabled) for one in book.accounts()} == {
        ("li01", Role.DOCTOR, False),
        ("wang", Role.CLERK, False),
        ("sun", Role.DOCTOR, True),
        ("qian", Role.ADMIN, False),
        ("other", Role.ADMIN, False),
    }
    assert [one.result for one in take_in(book, listed, dry=False)] == ["unchanged"] * 4


def test_a_new_account_opens_by_no_password_or_by_the_one_that_is_told_once(book):
    take_in(book, read_table(b"name,role\nli,doctor\n"), dry=False)
    for guess in ("", "a guess of some length"):
        with pytest.raises(WrongPasswordError):
            book.sign_in("li", guess)
    (told,) = take_in(book, read_table(b"name,role\nwu,doctor\n"), dry=False, passwords=True)
    assert book.sign_in("wu", told.password).account.role is Role.DOCTOR


def test_a_list_touches_no_patient_and_not_the_last_administrator(book):
    book.create_account("zhao", PASSWORD, role=Role.PATIENT)
    book.create_account("root", PASSWORD, role=Role.ADMIN)
    (taken,) = take_in(book, read_table(b"name,role\nzhao,doctor\n"), dry=False)
    assert (taken.result, "patient" in taken.why) == ("faulty", True)
    for line in (b"root,doctor,yes", b"root,admin,no"):
        (taken,) = take_in(book, read_table(b"name,role,active\n" + line), dry=False)
        assert (taken.result, "last administrator" in taken.why) == ("faulty", True)


def test_a_dry_run_tells_what_somebody_was_and_becomes_and_which_name_is_none(book):
    book.create_account("li01", PASSWORD, role=Role.DOCTOR, department="心内科")
    listed = read_table(f"name,role,department\nli01,clerk,病案室\n{'x' * 200},doctor,\n".encode())
    changed, unusable = take_in(book, listed, dry=True)
    assert (changed.before, changed.after) == (
        Standing(role=Role.DOCTOR, department="心内科"),
        Standing(role=Role.CLERK, department="病案室"),
    )
    assert (unusable.result, "printable" in unusable.why) == ("faulty", True)
