"""What is in SQLite moves to PostgreSQL row by row, and a backup of either comes back on the other."""

from contextlib import closing

import pytest

from assistant.errors import StoreError
from assistant.exchange import Role
from assistant.settings import DatabaseSettings, Settings
from assistant.store.copying import read_rows
from assistant.store.database import Database, sqlite_url
from assistant.store.records import SqlRecorder
from assistant.wiring.database import opened_database
from assistant.wiring.keeping import back_up, move_database, restore, verified
from assistant.wiring.people import open_accounts
from tests.fakes.doors import PASSWORD
from tests.fakes.outcomes import OUTCOMES, asked


def settings_of(home, url=None):
    return Settings(home=home, library=False, database=DatabaseSettings(url=url))


def filled(settings):
    """Put accounts, records and an erased person into a home's database."""
    with open_accounts(settings) as book:
        for name in ("li", "王"):
            book.create_account(name, PASSWORD, role=Role.DOCTOR)
    with opened_database(settings) as (database, keys):
        recorder = SqlRecorder(database, keys)
        for outcome in OUTCOMES.values():
            recorder.append(asked(), outcome)
    return rows_of(settings)


def rows_of(settings):
    with opened_database(settings) as (database, _), read_rows(database) as tables:
        return {one.table: sorted(map(repr, one.rows)) for one in tables if one.table != "login_failure"}


def test_sqlite_moves_and_everything_goes_on_where_it_was(postgres, tmp_path):
    here = settings_of(tmp_path / "home")
    before = filled(here)
    there = settings_of(tmp_path / "home", postgres.fresh())
    told = move_database(there)
    assert (told.verdict, told.records, told.lost) == ("intact", len(OUTCOMES), ())
    assert rows_of(there) == before
    with opened_database(there) as (database, keys):
        SqlRecorder(database, keys).append(asked(), OUTCOMES["answered"])
    assert verified(there).records == len(OUTCOMES) + 1
    assert verified(here).records == len(OUTCOMES)
    with open_accounts(there) as book:
        assert book.sign_in("li", PASSWORD).token
        book.create_account("new", PASSWORD, role=Role.CLERK)


def test_a_database_that_holds_something_is_not_moved_into(postgres, tmp_path):
    filled(settings_of(tmp_path / "home"))
    url = postgres.fresh()
    filled(settings_of(tmp_path / "other", url))
    with pytest.raises(StoreError, match=r"not empty|master\.key"):
        move_database(settings_of(tmp_path / "home", url))


@pytest.mark.parametrize("back", [True, False], ids=["postgres-to-sqlite", "sqlite-to-postgres"])
def test_a_backup_of_the_one_is_restored_on_the_other(postgres, tmp_path, back):
    urls = (postgres.fresh(), None) if back else (None, postgres.fresh())
    source, goal = settings_of(tmp_path / "home", urls[0]), settings_of(tmp_path / "new", urls[1])
    before = filled(source)
    back_up(source, tmp_path / "house.backup")
    told = restore(goal, tmp_path / "house.backup", tmp_path / "home" / "keys")
    assert (told.verdict, told.records) == ("intact", len(OUTCOMES))
    assert rows_of(goal) == before
    with opened_database(goal) as (database, keys):
        SqlRecorder(database, keys).append(asked(), OUTCOMES["blocked"])
    assert verified(goal).records == len(OUTCOMES) + 1


def test_every_schema_step_down_and_up_keeps_the_rows_that_both_know(tmp_path):
    settings = settings_of(tmp_path / "home")
    before = filled(settings)
    steps = ["0012", "0009", "0005", "0003"]
    for step in steps:
        with closing(Database.open(sqlite_url(tmp_path / "home" / "yizheng.db"))) as database:
            database.migrate(step)
            assert database.revision() == step
            with read_rows(database) as tables:
                kept = {one.table for one in tables}
            database.migrate()
        after = rows_of(settings)
        assert {name: after[name] for name in kept & before.keys()} == {
            name: before[name] for name in kept & before.keys()
        }
        assert verified(settings).verdict == "intact"
