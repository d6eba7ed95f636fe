"""The database opens, migrates with data in it, and says its faults in clear words."""

import sqlite3
import threading
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel, select

from assistant.errors import DiskFullError, StoreError
from assistant.store.database import Database, sqlite_url
from assistant.store.ledger import SqlLedger
from assistant.store.records import SqlRecorder
from assistant.store.tables import SupersedesRow, WithdrawalRow
from tests.fakes.editions import content
from tests.fakes.outcomes import OUTCOMES, asked


def test_migrations_and_tables_have_the_same_shape(database):
    with database.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrades_and_downgrades_with_data_in_it(database, keys):
    ledger, held = SqlLedger(database), content("ht-2020", supersedes=("ht-2010",))
    ledger.add([held])
    SqlRecorder(database, keys).append(asked(), OUTCOMES["answered"])
    database.migrate("0001")
    with database.reading() as session:
        kept = session.connection().execute(text("SELECT count(*) FROM passage")).scalar_one()
    assert kept == len(held.passages)
    database.migrate()
    assert SqlLedger(database).passages(held.edition.edition_id) == held.passages
    assert SqlLedger(database).edition(held.edition.edition_id) == held.edition
    recorder = SqlRecorder(database, keys)
    recorder.append(asked(), OUTCOMES["answered"])
    assert recorder.verify().links == 1


def test_says_who_recorded_a_change_and_takes_over_what_has_no_author(database):
    ledger, old, new = SqlLedger(database), content("ht-2010", year=2010), content("cv-2024", year=2024)
    ledger.add([old, new])
    ledger.supersede(old.edition.edition_id, new.edition.edition_id)
    database.migrate("0003")
    database.migrate()
    ledger.withdraw(new.edition.edition_id, on=date(2025, 1, 1), reason="recalled", by="person-7")
    with database.reading() as session:
        assert [row.recorded_by for row in session.exec(select(SupersedesRow))] == [None]
        assert [row.recorded_by for row in session.exec(select(WithdrawalRow))] == ["person-7"]
    assert ledger.standing(old.edition.edition_id).by == new.edition.edition_id


def test_a_supersession_names_its_author(database):
    ledger, old, new = SqlLedger(database), content("ht-2010", year=2010), content("cv-2024", year=2024)
    ledger.add([old, new])
    ledger.supersede(old.edition.edition_id, new.edition.edition_id, by="person-7")
    with database.reading() as session:
        (row,) = session.exec(select(SupersedesRow))
    assert row.recorded_by == "person-7"
    assert row.recorded_at is not None


def test_opening_again_finds_what_was_there(home, database):
    SqlLedger(database).add([content("ht-2020")])
    again = Database.open(sqlite_url(home / "house.sqlite3"))
    assert len(SqlLedger(again).editions()) == 1
    again.close()


@pytest.mark.parametrize("attempt", range(3))
def test_two_openings_at_once_migrate_once(tmp_path, attempt):
    faults, start = [], threading.Barrier(6)

    def open_it():
        start.wait()
        try:
            Database.open(sqlite_url(tmp_path / f"new-{attempt}.sqlite3")).close()
        except StoreError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_path_with_odd_characters_is_taken_as_it_is(tmp_path):
    path = tmp_path / "a%20b 医证?.sqlite3"
    Database.open(sqlite_url(path)).close()
    assert path.exists()


def test_refuses_a_newer_schema(home, database):
    with database.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer release"):
        Database.open(sqlite_url(home / "house.sqlite3"))


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        pytest.param(lambda path: path.write_bytes(b"no database " * 500), "no database of ours", id="other"),
        pytest.param(lambda path: path.mkdir(), "cannot be opened", id="folder"),
    ],
)
def test_says_what_is_wrong_with_the_file(tmp_path, prepare, words):
    path = tmp_path / "house.sqlite3"
    prepare(path)
    with pytest.raises(StoreError, match=words):
        Database.open(sqlite_url(path))


def test_a_damaged_page_is_said_to_be_damage(home):
    path = home / "torn.sqlite3"
    database = Database.open(sqlite_url(path))
    SqlLedger(database).add([content(f"g{number}-x", words="w" * 2000) for number in range(50)])
    database.forget_deleted()
    database.close()
    data = bytearray(path.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="backup"):
        SqlLedger(Database.open(sqlite_url(path))).editions()


def test_a_full_disk_leaves_nothing_half_written(database):
    ledger = SqlLedger(database)
    ledger.add([content("ht-2020")])
    with database._engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.connection.cursor().execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(DiskFullError, match="free some space"):
        ledger.add([content(f"g{number}-x", words=f"{number} {'x' * 9000}") for number in range(400)])
    assert [one.document_id for one in ledger.editions()] == ["ht-2020"]


def test_a_held_lock_is_said_to_be_one(home, database):
    other = sqlite3.connect(home / "house.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with database._engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA busy_timeout = 50")
    with pytest.raises(StoreError, match="another process"):
        SqlLedger(database).add([content("ht-2020")])
    other.close()


def test_a_write_of_another_process_is_seen_at_once(home, database):
    here, other = SqlLedger(database), Database.open(sqlite_url(home / "house.sqlite3"))
    assert here.editions() == ()
    SqlLedger(other).add([content("ht-2020")])
    assert len(here.editions()) == 1
    other.close()


def test_errors_hold_no_values(database):
    with pytest.raises(StoreError) as caught, database.writing() as session:
        session.connection().execute(text("INSERT INTO nowhere VALUES (:x)"), {"x": "secret words"})
    assert "secret words" not in f"{caught.value} {caught.value.__cause__}"
