"""What is read of a story beside the red flags: whole words, long troubles, and a bounded likeness."""

from __future__ import annotations

from assistant.exchange import Turn
from assistant.gate.redflags.rulebook import LEVELS
from assistant.triage import Patient, triage
from assistant.triage.departments import departments, ranked
from assistant.triage.rulebook import triage_book
from assistant.triage.told import Reader, Told
from tests.fakes.tables import every


def _lead(*texts, **known):
    turns = [
        Turn(speaker="assistant" if number % 2 else "patient", text=text) for number, text in enumerate(texts)
    ]
    return triage().interview(turns, Patient(**known))


UNHEARD = (
    ("脚踝那块骨头一碰就疼，走不了几步", "headache", "bones-head"),
    ("手指头疼了两天", "headache", "fingers-head"),
    ("两个脚脖子肿了", "thyroid", "ankles-neck"),
    ("擦破点皮，去年打过破伤风", "rhinitis", "tetanus"),
    ("宝宝脸蛋红红的", "testicle", "cheeks"),
    ("尿里一层泡沫", "rash", "foam"),
    ("抽了三十年烟，最近咳嗽", "seizure", "smoker"),
)


@every(UNHEARD, name=lambda row: row[2])
def test_a_part_of_a_longer_word_names_no_complaint(row):
    said, complaint, _ = row
    assert complaint not in _lead(said, months=500).complaints


LASTING = (
    ("便秘好几年了", "constipation"),
    ("打呼噜十多年了", "snoring"),
    ("从小就爱流鼻血", "nosebleed"),
)


@every(LASTING, name=lambda row: row[1])
def test_what_is_there_for_years_brings_the_person_still(row):
    said, complaint = row
    assert _lead(said, months=500).complaints[:1] == (complaint,)


def test_what_is_long_over_brings_nobody():
    assert "constipation" not in _lead("二十年前便秘过，最近咳嗽", months=600).complaints


DENIED_AFTER_A_YES = (
    ("走快了有点累", "躺平喘不喘？", "能躺平，坐着不喘", "wheeze"),
    ("耳朵嗡嗡响", "头晕吗？耳朵流水吗？", "有点嗡嗡，头不晕", "dizziness"),
)


@every(DENIED_AFTER_A_YES, name=lambda row: row[3])
def test_what_a_reply_denies_is_not_said_though_it_begins_like_a_yes(row):
    first, question, reply, complaint = row
    assert complaint not in _lead(first, question, reply, months=600).complaints


DENIED = (
    ("最近上楼有点累，胸不痛", "chest_pain"),
    ("吃多了胀，没黑便没瘦", "black_stool"),
    ("没怀孕，就是小便刺痛", "pregnancy"),
    ("膝盖酸，不疼不肿", "injury"),
)


@every(DENIED, name=lambda row: row[1])
def test_words_of_the_slots_keep_no_denial_from_being_heard(row):
    said, complaint = row
    assert complaint not in _lead(said, months=400, sex="female").complaints


def test_what_is_only_asked_about_names_a_department_and_no_complaint():
    found = _lead("请问甲状腺结节会遗传给孩子吗？", months=400)
    assert found.departments[0] in {"内分泌科", "甲乳外科"}
    assert (found.urgency, found.complaints) == ("C72", ())


RAISED = (
    ("打球落地膝盖响了一声，肿得老大，完全踩不了地", "ED"),
    ("她囤了好多药，刚发消息说已经吃下去了", "E120"),
    ("小腿虫子咬的包抓破了，红了巴掌大一片", "C24"),
    ("慢阻肺，这几天痰多了还变黄", "C24"),
    ("玻璃划得很深，手指尖麻了没知觉", "ED"),
)


@every(RAISED, name=lambda row: row[0][:8])
def test_signs_beside_a_complaint_raise_it(row):
    said, lowest = row
    assert LEVELS.index(_lead(said, months=400).urgency) <= LEVELS.index(lowest)


def test_a_child_with_years_of_allergy_is_led_past_paediatrics():
    years = "我女儿8岁，对尘螨过敏，鼻痒打喷嚏流清涕反复三年了，皮下脱敏打到一半，换季又厉害"
    assert {"变态反应科", "儿科"} <= set(_lead(years, months=96).departments[:2])


CALMER = (
    ("My daughter's eye is red and sticky today, the other kids have it too", "C24"),
    ("最近一梳头就掉一大把头发，头顶都看见了", "C72"),
    ("今早起来眼睛有点红，眼屎多，有点痒", "C24"),
)


@every(CALMER, name=lambda row: row[0][:12])
def test_a_likeness_raises_an_understood_complaint_by_one_level(row):
    said, highest = row
    assert LEVELS.index(_lead(said, months=400).urgency) >= LEVELS.index(highest)


def test_a_striking_likeness_counts_though_the_complaint_is_understood():
    said = "孩子把一锅刚烧开的水扣身上了，胸口一大片都起泡了"
    assert _lead(said, months=30).urgency in {"E120", "ED"}


@every(
    ((True, ("泌尿外科", "急诊科")), (False, ("急诊科", "泌尿外科"))), name=lambda row: f"own-door-{row[0]}"
)
def test_the_emergency_department_stands_second_where_only_a_likeness_asks_for_it(row):
    own_door, expected = row
    book = triage_book()
    urinary = next(one for one in book.complaints if one.id == "urinary")
    nothing = Told(heard=(), readings=(), context=Reader(book.red_flags.lexicon).read(""), facts=frozenset())
    order = ranked((urinary,), nothing, Patient(), "ED", departments(), {}, own_door=own_door)
    assert tuple(order[:2]) == expected


def test_what_was_not_understood_keeps_its_level_when_something_mild_follows():
    first = "这几天整个人说不上来哪里怪怪的"
    assert _lead(first, months=400).urgency == "C72"
    assert _lead(first, "还有呢？", "流点清鼻涕", months=400).urgency == "C72"


def test_a_renewal_leads_to_general_practice_unless_something_else_is_told():
    assert _lead("药快吃完了想去配药，没有什么不舒服", months=600).complaints == ("errand",)
    assert _lead("药快吃完了想去配药，这两天头晕", months=600).complaints[0] == "dizziness"
