"""Who looked when: kept a person, never set back, and what the ledger has learned since."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.changes.looks import Learned, Look
from assistant.store.ledger import SqlLedger
from assistant.store.looks import SqlLooks
from tests.fakes.editions import content

OLD, NEW, OTHER = content("ht-2010", year=2010), content("cv-2024", year=2024), content("dm-2024", year=2024)


@pytest.fixture
def ledger(database):
    ledger = SqlLedger(database)
    ledger.add([OLD])
    return ledger


@pytest.fixture
def looks(database):
    return SqlLooks(database, now=lambda: datetime.now(tz=UTC))


def test_everybody_begins_without_a_look_and_keeps_ones_own(looks, ledger):
    del ledger
    now = looks.now()
    assert now.added == 1
    looks.note("a", now)
    assert looks.last("a") == now
    assert looks.last("b") is None


def test_a_look_never_goes_back(looks):
    now = looks.now()
    looks.note("a", now)
    looks.note("a", Look(at=now.at - timedelta(days=1), added=0))
    assert looks.last("a") == now
    later = Look(at=now.at + timedelta(days=1), added=5)
    looks.note("a", later)
    assert looks.last("a") == later


def test_learns_of_what_came_in_was_withdrawn_or_replaces_another(looks, ledger):
    look = looks.now()
    assert looks.since(look) == Learned()
    ledger.add([NEW, OTHER])
    assert looks.since(look).added == {NEW.edition.edition_id, OTHER.edition.edition_id}
    middle = looks.now()
    ledger.withdraw(OTHER.edition.edition_id, on=date(2020, 1, 1), reason="recalled")
    ledger.supersede(OLD.edition.edition_id, NEW.edition.edition_id)
    learned = looks.since(middle)
    assert learned.added == frozenset()
    assert learned.withdrawn == {OTHER.edition.edition_id}
    assert learned.renewing == {NEW.edition.edition_id}
    assert looks.since(looks.now()) == Learned()


def test_a_plain_corpus_is_no_news(looks, ledger):
    look = looks.now()
    ledger.add([content("line-1", collection="bench")])
    assert looks.since(look) == Learned()


def test_the_table_goes_and_comes_back_with_the_ledger_untouched(database, looks, ledger):
    looks.note("a", looks.now())
    database.migrate("0005")
    database.migrate()
    assert len(ledger.editions()) == 1
    assert looks.last("a") is None
    looks.note("a", looks.now())
    assert looks.last("a") is not None
