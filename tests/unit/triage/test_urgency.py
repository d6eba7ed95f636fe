"""The second opinion on urgency: turn by turn, agreeing or raising one level, never lowering."""

from __future__ import annotations

import numpy as np

from assistant.exchange import Turn
from assistant.triage import Patient, triage
from assistant.triage.learned.channel import BUCKETS
from assistant.triage.learned.urgency import AGREES, RAISES, Urgency, raised, urgency
from tests.fakes.tables import every

LEVELS = (
    ("SELF", RAISES, "C72"),
    ("C72", RAISES, "C24"),
    ("C24", RAISES, "ED"),
    ("C24", RAISES - 0.1, "C24"),
    ("ED", 9.0, "ED"),
    ("E120", 9.0, "E120"),
    ("C72", -9.0, "C72"),
)


@every(LEVELS, name=lambda row: f"{row[0]}-{row[1]}")
def test_a_level_rises_by_one_at_most_and_urgent_ones_stay(row):
    level, score, expected = row
    assert raised(level, [-9.0, score, -9.0]) == expected


def test_nothing_told_raises_nothing():
    assert raised("C72", []) == "C72"


def test_a_turn_is_scored_with_those_before_it_and_not_with_those_behind():
    channel = urgency()
    told = ["小肚子一边绞着疼", "站起来眼前发黑", "我妈说没事"]
    assert channel.scores(told)[:2] == channel.scores(told[:2])


def test_weights_are_summed_by_bucket():
    flat = Urgency(np.zeros(BUCKETS, dtype=np.int8), 1.0, -0.5)
    assert flat.scores(["咳嗽"]) == [-0.5]


URGENT = ("喉咙里像堵住了，气进不来", "血一直往外冒，按不住", "he is slumped over and won't answer me")
CALM = ("饭后肚子有点胀，打嗝", "脖子酸，低头久了就僵", "dry patches on my elbows for months")


@every(URGENT, name=lambda text: text[:12])
def test_what_is_told_as_emergencies_are_is_agreed_with(text):
    assert urgency().scores([text])[0] > AGREES


@every(CALM, name=lambda text: text[:12])
def test_what_is_told_calmly_raises_nothing(text):
    assert urgency().scores([text])[0] < RAISES


WORDS = (
    ("胃里火烧火燎的，饭后更重", "burn", "stomach-fire"),
    ("burning feeling behind my breastbone after dinner", "burn", "breastbone-burns"),
    ("burning feeling behind my breastbone after dinner", "breast", "breastbone-breast"),
    ("lower back went stiff after gardening", "seizure", "stiff-back"),
    ("一只眼红，yellow goo every morning", "jaundice", "yellow-goo"),
)


@every(WORDS, name=lambda row: row[2])
def test_a_sensation_is_not_taken_for_an_injury_or_an_illness(row):
    said, complaint, _ = row
    found = triage().interview([Turn(speaker="patient", text=said)], Patient(months=500))
    assert complaint not in found.complaints


def test_a_scald_is_a_burn_still():
    found = triage().interview([Turn(speaker="patient", text="开水烫了手背，红了一片")], Patient(months=500))
    assert found.complaints[0] == "burn"


DECIDED = (
    ("嗓子痛三天，量了三十九度", "C24", "vitals"),
    ("膝盖疼得睡不着", "C24", "function"),
    ("以前有冠心病，这两天走路有点气短", "C24", "illness"),
)


@every(DECIDED, name=lambda row: row[2])
def test_the_table_of_levels_raises_any_complaint(row):
    said, least, _ = row
    order = ("E120", "ED", "C24", "C72", "SELF")
    found = triage().interview([Turn(speaker="patient", text=said)], Patient(months=500))
    assert order.index(found.urgency) <= order.index(least)


TWINS = (
    ("Had way too many beers last night, a bit queasy", "Had way too many pills last night, a bit queasy"),
    ("喉咙到心窝老是烫烫的，躺下酸水往上冒", "开水烫到脸和喉咙了，起泡"),
    ("腰上一溜小水泡，像电击一样疼", "在工地被电击了，手黑了一块"),
    ("胳膊上让蚊子咬了五个包", "手指让机器切断了"),
    ("盯屏幕一天眼睛酸，睡一觉就好", "左眼像拉下来一块黑幕"),
    ("左边蛋蛋上头一团软软的，站久了坠", "左边胳膊软了抬不起来"),
    ("药买好了，孩子也托付好了，就是有点咳嗽", "攒的药都放桌上了，信也写好了"),
    ("隔壁装修的声音一直吵，累死我了", "有个声音一直喊我把隔壁弄死"),
    ("孩子喝了半杯打虫药，要不要忌口", "他喝了半瓶灭草的"),
    ("孩子把手表弄坏了，哭了半天", "孩子把手表里的小圆片吞了"),
)


@every(TWINS, name=lambda row: row[0][:12])
def test_of_two_that_sound_alike_only_the_grave_one_is_urgent(row):
    calm, grave = (
        triage().interview([Turn(speaker="patient", text=said)], Patient(months=400)).urgency for said in row
    )
    assert calm not in {"ED", "E120"}
    assert grave in {"ED", "E120"}
