"""Booking: one place goes to one person, an emergency gets none, and a table counts whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from assistant.audit import Intact
from assistant.booking import BookingRoom, Offered
from assistant.booking.sheet import read_sheet
from assistant.errors import (
    BookingError,
    ScheduleError,
    SlotFullError,
    UnknownBookingError,
    UnknownSlotError,
    UrgentBookingError,
)
from assistant.store.booking import SqlCalendar
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from tests.fakes.databases import fresh_database
from tests.fakes.tables import every

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HEAD = "department,date,start,end,capacity\n"
WARDS = ("呼吸内科", "消化内科", "皮肤科")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    home = tmp_path_factory.mktemp("calendar")
    database = fresh_database(home / "calendar.sqlite3")
    keys = KeyRing(MasterKey.open(home / "master.key"))
    yield database, keys
    database.close()


@pytest.fixture
def room(store):
    return BookingRoom(SqlCalendar(*store), now=lambda: NOW)


def offered(room, ward, *, hours, capacity=1, minutes=30):
    starts = NOW + timedelta(hours=hours)
    wanted = Offered(
        department=ward, starts_at=starts, ends_at=starts + timedelta(minutes=minutes), capacity=capacity
    )
    return room.calendar.offer([wanted], by="clerk", at=NOW)[0]


def test_two_at_once_and_one_wins(room):
    slot = offered(room, "心内科", hours=5)

    def ask(person):
        try:
            return room.book(person, slot.slot_id, key="wish-0001").person
        except SlotFullError as fault:
            return str(fault)

    with ThreadPoolExecutor(max_workers=8) as pool:
        told = list(pool.map(ask, [f"p{number}" for number in range(8)]))
    assert sum(one.startswith("p") for one in told) == 1
    assert "no later one" in next(one for one in told if not one.startswith("p"))
    assert room.calendar.slots("心内科", after=NOW, limit=9)[0].left == 0


def test_a_request_sent_twice_books_once_and_a_place_given_back_is_free(room):
    slot = offered(room, "骨科", hours=6)
    first = room.book("ann", slot.slot_id, key="wish-0002")
    assert room.book("ann", slot.slot_id, key="wish-0002") == first
    with pytest.raises(UnknownBookingError):
        room.cancel(first.booking_id, person="bob", by="bob")
    assert room.cancel(first.booking_id, person="ann", by="ann").cancelled_at == NOW
    assert room.cancel(first.booking_id, person="ann", by="ann").cancelled_at == NOW
    assert room.of("ann") == ()
    assert room.book("bob", slot.slot_id, key="wish-0003").slot.left == 0


def test_the_offer_follows_the_urgency(room):
    far = offered(room, "呼吸内科", hours=40)
    near = offered(room, "全科医学科", hours=8)
    day = room.offer(["呼吸内科", "全科医学科"], "C24")
    assert ([one.slot_id for one in day.slots], day.in_time, day.full) == (
        [near.slot_id],
        True,
        ("呼吸内科",),
    )
    assert [one.slot_id for one in room.offer(["呼吸内科"], "C72").slots] == [far.slot_id]
    late = room.offer(["呼吸内科"], "C24")
    assert ([one.slot_id for one in late.slots], late.in_time) == ([far.slot_id], False)
    assert room.offer(["中医科"], "C24").slots == ()
    for level in ("E120", "ED"):
        with pytest.raises(UrgentBookingError):
            room.offer(["呼吸内科"], level)
        with pytest.raises(UrgentBookingError):
            room.book("cid", near.slot_id, key="wish-0004", level=level)


def test_a_full_time_names_the_next(room):
    full, free = offered(room, "眼科", hours=7), offered(room, "眼科", hours=9)
    room.book("dan", full.slot_id, key="wish-0005")
    with pytest.raises(SlotFullError, match=f"{free.starts_at.astimezone():%Y-%m-%d %H:%M}"):
        room.book("eve", full.slot_id, key="wish-0006")


def test_what_a_person_may_not_book(room):
    slot, beside = offered(room, "妇科", hours=10, capacity=3), offered(room, "产科", hours=10.25)
    room.book("fay", slot.slot_id, key="wish-0007")
    with pytest.raises(BookingError, match="another booking"):
        room.book("fay", beside.slot_id, key="wish-0008")
    with pytest.raises(BookingError, match="already"):
        room.book("fay", beside.slot_id, key="wish-0007")
    with pytest.raises(UnknownSlotError):
        room.book("fay", "s_none", key="wish-0009")
    for hour in range(4):
        room.book("fay", offered(room, "妇科", hours=20 + hour).slot_id, key=f"wish-1{hour:03}")
    with pytest.raises(BookingError, match="5 bookings"):
        room.book("fay", offered(room, "妇科", hours=30).slot_id, key="wish-0010")
    later = BookingRoom(room.calendar, now=lambda: NOW + timedelta(hours=11))
    with pytest.raises(BookingError, match="begun"):
        later.book("gus", slot.slot_id, key="wish-0011")


def test_a_time_with_people_in_it_stays(room):
    slot = offered(room, "肾内科", hours=12, capacity=2)
    held = [room.book(name, slot.slot_id, key="wish-0012") for name in ("hal", "ida")]
    with pytest.raises(ScheduleError, match="2 people"):
        room.calendar.withdraw(slot.slot_id, by="clerk", at=NOW)
    with pytest.raises(ScheduleError, match="2 people"):
        offered(room, "肾内科", hours=12, capacity=1)
    for one in held:
        room.cancel(one.booking_id, person=None, by="clerk")
    room.calendar.withdraw(slot.slot_id, by="clerk", at=NOW)
    assert room.calendar.open_slots("肾内科", after=NOW, until=None, limit=5) == ()


def test_every_step_is_a_link_of_the_chain(room, store):
    records = SqlRecorder(*store)
    before = records.verify().links
    slot = offered(room, "口腔科", hours=13)
    made = room.book("joe", slot.slot_id, key="wish-0013")
    room.cancel(made.booking_id, person="joe", by="joe")
    after = records.verify()
    assert isinstance(after, Intact)
    assert after.links - before == 3


def test_a_table_in_either_language_is_read():
    chinese = "\ufeff科室,日期,开始,结束,号源\n皮肤科,2026-11-24,08:30,09:00,4\n\n"
    english = HEAD + "皮肤科,2026-11-24,08:30,09:00,4\n"
    read = [read_sheet(text, known=WARDS, now=NOW, zone=UTC) for text in (chinese, english)]
    assert read[0] == read[1]
    assert (read[0][0].starts_at, read[0][0].capacity) == (datetime(2026, 11, 24, 8, 30, tzinfo=UTC), 4)


@every(
    [
        ("", "first line lacks"),
        ("department,date,start\n", "end, capacity"),
        (HEAD, "holds no time"),
        (
            HEAD + "皮肤科,2026-11-24,08:30,09:00,4\n骨科,2026-11-24,08:30,09:00,4",
            "line 3: department '骨科'",
        ),
        (HEAD + "皮肤科,24.11.2026,08:30,09:00,4", "line 2: write the date"),
        (HEAD + "皮肤科,2026-11-24,08:30,09:00,many", "line 2: write the date"),
        (HEAD + "皮肤科,2026-11-24,08:30", "line 2: write the date"),
        (HEAD + "皮肤科,2026-11-24,09:30,09:00,4", "does not end after"),
        (HEAD + "皮肤科,2025-11-24,08:30,09:00,4", "in the past"),
        (HEAD + "皮肤科,2028-11-24,08:30,09:00,4", "more than a year"),
        (HEAD + "皮肤科,2026-11-24,08:30,09:00,0", "capacity"),
        (HEAD + "皮肤科,2026-11-24,08:30,09:00,501", "capacity"),
    ],
    name=lambda row: row[1],
)
def test_a_wrong_line_is_named_and_none_counts(row):
    with pytest.raises(ScheduleError, match=row[1]):
        read_sheet(row[0], known=WARDS, now=NOW, zone=UTC)
