"""PostgreSQL holds what SQLite holds, and says its faults in the same clear words."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from assistant.errors import (
    DiskFullError,
    LockedOutError,
    NotSignedInError,
    SettingsError,
    StoreError,
    TaskTakenError,
    WrongPasswordError,
)
from assistant.exchange import Role
from assistant.settings import DatabaseSettings, Settings
from assistant.store.ledger import SqlLedger
from assistant.store.postgres import open_postgres, postgres_url
from assistant.store.records import SqlRecorder
from assistant.store.worklist import SqlWorklist
from assistant.wiring import open_house
from assistant.wiring.people import open_accounts
from assistant.worklist import Worklist
from assistant.worklist.clocks import shipped_clocks
from assistant.worklist.worklist import Asked
from tests.fakes.databases import same_database
from tests.fakes.doors import PASSWORD, Clock, account_book
from tests.fakes.editions import content
from tests.fakes.outcomes import OUTCOMES, asked
from tests.unit.store.conftest import *  # noqa: F403 - fixtures
from tests.unit.worklist.conftest import LI, WU, gate, ward  # noqa: F401 - fixtures


def test_migrations_and_tables_have_the_same_shape(database):
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrades_and_downgrades_with_data_in_it(database, keys):
    ledger, held = SqlLedger(database), content("ht-2020", supersedes=("ht-2010",))
    ledger.add([held])
    SqlRecorder(database, keys).append(asked(), OUTCOMES["answered"])
    database.migrate("0001")
    database.migrate()
    assert SqlLedger(database).passages(held.edition.edition_id) == held.passages
    ledger.add([content("dm-2021")])
    recorder = SqlRecorder(database, keys)
    recorder.append(asked(), OUTCOMES["answered"])
    assert (len(ledger.editions()), recorder.verify().links) == (2, 1)


def test_of_many_doctors_who_take_one_task_at_once_one_has_it_and_the_others_are_told_whose_it_is(
    ward,  # noqa: F811 - the fixture
    gate,  # noqa: F811 - the fixture
    tmp_path,
):
    task, wards = ward.opened(), []
    others = [same_database(tmp_path / "house.sqlite3") for _ in range(6)]
    for one in others:
        store = SqlWorklist(one, ward.store._keys)
        wards.append(Worklist(store, gate, shipped_clocks(), now=ward.clock))
    start = threading.Barrier(len(wards))

    def take(number):
        start.wait()
        try:
            return wards[number].step(task.ticket, "claim", (LI, WU)[number % 2], Asked()).owner
        except TaskTakenError as fault:
            return fault

    with ThreadPoolExecutor(len(wards)) as pool:
        found = list(pool.map(take, range(len(wards))))
    owner = ward.store.task(task.ticket).owner
    winners = [one for one in found if not isinstance(one, TaskTakenError)]
    assert owner in (LI.person, WU.person)
    assert set(winners) == {owner}
    assert {one.owner for one in found if isinstance(one, TaskTakenError)} == {owner}
    assert [one.step for one in ward.store.history(task.task_id)] == ["claim"]
    assert ward.recorder.verify().links == 2
    for one in others:
        one.close()


def test_two_processes_share_sessions_lock_outs_and_codes(home, database):
    clock = Clock()
    with closing(same_database(home / "house.sqlite3")) as other:
        here, there = account_book(database, home, clock), account_book(other, home, clock)
        here.create_account("li", PASSWORD, role=Role.DOCTOR)
        token = here.sign_in("li", PASSWORD).token
        assert there.session(token).name == "li"
        there.sign_out(token)
        with pytest.raises(NotSignedInError):
            here.session(token)
        for number in range(5):
            with pytest.raises(WrongPasswordError):
                (here, there)[number % 2].sign_in("li", "a wrong password")
        with pytest.raises(LockedOutError):
            there.sign_in("li", PASSWORD)


def test_a_reader_sees_one_state_and_writes_nothing(database, keys):
    recorder = SqlRecorder(database, keys)
    recorder.append(asked(), OUTCOMES["blocked"])
    counted = text("SELECT count(*) FROM record")
    with database.reading() as session:
        assert session.connection().execute(counted).scalar_one() == 1
        recorder.append(asked(), OUTCOMES["blocked"])
        assert session.connection().execute(counted).scalar_one() == 1
    with pytest.raises(StoreError, match="read-only"), database.reading() as session:
        session.connection().execute(text("DELETE FROM record_body"))


def test_a_held_lock_is_said_to_be_one(home, database, monkeypatch):
    monkeypatch.setattr("assistant.store.postgres.LOCK_WAIT_S", 0.05)
    with closing(same_database(home / "house.sqlite3")) as other, database.writing() as session:
        session.connection()
        with pytest.raises(StoreError, match="another process"):
            SqlLedger(other).add([content("ht-2020")])


def test_two_openings_at_once_migrate_once(postgres):
    postgres.administer("DROP DATABASE IF EXISTS empty_house WITH (FORCE)")
    postgres.administer("CREATE DATABASE empty_house TEMPLATE template0")
    start = threading.Barrier(4)

    def open_it(_):
        start.wait()
        open_postgres(postgres.url("empty_house")).close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_it, range(4)))


def test_refuses_a_newer_schema(home, database):
    with database.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer release"):
        same_database(home / "house.sqlite3")


def test_what_postgresql_cannot_hold_becomes_the_replacement_mark_and_is_no_fault(database):
    ledger = SqlLedger(database)
    ledger.add([content("ht-2020")])
    ledger.withdraw(
        ledger.resolve("ht-2020").edition_id, on=ledger.resolve("ht-2020").effective_from, reason="a\0b\ud800"
    )
    with database.reading() as session:
        held = session.connection().execute(text("SELECT reason FROM withdrawal")).scalar_one()
    assert held == "a\ufffdb\ufffd"
    assert not ledger.holds("no\0such")


def test_the_server_s_end_costs_the_connections_and_nothing_else(database, postgres):
    ledger = SqlLedger(database)
    ledger.add([content("ht-2020")])
    others = "FROM pg_stat_activity WHERE datname LIKE 'house%'"
    postgres.administer(f"SELECT count(pg_terminate_backend(pid)) {others}")
    assert len(ledger.editions()) == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda url: f"{url}_nowhere", "create it|cannot be reached", id="none"),
        pytest.param(lambda _: "postgresql://yi:geheim@127.0.0.1:9/house", "cannot be reached", id="nobody"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(postgres, spoil, words):
    with pytest.raises(StoreError, match=words) as caught:
        open_postgres(spoil(postgres.url("postgres")))
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["", "house", "mysql://a/b", "sqlite:///x.db", "postgresql://host", "postgresql://h:x/y"]
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(SettingsError, match=r"database\.url"):
        postgres_url(address)


def test_refuses_a_database_that_is_not_in_utf8(postgres):
    postgres.administer("DROP DATABASE IF EXISTS latin WITH (FORCE)")
    postgres.administer("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreError, match="UTF-8"):
        open_postgres(postgres.url("latin"))


def test_errors_hold_no_values(database):
    with pytest.raises(StoreError) as caught, database.writing() as session:
        session.connection().execute(text("INSERT INTO nowhere VALUES (:x)"), {"x": "secret words"})
    assert "secret words" not in f"{caught.value} {caught.value.__cause__}"


def test_no_room_is_said_to_be_that(database):
    raised = "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$"
    with pytest.raises(DiskFullError, match="free some space"), database.writing() as session:
        session.connection().exec_driver_sql(raised)


def test_a_whole_house_stands_on_it(postgres, tmp_path):
    choice = DatabaseSettings(url=postgres.fresh())
    settings = Settings(home=tmp_path / "home", library=False, database=choice)
    with open_house(settings, model=None, library=False) as house:
        house.accounts.create_account("li", PASSWORD, role=Role.DOCTOR)
        assert house.records.verify().links == 0
    assert not (tmp_path / "home" / "yizheng.db").exists()
    with open_accounts(settings) as book:
        assert [one.name for one in book.accounts()] == ["li"]
    elsewhere = Settings(home=tmp_path / "other", library=False, database=choice)
    with pytest.raises(StoreError, match=r"master\.key"), open_accounts(elsewhere):
        pass
