"""A clerk's day: sessions are cut, times close, bookings move, and nobody is left untold."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest

from assistant.audit import Intact
from assistant.booking import BookingRoom, Offered
from assistant.booking.session import Session
from assistant.errors import BookingError, ScheduleError, SlotFullError, UnknownBookingError, UnknownSlotError
from assistant.store.booking import SqlCalendar
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.databases import fresh_database
from tests.fakes.tables import every

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    home = tmp_path_factory.mktemp("days")
    database = fresh_database(home / "calendar.sqlite3")
    keys = KeyRing(MasterKey.open(home / "master.key"))
    yield database, keys
    database.close()


@pytest.fixture(scope="module")
def room(store):
    return BookingRoom(SqlCalendar(*store), now=lambda: NOW)


def offered(room, ward, *hours, capacity=2):
    times = [
        Offered(
            department=ward,
            starts_at=NOW + timedelta(hours=hour),
            ends_at=NOW + timedelta(hours=hour, minutes=30),
            capacity=capacity,
        )
        for hour in hours
    ]
    return room.calendar.offer(times, by="clerk", at=NOW)


def closed(room, *slots):
    return room.calendar.close([one.slot_id for one in slots], by="clerk", at=NOW)


def moved(room, booking, slot):
    return room.calendar.move(booking.booking_id, slot.slot_id, by="clerk", at=NOW)


def waiting(room, ward):
    return [one.booking_id for one in room.calendar.untold(limit=99) if one.slot.department == ward]


def test_a_closed_session_takes_the_places_and_names_who_is_to_be_told(room):
    first, second = offered(room, "骨科", 5, 6)
    kept = [room.book(name, first.slot_id, key="wish-0001") for name in ("ann", "bob")]
    ended = closed(room, first, second)
    assert {one.booking_id for one in ended} == {one.booking_id for one in kept} == set(waiting(room, "骨科"))
    assert all(one.closed for one in room.calendar.slots("骨科", after=NOW, limit=9))
    assert room.offer(["骨科"], "SELF").slots == ()
    with pytest.raises(SlotFullError):
        room.book("cid", second.slot_id, key="wish-0002")
    assert [(one.was.ended, one.now) for one in room.changes("ann")] == [("closed", None)]
    assert room.seen(kept[0].booking_id, "ann").told_at == NOW
    assert (room.changes("ann"), waiting(room, "骨科")) == ((), [kept[1].booking_id])
    with pytest.raises(UnknownBookingError):
        room.seen(kept[1].booking_id, "ann")
    room.calendar.told(kept[1].booking_id, person=None, by="clerk", at=NOW)
    assert waiting(room, "骨科") == []
    assert offered(room, "骨科", 5)[0].left == 2, "offered again, the time is open again"


def test_a_booking_moves_with_its_person_even_from_a_closed_time(room):
    first, second, full = offered(room, "眼科", 5, 6, 7, capacity=1)
    made = room.book("dan", first.slot_id, key="wish-0003")
    room.book("eve", full.slot_id, key="wish-0004")
    with pytest.raises(SlotFullError):
        moved(room, made, full)
    assert room.of("dan") == (made,), "a move that fails leaves the booking as it was"
    there = moved(room, made, second)
    assert (room.of("dan"), room.changes("dan")[0].now) == ((there,), there)
    assert room.offer(["眼科"], "SELF").slots[0].slot_id == first.slot_id, "the old place is free"
    with pytest.raises(BookingError, match="moved already"):
        moved(room, made, first)
    closed(room, second)
    back = moved(room, there, first)
    assert {one.now.booking_id for one in room.changes("dan")} == {back.booking_id}


@pytest.mark.parametrize(
    ("why", "attempt"),
    [
        pytest.param("stands at this time", lambda room, made, to: moved(room, made, to[0]), id="same"),
        pytest.param(
            "given back", lambda room, made, to: moved(room, given_back(room, made), to[1]), id="gone"
        ),
        pytest.param(
            "another booking", lambda room, _, to: moved(room, beside(room, to[1]), to[1]), id="two"
        ),
    ],
)
def test_what_does_not_move(room, why, attempt):
    times = offered(room, "妇科", 30, 31, capacity=9)
    made = room.book(f"fay-{why}", times[0].slot_id, key="wish-0005")
    with pytest.raises(BookingError, match=why):
        attempt(room, made, times)


def given_back(room, made):
    return room.cancel(made.booking_id, person=made.person, by=made.person)


def beside(room, there):
    room.book("gus", there.slot_id, key="wish-0006")
    return room.book("gus", offered(room, "产科", 40)[0].slot_id, key="wish-0007")


def test_who_books_while_a_time_closes_is_told_or_was_too_late(room):
    slot = offered(room, "神经内科", 8, capacity=9)[0]

    def ask(person):
        try:
            return room.book(person, slot.slot_id, key="wish-0010").booking_id
        except SlotFullError:
            return None

    with ThreadPoolExecutor(max_workers=4) as pool:
        asked = [pool.submit(ask, f"race-{number}") for number in range(3)]
        ended = pool.submit(closed, room, slot).result()
        booked = {one.result() for one in asked} - {None}
    assert {one.booking_id for one in ended} == booked == set(waiting(room, "神经内科"))


def test_what_staff_give_back_is_told_and_what_has_begun_stays(room):
    slot = offered(room, "口腔科", 5)[0]
    made = room.book("hal", slot.slot_id, key="wish-0008")
    room.cancel(made.booking_id, person=None, by="clerk")
    assert [one.was.ended for one in room.changes("hal")] == ["by_staff"]
    later = NOW + timedelta(hours=6)
    with pytest.raises(ScheduleError, match="begun"):
        room.calendar.close([slot.slot_id], by="clerk", at=later)
    with pytest.raises(UnknownSlotError):
        room.calendar.close(["s_none"], by="clerk", at=NOW)


def test_a_day_shows_who_comes_and_every_step_is_a_link(room, store):
    records = SqlRecorder(*store)
    before = records.verify().links
    first, second = offered(room, "皮肤科", 50, 51)
    made = room.book("ida", first.slot_id, key="wish-0009")
    found = room.calendar.day("皮肤科", start=NOW, end=NOW + timedelta(days=9))
    assert [[one.person for one in filled.bookings] for filled in found] == [["ida"], []]
    room.calendar.looked("皮肤科", day="2026-11-25", by="clerk", at=NOW)
    moved(room, made, second)
    room.seen(made.booking_id, "ida")
    after = records.verify()
    assert isinstance(after, Intact)
    assert after.links - before == 5
    assert made.number == made.booking_id[-6:].upper()


def test_a_session_is_cut_into_times():
    wanted = Session(
        department="皮肤科",
        day=date(2026, 11, 24),
        start=time(8),
        end=time(9),
        minutes=20,
        capacity=2,
        weeks=2,
    )
    times = wanted.times(UTC)
    assert [f"{one.starts_at:%d %H:%M}" for one in times] == [
        "24 08:00", "24 08:20", "24 08:40", "01 08:00", "01 08:20", "01 08:40",
    ]  # fmt: skip
    assert {one.ends_at - one.starts_at for one in times} == {timedelta(minutes=20)}


@every(
    [
        (time(8), time(8), 20, 1, "does not end"),
        (time(6), time(19), 20, 1, "12 hours"),
        (time(8), time(9), 25, 1, "not cut evenly"),
        (time(8), time(9), 20, 27, "1 to 26 weeks"),
    ],
    name=lambda row: row[-1],
)
def test_what_is_no_session(row):
    start, end, minutes, weeks, told = row
    wanted = Session(
        department="皮肤科",
        day=date(2026, 11, 24),
        start=start,
        end=end,
        minutes=minutes,
        capacity=1,
        weeks=weeks,
    )
    with pytest.raises(ScheduleError, match=told):
        wanted.times(UTC)
