"""Properties of the record's life: whatever people try, in whatever order."""

import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from assistant.charts import Amendment, ChartRoom, ChartState, Line, Part
from assistant.charts.editing import differences, edited
from assistant.charts.effort import distance
from assistant.charts.states import TABLE
from assistant.drafting import Said
from assistant.errors import AssistantError
from assistant.store.charts import SqlCharts
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock
from tests.unit.charts.conftest import LI, WU, ZHOU, Office

TEXTS = some.text(alphabet="甲乙丙。；\n a.1", max_size=30)
TRIES = some.lists(
    some.tuples(
        some.sampled_from(["edit", "read", "restore", "sign", "amend", "discard", "wait"]),
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
@given(TRIES)
def test_a_signed_text_never_changes_and_the_chain_holds(tries):
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = fresh_database(home / "house.sqlite3")
        keys = KeyRing(MasterKey.open(home / "keys" / "master.key"))
        clock, store = Clock(), SqlCharts(database, keys)
        recorder = SqlRecorder(database, keys, now=clock)
        office = Office(room=ChartRoom(store, now=clock), store=store, recorder=recorder, clock=clock)
        kept, signed = office.kept(), None
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
        versions = store.versions(kept.chart.chart_id)
        assert [one.number for one in versions] == list(range(1, kept.chart.version + 1))
        assert recorder.verify().links == len(versions)
        database.close()


def test_no_step_leads_out_of_a_signature_but_an_amendment():
    leaving = {step for (state, step) in TABLE if state in {ChartState.SIGNED, ChartState.AMENDED}}
    assert leaving == {"amended"}
    assert not any(state is ChartState.DISCARDED for state, _ in TABLE)


LINES = some.lists(
    some.text(alphabet="甲乙丙丁a1", min_size=1, max_size=6).map(lambda one: one + "。"), max_size=5
)


@given(LINES, TEXTS)
def test_lines_stand_in_the_text_in_order_and_cover_it(lines, text):
    part = Part(
        name="x",
        required=True,
        text="".join(lines),
        lines=tuple(Line(text=one, sources=(Said(0, 0, 1),)) for one in lines),
    )
    after = edited(part, text, "p")
    at = 0
    for line in after.lines:
        found = after.text.find(line.text, at)
        assert found >= at
        assert not after.text[at:found].strip()
        at = found + len(line.text)
    assert not after.text[at:].strip()
    machine = [line.text for line in after.lines if line.by is None]
    assert all(one in lines for one in machine)


@given(TEXTS, TEXTS)
def test_differences_give_both_texts_back_and_distance_is_no_more_than_either(before, after):
    told = differences(before, after)
    assert "".join(one.text for one in told if one.kind != "added") == before
    assert "".join(one.text for one in told if one.kind != "removed") == after
    assert distance(before, before) == 0
    assert abs(len(before) - len(after)) <= distance(before, after) <= max(len(before), len(after))
