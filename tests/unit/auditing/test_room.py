"""Searching and opening records: by what, how far, and that each opening is a record of its own."""

from datetime import timedelta

import pytest

from assistant.audit import Intact
from assistant.auditing.looking import Wanted
from assistant.auditing.replay import requote
from assistant.errors import UnknownRecordError
from assistant.exchange import Asker, Role
from guidelines import Status
from tests.fakes.editions import content
from tests.fakes.memory_ledger import MemoryLedger

AUDITOR = Asker(role=Role.AUDITOR, person="p_auditor")


def seqs(archive, **wanted):
    return [one.seq for one in archive.room.find(Wanted(**wanted)).links]


def test_links_are_found_by_time_actor_role_action_and_id(archive):
    first = archive.clock().date()
    archive.clock.pass_by(days=1)
    sixth = archive.record(person="p-2", outcome="blocked")
    second = first + timedelta(days=1)
    assert seqs(archive) == [6, 5, 4, 3, 2, 1]
    assert seqs(archive, since=second) == [6]
    assert seqs(archive, until=first) == [5, 4, 3, 2, 1]
    assert seqs(archive, since=second + timedelta(days=1)) == []
    assert seqs(archive, person="p-2") == [6]
    assert seqs(archive, role="patient") == []
    assert seqs(archive, action="blocked") == [6, 4]
    assert seqs(archive, action="deferred:hard") == [3]
    assert seqs(archive, action="%") == []
    assert seqs(archive, reference=sixth) == seqs(archive, reference="6") == [6]
    assert seqs(archive, reference="r_nowhere") == []


def test_a_long_list_is_given_page_by_page(archive):
    page = archive.room.find(Wanted(limit=2))
    assert ([one.seq for one in page.links], page.more) == ([5, 4], True)
    last = archive.room.find(Wanted(limit=3, before=4))
    assert ([one.seq for one in last.links], last.more) == ([3, 2, 1], False)


@pytest.mark.parametrize("number", ["1", "4"])
def test_an_opened_record_tells_question_and_outcome_and_is_recorded(archive, number):
    reading = archive.room.read(number, AUDITOR)
    assert reading.opened.replayed.question.text == "what does the example say?"
    (note,) = archive.room.find(Wanted(action="audit:")).links
    assert (note.person, note.role) == ("p_auditor", "auditor")
    told = archive.room.read(str(note.seq), AUDITOR).opened
    assert (told.replayed, reading.opened.link.record_id in told.text) == (None, True)
    assert isinstance(archive.room.verify(None, None), Intact)


def test_taking_texts_away_is_recorded_with_its_days(archive):
    day = archive.clock().date()
    archive.room.note_export(day, None, AUDITOR)
    (note,) = archive.room.find(Wanted(action="audit:exported")).links
    assert f"{day}.." in archive.room.read(str(note.seq), AUDITOR).opened.text


def test_an_erased_person_s_record_stays_as_a_link_alone(archive):
    archive.recorder.erase("p-1")
    opened = archive.room.read("1", AUDITOR).opened
    assert (opened.text, opened.replayed, opened.link.seq) == (None, None, 1)


@pytest.mark.parametrize("reference", ["r_nowhere", "99", "0", "", "²", "9" * 40])
def test_an_unknown_record_is_said_to_be_unknown(archive, reference):
    with pytest.raises(UnknownRecordError):
        archive.room.read(reference, AUDITOR)


def test_quotations_are_looked_up_in_the_editions_of_the_day(archive):
    replayed = archive.room.read("1", AUDITOR).opened.replayed
    (gone,) = requote(replayed, MemoryLedger())
    assert (gone.holds, gone.then, gone.today) == (False, None, None)
    ledger = MemoryLedger()
    ledger.add([content("ht-2020"), content("ht-2025", year=2025, words="new", family="ht-2020")])
    (held,) = requote(replayed, ledger)
    assert (held.holds, held.then) == (True, Status.CURRENT)
    assert len(held.text_sha256) == 64
