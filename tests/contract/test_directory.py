"""The hospital's directory, a real one: whom it names, whom it has let go, and what it cannot be asked."""

from datetime import UTC, datetime, timedelta

import ldap3
import pytest
from ldap3.core.exceptions import LDAPSocketOpenError

from assistant.directory import DISABLED, EXPIRED, NO_GROUP, people_of
from assistant.errors import DirectoryError
from assistant.exchange import Role
from assistant.settings import LdapSettings
from assistant.staff import Faulty, Listed
from tests.fakes.slapd import BASE, PASSWORD, READER, group_dn, running_slapd


@pytest.fixture(scope="module")
def directory():
    """A directory of one's own; its tests are skipped where no LDAP server is installed."""
    for one in running_slapd():
        one.comes("anybody")
        yield one


def settings(url="ldap://127.0.0.1", **also):
    named = {f"{role}_group": group_dn(f"{role}s") for role in ("admin", "doctor", "clerk")}
    return LdapSettings(**{"url": url, "base": BASE, "user": READER, "password": PASSWORD} | named | also)


def test_who_is_in_a_group_works_here_and_who_is_disabled_or_in_none_has_left(directory):
    directory.comes("Li", "doctors", departmentNumber="心内科")
    directory.comes("qian", "doctors")
    directory.joins("qian", "admins")
    directory.comes("sun", "porters")
    directory.comes("wang")
    directory.comes("zhou", "clerks")
    directory.sets("zhou", pwdAccountLockedTime="000001010000Z")
    directory.comes("wu", "clerks")
    directory.sets("wu", pwdAccountLockedTime="20261101000000Z")  # wrong passwords: it ends by itself
    told = people_of(settings(directory.url))
    assert [(one.name, one.role, one.department) for one in told.listed] == [
        ("li", Role.DOCTOR, "心内科"),
        ("qian", Role.ADMIN, None),
        ("wu", Role.CLERK, None),
    ]
    assert told.left == {"anybody": NO_GROUP, "sun": NO_GROUP, "wang": NO_GROUP, "zhou": DISABLED}
    directory.leaves_group("li", "doctors")
    directory.goes("qian")
    told = people_of(settings(directory.url))
    assert ([one.name for one in told.listed], told.left["li"], "qian" in told.left) == (
        ["wu"],
        NO_GROUP,
        False,
    )


def test_an_entry_keeps_its_number_when_its_name_changes(directory):
    directory.comes("zheng", "doctors")

    def numbers():
        return {one.name: one.entry for one in people_of(settings(directory.url)).listed}

    before = numbers()
    directory.is_now_called("zheng", "zheng-wu")
    after = numbers()
    assert before["zheng"].startswith("entryUUID:")
    assert after["zheng-wu"] == before["zheng"]
    assert "zheng" not in after
    assert len(set(after.values())) == len(after)


def test_more_people_than_a_page_are_all_read(directory):
    many = [f"many{number:04}" for number in range(600)]
    for one in many:
        directory.comes(one)
    directory.joins(many, "doctors")
    names = {one.name for one in people_of(settings(directory.url)).listed}
    assert names >= set(many)


@pytest.mark.parametrize(
    ("also", "words"),
    [
        ({"base": "ou=nowhere,o=ward"}, "noSuchObject"),
        ({"password": "wrong"}, "LDAPBindError"),
        ({"filter": "(objectClass=device)"}, "names nobody"),
        ({"filter": "(("}, "cannot be read"),
    ],
)
def test_what_cannot_be_read_whole_is_refused_without_the_password(directory, also, words):
    with pytest.raises(DirectoryError, match=words) as caught:
        people_of(settings(**{"url": directory.url} | also))
    assert PASSWORD not in str(caught.value)


def test_an_answer_that_was_cut_short_is_refused():
    short = running_slapd(most=4)
    directory = next(short)
    for number in range(9):
        directory.comes(f"li{number}", "doctors")
    with pytest.raises(DirectoryError, match="sizeLimitExceeded"):
        people_of(settings(directory.url))
    next(short, None)


def scripted(*people):
    """Entries that no server here would hold: another kind of directory's attributes, a name twice."""

    def connect(settings):
        server = ldap3.Server("mock", get_info=ldap3.NONE)
        connection = ldap3.Connection(
            server, user=settings.user, password=settings.password, client_strategy=ldap3.MOCK_SYNC
        )
        connection.strategy.add_entry(READER, {"userPassword": PASSWORD, "objectClass": "person"})
        for number, entry in enumerate(people):
            connection.strategy.add_entry(f"cn={number},{BASE}", {"objectClass": "person"} | entry)
        assert connection.bind()
        return connection

    return connect


def doctor(name, **also):
    return {"uid": name, "memberOf": group_dn("doctors")} | also


def test_other_directories_say_in_their_own_way_that_somebody_is_disabled():
    told = people_of(
        settings(),
        connect=scripted(
            doctor("a", userAccountControl="512"),
            doctor("b", userAccountControl="514"),
            doctor("c", userAccountControl="66048"),
            doctor("d", userAccountControl="66050"),
            doctor("e", nsAccountLock="TRUE"),
            doctor("f", nsAccountLock="FALSE"),
            doctor("g", loginDisabled="TRUE"),
            doctor("h", userAccountControl="on holiday"),
        ),
    )
    assert [one.name for one in told.listed if isinstance(one, Listed)] == ["a", "c", "f"]
    assert [one.name for one in told.listed if isinstance(one, Faulty)] == ["h"]
    assert told.left == dict.fromkeys("bdeg", DISABLED)


def test_an_account_past_its_end_has_left_and_one_that_never_ends_has_not():
    at = datetime(2026, 7, 1, 8, tzinfo=UTC)
    told = people_of(
        settings(),
        connect=scripted(
            doctor("a", accountExpires="0"),
            doctor("b", accountExpires=str(2**63 - 1)),
            doctor("c", accountExpires=_ticks(at - timedelta(seconds=1))),
            doctor("d", accountExpires=_ticks(at + timedelta(days=1))),
            doctor("e", shadowExpire="20000"),
            doctor("f", shadowExpire="-1"),
            doctor("g", krbPrincipalExpiration="20260630235959Z"),
            doctor("h", krbPrincipalExpiration="20270101000000Z"),
            doctor("i", accountExpires="next summer"),
            doctor("j", accountExpires=_ticks(at - timedelta(days=1)), userAccountControl="514"),
        ),
        now=at,
    )
    assert [one.name for one in told.listed if isinstance(one, Listed)] == ["a", "b", "d", "f", "h"]
    assert [one.name for one in told.listed if isinstance(one, Faulty)] == ["i"]
    assert told.left == dict.fromkeys("ceg", EXPIRED) | {"j": DISABLED}


def _ticks(moment):
    return str(int((moment - datetime(1601, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1)) * 10)


def test_a_name_that_stands_twice_counts_once_and_contradictions_are_faulty():
    told = people_of(
        settings(),
        connect=scripted(
            doctor("li", nsAccountLock="TRUE"),
            doctor("li"),
            doctor("wang"),
            doctor("Wang", departmentNumber="儿科"),
            doctor("wu"),
            doctor("wu"),
            {"memberOf": group_dn("doctors")},
        ),
    )
    assert [one.name for one in told.listed if isinstance(one, Listed)] == ["li", "wu"]
    assert [one.name for one in told.listed if isinstance(one, Faulty)] == ["", "wang"]
    assert told.left == {}


def test_a_directory_that_is_not_there_or_not_named_is_said_without_the_password():
    def gone(_):
        raise LDAPSocketOpenError

    for which in (settings(), LdapSettings()):
        with pytest.raises(DirectoryError) as caught:
            people_of(which, connect=gone)
        assert PASSWORD not in str(caught.value)
        assert "ldap.url" in str(caught.value)
