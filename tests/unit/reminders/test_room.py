"""Reminders: with consent, to a proved address, once, without a word about anybody; failures show."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from assistant.audit import Intact
from assistant.consent import ConsentBook, Purpose
from assistant.errors import ConsentNeededError, NoticeError, ReminderError
from assistant.notices.mail import Mail, MailServer
from assistant.reminders import Due, ReminderRoom
from assistant.reminders.letter import checked_address, words_of
from assistant.reminders.room import AGAIN_AFTER
from assistant.store.consents import SqlConsents
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.store.reminders import SqlReminders
from tests.fakes.databases import fresh_database, stored_bytes
from tests.fakes.doors import Clock

pytestmark = pytest.mark.story
ME, OTHER = "p_me", "p_other"
ADDRESS = "zhou.ping@mail.example.org"


class Post:
    """Takes letters to e-mail addresses, but refuses the first `refusals`."""

    def __init__(self, refusals=0):
        self.name, self.refusals, self.letters = "post", refusals, []

    def carries(self, kind):
        return kind == "mail"

    def post(self, letter):
        if self.refusals:
            self.refusals -= 1
            raise NoticeError("the mail server did not take it (SMTPRecipientsRefused)")
        self.letters.append(letter)


@dataclass
class House:
    room: ReminderRoom
    book: SqlReminders
    consents: ConsentBook
    records: SqlRecorder
    clock: Clock
    post: Post
    path: object
    waiting: list = field(default_factory=list)

    def proved(self, person=ME, address=ADDRESS):
        self.consents.give(person, {Purpose.REMINDERS})
        self.room.set_address(person, "mail", address)
        self.room.ring()
        self.room.confirm(person, self.book.address(person).code)

    def answered(self, reference="t_1", person=ME, kind="reply"):
        self.waiting.append(Due(kind, reference, person, self.clock()))

    def got(self, kind="reply"):
        return [one.letter_id for one in self.post.letters if one.kind == kind]


@pytest.fixture
def house(tmp_path):
    path = tmp_path / "house.sqlite3"
    database, clock, post = fresh_database(path), Clock(), Post()
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    book, consents = SqlReminders(database, keys), ConsentBook(SqlConsents(database), now=clock)
    waiting = []
    room = ReminderRoom(book, consents, [post], now=clock, waiting=lambda _: tuple(waiting))
    yield House(room, book, consents, SqlRecorder(database, keys), clock, post, path, waiting)
    database.close()


def test_a_reply_is_told_once_to_a_proved_address(house):
    house.proved()
    house.answered()
    assert [house.room.ring(), house.room.ring()] == [1, 0]
    again = ReminderRoom(
        house.book, house.consents, [house.post], now=house.clock, waiting=lambda _: house.waiting
    )
    assert again.ring() == 0, "another process, or the same after a restart"
    (letter,) = [one for one in house.post.letters if one.kind == "reply"]
    assert letter.address == ADDRESS
    assert {(one.kind, one.state) for one in house.room.posted(ME)} == {
        ("reply", "sent"),
        ("confirm", "sent"),
    }
    assert house.room.posted(OTHER) == ()
    assert isinstance(house.records.verify(), Intact)
    assert house.records.verify().links == 2
    assert ADDRESS.encode() not in stored_bytes(house.path)


def test_nothing_but_the_code_goes_to_an_address_that_is_not_proved(house):
    house.consents.give(ME, {Purpose.REMINDERS})
    house.answered()
    house.room.set_address(ME, "mail", ADDRESS)
    assert house.room.ring() == 1
    assert (house.got(), len(house.got("confirm"))) == ([], 1)
    assert house.book.address(ME).code in house.post.letters[0].words["zh"]
    house.clock.pass_by(minutes=1)
    house.room.confirm(ME, house.book.address(ME).code)
    assert house.room.ring() == 0, "what was answered before is no news"
    house.clock.pass_by(minutes=1)
    house.answered("t_2")
    assert (house.room.ring(), house.got()) == (1, ["reply:t_2"])


def test_a_code_is_tried_five_times_and_for_half_an_hour(house):
    with pytest.raises(ConsentNeededError):
        house.room.set_address(ME, "mail", ADDRESS)
    house.consents.give(ME, {Purpose.REMINDERS})
    house.room.set_address(ME, "mail", ADDRESS)
    code = house.book.address(ME).code
    with pytest.raises(ReminderError, match="just now"):
        house.room.set_address(ME, "mail", "other@mail.example.org")
    for _ in range(5):
        with pytest.raises(ReminderError, match="not the code"):
            house.room.confirm(ME, "x" + code)
    with pytest.raises(ReminderError, match="is over"):
        house.room.confirm(ME, code)
    house.clock.pass_by(minutes=3)
    house.room.set_address(ME, "mail", ADDRESS)
    house.clock.pass_by(minutes=31)
    with pytest.raises(ReminderError, match="is over"):
        house.room.confirm(ME, house.book.address(ME).code)
    assert house.room.ring() == 0, "a code that is over is not sent"
    with pytest.raises(ReminderError, match="no address waits"):
        house.room.confirm(OTHER, code) if house.consents.give(OTHER, {Purpose.REMINDERS}) is None else None


def test_who_withdraws_gets_nothing_more_and_the_address_is_forgotten(house):
    house.proved()
    house.consents.withdraw(ME, {Purpose.REMINDERS})
    house.answered()
    assert (house.room.ring(), house.got()) == (0, [])
    assert house.room.address(ME) is None
    with pytest.raises(ConsentNeededError):
        house.room.confirm(ME, "1")


def test_what_fails_is_tried_again_later_shows_and_is_given_up_in_the_end(house):
    house.proved()
    house.answered()
    house.post.refusals = 99
    tries = []
    for wait in (timedelta(0), *AGAIN_AFTER, timedelta(days=3)):
        house.clock.now += wait
        given, (lost,) = house.room.ring(), house.room.undelivered()
        tries.append((given, lost.attempts, lost.state))
        assert house.room.ring() == 0, "not before its time"
    assert tries == [(0, n, "waiting") for n in range(1, 5)] + [(0, 5, "given_up")] * 2
    (lost,) = house.room.undelivered()
    assert "SMTPRecipientsRefused" in lost.cause
    assert ADDRESS not in str(lost)
    house.post.refusals = 0
    house.answered("t_2")
    assert (house.room.ring(), house.got()) == (1, ["reply:t_2"])


def test_a_letter_that_fails_holds_up_no_other_and_arrives_the_next_time(house):
    house.proved()
    house.proved(OTHER, "li@mail.example.org")
    house.answered()
    house.answered("t_2", OTHER)
    house.post.refusals = 1
    assert (house.room.ring(), house.got()) == (1, ["reply:t_2"])
    house.clock.now += AGAIN_AFTER[0]
    assert (house.room.ring(), house.got()) == (1, ["reply:t_2", "reply:t_1"])


def test_of_two_processes_one_sends_and_what_was_interrupted_is_not_doubled(house):
    house.proved()
    due = Due("reply", "t_1", ME, house.clock())
    assert [house.book.claim(due, at=house.clock()), house.book.claim(due, at=house.clock())] == [1, None]
    house.waiting.append(due)
    house.clock.pass_by(days=2)
    assert (house.room.ring(), house.got()) == (0, [])
    assert house.room.undelivered()[0].state == "sending", "it shows that nobody knows"


def test_a_reminder_holds_nothing_of_the_person(house):
    house.proved()
    house.answered("t_secret")
    house.answered("plan_heart:3", kind="questions")
    house.room.ring()
    for letter in house.post.letters:
        for words in letter.words.values():
            assert not {"t_secret", "plan_heart", ME, "心", "科", "医生"} & {
                one for one in ("t_secret", "plan_heart", ME, "心", "科", "医生") if one in words
            }
    for kind in ("reply", "questions", "appointment"):
        assert words_of(kind) == words_of(kind, "123456"), "only the confirmation holds a code"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param("mail", "nobody", id="no-place"),
        pytest.param("mail", "a@b", id="no-domain"),
        pytest.param("mail", "a@b.org\nBcc: c@d.org", id="a-header-smuggled-in"),
        pytest.param("mail", "a@b.org,c@d.org", id="two"),
        pytest.param("mail", "Zhou <a@b.org>", id="with-a-name"),
        pytest.param("phone", "12", id="too-short"),
        pytest.param("phone", "120 call now", id="words"),
        pytest.param("phone", "1" * 30, id="too-long"),
    ],
)
def test_what_is_no_address_is_refused(kind, value):
    with pytest.raises(ReminderError, match="this is no"):
        checked_address(kind, value)


def test_addresses_are_shown_by_their_ends_and_kinds_by_who_carries_them(house):
    house.proved()
    assert house.room.address(ME).masked == "z***@mail.example.org"
    assert house.room.kinds() == ("mail",)
    house.clock.pass_by(minutes=5)
    with pytest.raises(ReminderError, match="phone"):
        house.room.set_address(ME, "phone", "13900000000")
    assert checked_address("phone", " +86 139-0000 0000 ") == "+86 139-0000 0000"
    silent = ReminderRoom(house.book, house.consents, (), now=house.clock, waiting=lambda _: ())
    assert (silent.silent, silent.kinds()) == (True, ())


def test_a_mail_server_that_is_not_there_is_a_failure_that_says_so(house):
    mail = Mail(MailServer(host="127.0.0.1", port=1, security="none"), sender="a@b.test", to=())
    room = ReminderRoom(house.book, house.consents, [mail], now=house.clock, waiting=lambda _: ())
    house.consents.give(ME, {Purpose.REMINDERS})
    room.set_address(ME, "mail", ADDRESS)
    assert room.ring() == 0
    assert "mail server" in room.undelivered()[0].cause
