"""A doctor's twin: silent until signed, silent once revoked, and only about what was signed for."""

from dataclasses import replace

import pytest

from assistant.errors import AccessDeniedError, TwinRefusedError, UnknownTwinError
from assistant.exchange import Answered, Asker, Claim, Deferred, Emergency, Question, Role, Trace
from assistant.gate import RuleGate
from assistant.outcomes import in_voice
from assistant.store.keys import KeyRing, MasterKey
from assistant.store.records import SqlRecorder
from assistant.store.twins import SqlTwins
from assistant.twin import ScopeCard, Topic, TwinRoom
from assistant.twin.card import claims_a_person
from tests.fakes.databases import fresh_database
from tests.fakes.doors import Clock
from tests.fakes.tables import every

LI = Asker(role=Role.DOCTOR, person="p_li", department="心内科")
WU = Asker(role=Role.DOCTOR, person="p_wu")
ADMIN = Asker(role=Role.ADMIN, person="p_admin")
PATIENT = Asker(role=Role.PATIENT, person="p_zhao")
CARD = ScopeCard(
    topics=(Topic("高血压", ("高血压", "血压")),), opening="您好！", closing="祝您健康。", days=30
)


@pytest.fixture(scope="module")
def gate():
    return RuleGate()


@pytest.fixture
def ward(tmp_path, gate):
    database = fresh_database(tmp_path / "house.sqlite3")
    keys, clock = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key")), Clock()
    room = TwinRoom(SqlTwins(database, keys), gate, now=clock)
    yield room, clock, SqlRecorder(database, keys)
    database.close()


def question(text="高血压多久复查一次？", **fields):
    return Question(**{"id": "q", "text": text, "asker": PATIENT, "language": "zh"} | fields)


def signed(room, card=CARD):
    twin = room.propose(card, LI, "李明")
    return room.sign(twin.twin_id, LI, version=twin.version)


def test_a_twin_is_silent_until_its_doctor_signs_and_silent_once_revoked(ward):
    room, clock, records = ward
    twin = room.propose(CARD, LI, "李明")
    assert room.voice(twin.twin_id, question()).shut == "twin_unavailable"
    assert room.twins(PATIENT) == ()
    room.sign(twin.twin_id, LI, version=twin.version)
    assert (room.voice(twin.twin_id, question()).shut, room.speaks(twin.twin_id)) == (None, True)
    clock.pass_by(seconds=1)
    room.revoke(twin.twin_id, LI)
    assert (room.voice(twin.twin_id, question()).shut, room.speaks(twin.twin_id)) == (
        "twin_unavailable",
        False,
    )
    verdict = records.verify()
    assert verdict.links == 3


@pytest.mark.parametrize("by", [LI, ADMIN])
def test_what_was_revoked_keeps_no_words_of_its_doctor_but_the_digest_of_what_was_signed(ward, by):
    room, _, _ = ward
    twin = signed(room)
    revoked = room.revoke(twin.twin_id, by)
    for held in (revoked, room.seen(twin.twin_id, LI)):
        assert (held.card.opening, held.card.closing) == ("", "")
        assert held.card.topics == CARD.topics
        assert held.consent is not None
        assert held.consent.card_sha256 == CARD.digest()


def test_a_delegation_ends_with_its_term_and_a_changed_card_is_signed_anew(ward):
    room, clock, _ = ward
    twin = signed(room)
    clock.pass_by(days=29)
    assert room.speaks(twin.twin_id)
    clock.pass_by(days=1)
    assert not room.speaks(twin.twin_id)
    again = room.revise(twin.twin_id, replace(CARD, days=92), LI)
    assert not room.speaks(twin.twin_id)
    with pytest.raises(TwinRefusedError, match="read it again"):
        room.sign(twin.twin_id, LI, version=again.version - 1)
    room.sign(twin.twin_id, LI, version=again.version)
    assert room.speaks(twin.twin_id)


@pytest.mark.parametrize(
    ("text", "shut"),
    [
        pytest.param("高血压多久复查一次？", None, id="the-topic"),
        pytest.param("How often should hypertension be reviewed?", None, id="the-topic-in-other-words"),
        pytest.param("胃镜前能喝水吗？", "twin_scope", id="another-topic"),
        pytest.param("退出", "twin_left", id="leaving"),
        pytest.param("你是真人吗？", "twin_is_machine", id="who-speaks"),
        pytest.param("Are you a real doctor?", "twin_is_machine", id="who-speaks-en"),
    ],
)
def test_it_speaks_about_what_was_signed_for_alone(ward, text, shut):
    room, _, _ = ward
    assert room.voice(signed(room).twin_id, question(text)).shut == shut


def test_nobody_signs_or_changes_for_another_and_who_oversees_may_stop_it(ward):
    room, _, _ = ward
    twin = signed(room)
    for step in (lambda: room.revise(twin.twin_id, CARD, WU), lambda: room.sign(twin.twin_id, WU, version=2)):
        with pytest.raises(UnknownTwinError):
            step()
    with pytest.raises(UnknownTwinError):
        room.revoke(twin.twin_id, WU)
    with pytest.raises(AccessDeniedError):
        room.propose(CARD, PATIENT, "赵")
    room.revoke(twin.twin_id, ADMIN)
    assert not room.speaks(twin.twin_id)


@pytest.mark.parametrize(
    ("card", "why"),
    [
        pytest.param(replace(CARD, topics=()), "topics", id="no-topic"),
        pytest.param(replace(CARD, topics=(Topic("x", ("a",)),)), "characters", id="short-word"),
        pytest.param(replace(CARD, days=93), "days", id="longer-than-a-quarter"),
        pytest.param(replace(CARD, opening="我就是李医生，您说。"), "claims to be a person", id="a-person"),
        pytest.param(replace(CARD, closing="我想你。"), "claims to be a person", id="affection"),
        pytest.param(replace(CARD, closing="阿司匹林100mg每天一次，坚持吃。"), "rule", id="a-regimen"),
    ],
)
def test_a_card_that_nobody_may_sign_is_refused(ward, card, why):
    with pytest.raises(TwinRefusedError, match=why):
        ward[0].propose(card, LI, "李明")


def test_a_long_talk_is_interrupted_by_a_reminder_once(ward):
    room, clock, _ = ward
    twin = signed(room)
    reminded = []
    for _ in range(14):
        reminded.append(room.voice(twin.twin_id, question()).remind)
        clock.pass_by(minutes=20)
    assert reminded.count(True) == 2
    assert reminded.index(True) == 6
    clock.pass_by(hours=3)
    assert not room.voice(twin.twin_id, question()).remind


def test_every_reply_says_that_a_machine_speaks_but_an_alarm_stays_as_it_is(ward):
    room, _, _ = ward
    asked = question(voice=room.voice(signed(room).twin_id, question()))
    said = (Claim(text="每年复查一次。", origin="verbatim", citations=()),)
    trace = Trace(versions={})
    answered = in_voice(Answered(mode="verbatim", claims=said, trace=trace), asked)
    assert [claim.text for claim in answered.claims] == [
        "我是李明医生的 AI 助手，非医生本人。",
        "您好！",
        "每年复查一次。",
        "祝您健康。",
    ]
    deferred = in_voice(Deferred(claims=said, reason="r", effect="hard", trace=trace), asked)
    assert [claim.origin for claim in deferred.claims] == ["template", "verbatim"]
    alarm = Emergency(claims=said, reason="r", rules=("RF001",), urgency="E120", trace=trace)
    assert in_voice(alarm, asked) is alarm


def test_an_erased_doctor_leaves_no_twin(ward):
    room, _, _ = ward
    twin = signed(room)
    store = room._store
    with store._database.writing() as session:
        store._keys.destroy(session, LI.person)
    assert store.twin(twin.twin_id) is None
    assert not room.speaks(twin.twin_id)


def test_the_twin_of_a_doctor_who_has_left_is_silent_and_seen_by_who_oversees_alone(tmp_path, gate):
    database, here = fresh_database(tmp_path / "house.sqlite3"), {"p_li"}
    keys = KeyRing(MasterKey.open(tmp_path / "keys" / "master.key"))
    room = TwinRoom(SqlTwins(database, keys), gate, now=Clock(), serves=here.__contains__)
    twin = signed(room)
    assert (room.speaks(twin.twin_id), len(room.twins(PATIENT))) == (True, 1)
    here.clear()
    assert (room.speaks(twin.twin_id), room.twins(PATIENT)) == (False, ())
    assert room.voice(twin.twin_id, question()).shut == "twin_unavailable"
    assert len(room.twins(ADMIN)) == 1
    database.close()


@pytest.mark.parametrize(
    ("text", "shut"),
    [
        pytest.param("高血压多久复查一次？", None, id="in scope"),
        pytest.param("糖尿病怎么筛查？", "twin_scope", id="out of scope"),
        pytest.param("退出", "twin_left", id="leaves"),
        pytest.param("你是真人吗？", "twin_is_machine", id="asks who speaks"),
    ],
)
def test_a_card_is_tried_before_anybody_signs_it(ward, text, shut):
    room, _, _ = ward
    voice = room.rehearsed(CARD, LI, "李明", text)
    assert (voice.shut, voice.opening, room.speaks(voice.twin_id)) == (shut, "您好！", True)
    assert room.twins(LI) == ()
    with pytest.raises(UnknownTwinError):
        room.voice(voice.twin_id, question())


def test_only_a_doctor_tries_a_card_and_only_one_that_could_be_signed(ward):
    room, _, _ = ward
    with pytest.raises(AccessDeniedError):
        room.rehearsed(CARD, PATIENT, "赵", "高血压")
    with pytest.raises(TwinRefusedError, match="claims to be a person"):
        room.rehearsed(replace(CARD, opening="我是李明本人，"), LI, "李明", "高血压")


@every(
    [
        "我是李明本人，有问题随时问我。",
        "这里是李主任，您请讲。",
        "本人亲自为您解答。",
        "真人在线，请放心提问。",
        "我会亲自看您发来的每一句话。",
        "我很惦记您的血压。",
        "上次门诊见过面，您还好吗？",
        "我给您做过手术，情况我清楚。",
        "我从医已经三十年了。",
        "以我多年的临床经验来看，问题不大。",
        "我有个病人和您一样，后来好了。",
        "我刚下手术，马上回您。",
        "This is your own doctor, how are you?",
        "Dr Li here, what can I do for you?",
        "I personally read every message.",
        "Since I last saw you things may have changed.",
        "In my experience this passes.",
        "Many of my patients ask this.",
    ]
)
def test_words_that_claim_a_person_are_found(text):
    assert claims_a_person(text)


@every(
    [
        "您好！以下内容出自现行指南。",
        "我是李明医生的 AI 助手，非医生本人。",
        "不是真人回复，由 AI 依据指南生成。",
        "我的门诊时间是每周一上午，需要时请预约。",
        "请您本人带好身份证来门诊。",
        "如有不适请当面就诊，不要等待。",
        "祝您早日康复。",
        "请记得按时复查。",
        "患者本人在线签字即可。",
        "Hello! Here is what the guideline says.",
        "I am the AI assistant of Dr Li, not the doctor.",
        "Please bring your reports when you see your doctor.",
        "Ask your own doctor if unsure.",
        "Wishing you a good recovery.",
    ]
)
def test_words_that_claim_nobody_pass(text):
    assert claims_a_person(text) is None
