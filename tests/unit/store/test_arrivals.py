"""What came in together can be taken back, by name and hour, and nothing that was quoted is lost."""

from datetime import date

import pytest
from sqlmodel import select

from assistant.errors import UnknownRecordError
from assistant.store.arrivals import chained
from assistant.store.ledger import SqlLedger
from assistant.store.records import SqlRecorder
from assistant.store.tables import RecordRow
from guidelines import Reader
from guidelines.arrivals import Origin
from tests.fakes.editions import content

TODAY = date(2026, 6, 1)


def test_a_roll_back_is_a_link_of_the_chain_that_names_who_and_when(database, keys):
    ledger = SqlLedger(database, today=lambda: TODAY, witness=chained(keys))
    ledger.add([content("ht-2020")], origin=Origin(kind="package", name="may.yzp", signed_by="k", by="p-1"))
    (arrival,) = ledger.arrivals()
    gone = ledger.roll_back(arrival.arrival_id, reason="wrong file", by="p-7")
    assert (gone.taken_back.by, gone.taken_back.reason) == ("p-7", "wrong file")
    assert gone.origin == Origin(kind="package", name="may.yzp", signed_by="k", by="p-1")
    with database.reading() as session:
        (link,) = session.exec(select(RecordRow)).all()
        assert (link.person, link.decision) == ("p-7", "ledger:rolled_back")
    recorder = SqlRecorder(database, keys)
    assert recorder.verify().links == 1
    with pytest.raises(UnknownRecordError, match="no record"):
        recorder.replay(link.record_id)


def test_another_process_sees_a_roll_back_at_its_next_call(database):
    ledger, other = SqlLedger(database, today=lambda: TODAY), SqlLedger(database, today=lambda: TODAY)
    held = content("ht-2020")
    ledger.add([held])
    assert other.view(Reader(), as_of=None).editions == {held.edition.edition_id}
    ledger.roll_back(ledger.arrivals()[0].arrival_id, reason="")
    assert other.view(Reader(), as_of=None).editions == frozenset()
    assert other.passage(held.passages[0].passage_id) == held.passages[0]
