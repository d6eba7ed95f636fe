"""Records replay, chain, survive erasure and concurrency, and keep their words to themselves."""

import multiprocessing
import sys
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from assistant.audit import Broken, Erased, Intact, Replayed
from assistant.errors import StoreError, UnknownRecordError
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.databases import same_database, stored_bytes, unguard
from tests.fakes.outcomes import OUTCOMES, asked

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def recorder(database, keys):
    return SqlRecorder(database, keys)


def change(database, statement):
    with database.writing() as session:
        unguard(session)
        session.connection().execute(text(statement))


@pytest.mark.parametrize("outcome", [pytest.param(value, id=name) for name, value in OUTCOMES.items()])
def test_replays_every_kind_of_outcome(recorder, outcome):
    question = asked("有问题吗？\n\u0000 ok")
    replay = recorder.replay(recorder.append(question, outcome))
    assert isinstance(replay, Replayed)
    assert (replay.question, replay.outcome) == (question, outcome)
    assert dict(replay.link.versions) == dict(outcome.trace.versions)


def test_an_unknown_record_is_said_to_be_unknown(recorder):
    with pytest.raises(UnknownRecordError, match="r_nowhere"):
        recorder.replay("r_nowhere")


def test_an_empty_chain_is_intact(recorder):
    assert recorder.verify() == Intact(links=0, first=None, last=None, head="0" * 64)


def test_a_chain_that_nobody_touched_is_intact(recorder):
    for outcome in OUTCOMES.values():
        recorder.append(asked(person=None), outcome)
    verdict = recorder.verify()
    assert (verdict.links, verdict.first, verdict.last) == (5, 1, 5)


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        pytest.param("UPDATE record SET decision = 'answered' WHERE seq = 3", 3, id="decision"),
        pytest.param("UPDATE record SET role = 'nobody' WHERE seq = 2", 2, id="role"),
        pytest.param("UPDATE record SET at = 'yesterday' WHERE seq = 2", 2, id="time"),
        pytest.param("UPDATE record SET versions = '{' WHERE seq = 4", 4, id="versions"),
        pytest.param("UPDATE record SET person = 'p-2' WHERE seq = 1", 1, id="person"),
        pytest.param(
            "UPDATE record_body SET sealed = substr(sealed, 2) WHERE record_id ="
            " (SELECT record_id FROM record WHERE seq = 2)",
            2,
            id="body",
        ),
        pytest.param(
            "DELETE FROM record_body WHERE record_id = (SELECT record_id FROM record WHERE seq = 2)",
            2,
            id="no-body",
        ),
        pytest.param("UPDATE record SET seq = 9 WHERE seq = 5", 5, id="moved"),
        pytest.param("UPDATE chain_head SET seq = 6", 6, id="cut-short"),
    ],
)
def test_names_the_first_broken_link(database, recorder, statement, seq):
    for outcome in OUTCOMES.values():
        recorder.append(asked(), outcome)
    change(database, statement)
    verdict = recorder.verify()
    assert isinstance(verdict, Broken)
    assert verdict.seq == seq


@pytest.mark.parametrize("gone", [1, 3, 5])
def test_finds_a_deleted_link(database, recorder, gone):
    for outcome in OUTCOMES.values():
        recorder.append(asked(), outcome)
    which = f"(SELECT record_id FROM record WHERE seq = {gone})"
    change(database, f"DELETE FROM record_body WHERE record_id = {which}")
    change(database, f"DELETE FROM record WHERE seq = {gone}")
    assert recorder.verify().seq == gone


def test_verifies_a_window_of_days(database, keys):
    days = iter(START + timedelta(days=number) for number in range(4))
    recorder = SqlRecorder(database, keys, now=lambda: next(days))
    for _ in range(4):
        recorder.append(asked(), OUTCOMES["blocked"])
    window = recorder.verify(date(2026, 3, 2), date(2026, 3, 3))
    assert (window.links, window.first, window.last) == (2, 2, 3)
    assert recorder.verify(since=date(2026, 3, 4)).first == 4
    assert recorder.verify(until=date(2026, 2, 1)).links == 0
    assert recorder.verify(since=date(2026, 4, 1)).links == 0


def test_walks_a_long_chain_page_by_page(recorder, monkeypatch):
    monkeypatch.setattr("assistant.store.records._PAGE", 2)
    for _ in range(5):
        recorder.append(asked(), OUTCOMES["blocked"])
    assert recorder.verify().links == 5


def test_erasing_a_person_leaves_the_chain_and_no_words(home, database, recorder):
    mine = recorder.append(asked(person="p-1"), OUTCOMES["answered"])
    yours = recorder.append(asked(person="p-2"), OUTCOMES["answered"])
    with database.reading() as session:
        query = text("SELECT wrapped FROM person_key WHERE person = 'p-1'")
        wrapped = session.connection().execute(query).scalar_one()
    assert wrapped in stored_bytes(home / "house.sqlite3")
    assert recorder.erase("p-1") == 1
    assert wrapped not in stored_bytes(home / "house.sqlite3")
    assert isinstance(recorder.replay(mine), Erased)
    assert isinstance(recorder.replay(yours), Replayed)
    assert recorder.verify().links == 2
    assert recorder.records_of("p-1") == (mine,)
    assert recorder.erase("p-1") == 0


def test_a_person_who_comes_back_gets_a_new_key(recorder):
    old = recorder.append(asked(), OUTCOMES["blocked"])
    recorder.erase("p-1")
    new = recorder.append(asked(), OUTCOMES["blocked"])
    assert isinstance(recorder.replay(old), Erased)
    assert isinstance(recorder.replay(new), Replayed)


def test_no_word_stands_in_the_files(home, recorder, caplog):
    with caplog.at_level("DEBUG"):
        recorder.append(asked("canary-question 金丝雀"), OUTCOMES["answered"])
        recorder.verify()
    for word in ("canary-question", "金丝雀", "a shown sentence", "stayed inside"):
        assert word.encode() not in stored_bytes(home / "house.sqlite3")
        assert word not in caplog.text


def test_another_master_key_opens_nothing(tmp_path, database, recorder):
    record_id = recorder.append(asked(), OUTCOMES["blocked"])
    other = SqlRecorder(database, KeyRing(MasterKey.open(tmp_path / "other.key")))
    with pytest.raises(StoreError, match="master key"):
        other.replay(record_id)
    assert isinstance(other.verify(), Intact)


def test_the_master_key_is_its_owner_s_alone(tmp_path):
    path = tmp_path / "keys" / "master.key"
    MasterKey.open(path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        MasterKey.open(path)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(StoreError, match="32 bytes"):
        MasterKey.open(path)


def test_threads_append_to_one_chain(recorder):
    def work():
        for _ in range(5):
            recorder.append(asked(), OUTCOMES["blocked"])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert recorder.verify().links == 20


def append_some(home, count):
    database = same_database(home / "house.sqlite3")
    recorder = SqlRecorder(database, KeyRing(MasterKey.open(home / "keys" / "master.key")))
    for _ in range(count):
        recorder.append(asked(person=f"p-{count}"), OUTCOMES["answered"])
    database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_processes_append_to_one_chain(home, recorder):
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=append_some, args=(home, count)) for count in (7, 8)]
    for worker in workers:
        worker.start()
    recorder.append(asked(), OUTCOMES["blocked"])
    for worker in workers:
        worker.join(30)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert recorder.verify().links == 16
