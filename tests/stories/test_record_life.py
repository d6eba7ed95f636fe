"""Properties of the record's life: whatever people try, in whatever order, over a real database."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assistant.charts import Amendment, ChartRoom, ChartState
from assistant.charts.deciding import Deciding, undecided
from assistant.drafting import Said, Section, Sentence
from assistant.errors import AssistantError
from assistant.store.charts import SqlCharts
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock
from tests.unit.charts.conftest import LI, WU, ZHOU, Office, new_chart

SECTIONS = (
    Section(
        name="现病史",
        required=True,
        sentences=(Sentence(text="心悸两天。", sources=(Said(0, 0, 2),), origin="model"),),
        text="心悸两天。",
        missing=False,
    ),
)
TEXTS = some.text(alphabet="甲乙丙。；\n a.1", max_size=30)
TRIES = some.lists(
    some.tuples(
        some.sampled_from(["edit", "decide", "word", "read", "restore", "sign", "amend", "discard", "wait"]),
        some.sampled_from([LI, ZHOU, WU]),
        some.integers(1, 6),
        TEXTS,
    ),
    max_size=12,
)


def attempt(office, kept, one):
    what, asker, number, text = one
    chart_id = kept.chart.chart_id
    match what:
        case "edit":
            office.edit(kept, asker, version=number, 诊断=text, 现病史=text)
        case "decide":
            section, verdict = [("主诉", "accept"), ("现病史", "reject"), ("诊断", "edit")][number % 3]
            made = Deciding(section=section, verdict=verdict, version=kept.chart.version, text=text)
            office.room.decide(chart_id, made, asker)
        case "word":
            office.room.word(chart_id, SECTIONS, asker, version=kept.chart.version)
        case "read":
            office.read(kept, asker)
        case "restore":
            office.room.restore(chart_id, number, asker, version=kept.chart.version)
        case "sign":
            office.sign(kept, asker, read_whole=number > 3)
        case "amend":
            added = Amendment(person=asker.person, name="x", at=office.clock(), text="t", reason="r")
            office.room.amend(chart_id, added, asker)
        case "discard":
            office.room.discard(chart_id, asker)
        case _:
            office.clock.pass_by(seconds=number)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(TRIES, some.booleans())
def test_a_signed_text_never_changes_and_the_chain_holds(tries, steps):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = fresh_database(home / "house.sqlite3")
        keys = KeyRing(MasterKey.open(home / "keys" / "master.key"))
        clock, store = Clock(), SqlCharts(database, keys)
        recorder = SqlRecorder(database, keys, now=clock)
        office = Office(room=ChartRoom(store, now=clock), store=store, recorder=recorder, clock=clock)
        kept, signed = office.kept(origin=replace(new_chart().origin, steps=steps)), None
        for one in tries:
            with suppress(AssistantError):
                attempt(office, kept, one)
            kept = store.kept(kept.chart.chart_id)
            if kept.chart.state in {ChartState.SIGNED, ChartState.AMENDED}:
                signature = kept.written.signature
                signed = signed or signature
                assert signature == signed
                assert signature.person == "p_li"
                assert signature.sha256 == kept.sheet.sha256
                assert undecided(kept) == []
        versions = store.versions(kept.chart.chart_id)
        assert [one.number for one in versions] == list(range(1, kept.chart.version + 1))
        assert recorder.verify().links == len(versions)
        database.close()
