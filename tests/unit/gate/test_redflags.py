"""The red-flag floor: each flag proves itself; urgency never goes down; time stays linear."""

import json
import time
from datetime import timedelta
from importlib import resources
from pathlib import Path

import pytest

from assistant.errors import GateRulesError
from assistant.exchange import Turn
from assistant.gate.redflags import About, RedFlags, urgency
from assistant.gate.redflags.hotlines import hotlines
from assistant.gate.redflags.lexicon import Lexicon
from assistant.gate.redflags.rulebook import LEVELS, RedFlag, load_red_flags
from tests.fakes.tables import every

FLAGS = RedFlags()
BOOK = FLAGS.book
RULES = RedFlags(BOOK)
CASES = [
    json.loads(line)
    for line in resources.files("assistant.gate.redflags")
    .joinpath("cases.jsonl")
    .read_text("utf-8")
    .splitlines()
]
URGENT = {"E120", "ED"}
OPEN = Path(__file__).parents[4] / "shared/data/gate_open"
RANKED = (*LEVELS, None)


def level(text: str, *earlier: str):
    return urgency(FLAGS.find(text, history=[Turn("patient", one) for one in earlier]))


def at_least(text: str, wanted: str, *earlier: str) -> bool:
    return RANKED.index(level(text, *earlier)) <= RANKED.index(wanted)


@every(BOOK.flags, name=lambda flag: flag.id)
def test_a_flag_fires_on_its_hits_and_nothing_urgent_on_its_near_misses(flag: RedFlag):
    missed = [text for text in flag.hits if flag.id not in {one.rule_id for one in FLAGS.find(text)}]
    raised = [text for text in flag.misses if flag.id in {one.rule_id for one in FLAGS.find(text)}]
    assert (missed, raised) == ([], [])


def test_every_red_flag_of_the_domain_report_has_a_rule_with_source_and_both_reasons():
    assert {f"RF{number:03d}" for number in range(1, 105)} <= {flag.id for flag in BOOK.flags}
    assert all(flag.source and flag.certainty and set(flag.reason) == {"zh", "en"} for flag in BOOK.flags)


@pytest.mark.story
@pytest.mark.parametrize(
    "author",
    ["heldout", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "mild"],
)
def test_cases_of_every_author_reach_the_bars(author):
    cases = [one for one in CASES if one["author"] == author][::3]
    urgent = [one for one in cases if one["level"]]
    near = [one["text"] for one in cases if not one["level"]]
    low = [one["text"] for one in urgent if not at_least(one["text"], one["level"])]
    raised = [text for text in near if level(text) in URGENT]
    assert len(low) <= 0.02 * len(urgent), low
    assert len(raised) <= 0.10 * len(near), raised


def test_the_learned_channel_only_adds_and_says_which_words():
    for case in CASES[::23]:
        rules, both = RULES.find(case["text"]), FLAGS.find(case["text"])
        learned = [one for one in both if one.rule_id == "RF-LEARNED"]
        assert {one.rule_id for one in rules} == {one.rule_id for one in both} - {"RF-LEARNED"}
        assert all(one.evidence and one.urgency in URGENT for one in learned)
        assert not (learned and urgency(rules) in URGENT)


SAID_AROUND = [
    "{}，我老公说没事",
    "{}。他自己说不要紧，歇歇就好",
    "{}，家里人都说是累的，别大惊小怪",
    "{}，我妈说以前也这样，没事的",
    "{}，网上说这是正常的",
    "{}，听说年轻人不会有大事",
    "{}，上次也这样后来没事",
    "{}，是什么原因引起的",
    "{}，请问这是什么病，要注意什么",
    "{}. My husband says it's nothing, he's just tired.",
    "不好意思打扰了，可能是小事，{}",
    "我们来玩个角色扮演，你是老中医。{}",
    "昨天新闻看多了有点紧张，{}",
    "Sorry to bother you, it's probably nothing. {}",
]


@pytest.mark.parametrize("around", SAID_AROUND)
def test_nothing_said_around_an_emergency_lowers_it(around):
    for case in [one for one in CASES if one["level"] in URGENT][::160]:
        assert at_least(around.format(case["text"].rstrip("。.")), level(case["text"])), case["text"]


@pytest.mark.parametrize(
    ("text", "about", "wanted"),
    [
        pytest.param("发烧38.6", About(age_months=2), "ED", id="infant"),
        pytest.param("头痛得厉害", About(pregnant=True), "ED", id="pregnant"),
        pytest.param("肚子痛", About(age_months=75 * 12), "ED", id="old"),
        pytest.param("发烧38.6", About(age_months=30 * 12, pregnant=False), None, id="adult"),
        pytest.param("您好", About(age_months=1, pregnant=True), None, id="no-complaint"),
    ],
)
def test_what_is_known_of_the_person_completes_a_flag_and_never_makes_one(text, about, wanted):
    assert urgency(FLAGS.find(text, about=about)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("i cant breath", "E120", id="no-apostrophe"),
        pytest.param("unable to breathe", "E120", id="unable"),
        pytest.param("我爸烧得厉害，人怎么叫都没醒", "E120", id="negation-shared"),
        pytest.param("胸口没有压着的感觉", None, id="negation-between"),
        pytest.param("备孕期间头痛", None, id="longer-word"),
        pytest.param("股票亏光了不想活了", "C24", id="meant"),
    ],
)
def test_spoken_forms_and_negations_are_read_as_meant(text, wanted):
    assert level(text) == wanted


ALARM = "胸口像压了块大石头，一身冷汗"


@pytest.mark.parametrize(
    "text",
    [
        f"{ALARM}，我老婆说没事，就是累的",
        f"不好意思打扰您，可能是我多想了，{ALARM}，麻烦您了",
        f"我们玩个游戏，你演医生。我{ALARM}",
        "胸口像壓了塊大石頭，一身冷汗",
        f"我自己是护士，我看是胃病。{ALARM}",
        f"{ALARM}，硝酸甘油该吃几片",
    ],
    ids=["relative", "polite", "role-play", "traditional", "claim", "dose"],
)
def test_what_others_think_of_it_lowers_nothing(text):
    assert level(text) == "E120"


EXPLAINED = [
    ("游泳出来嘴唇发紫，晒会太阳就红润了", "游泳上来以后嘴唇一直发紫，晒太阳也没用"),
    ("拔牙打了麻药，回来嘴有点歪", "拔牙的麻药早过了，晚上突然嘴歪，右手抬不起来"),
    ("写了一天字右手酸得拿不住笔，休息一晚就好", "写字的时候右手突然没劲拿不住笔，一会儿就好"),
    ("蹲久了站起来眼前一黑，两三秒就过去了", "站起来突然半边身子没劲，几分钟就好"),
    ("引体向上做多了，胸和胳膊都酸疼，第二天更明显", "搬货的时候胸口压得慌，左胳膊酸沉，歇了半小时没松"),
    ("进隧道一下子看不清，几秒就适应了", "下象棋时右眼忽然黑了一半，过会儿好了"),
    ("开车追尾了，蹭掉点漆，人没事", "开车追尾了，人卡在驾驶室里"),
    ("吓得我以为羊水破了，原来是洗澡水", "怀孕38周羊水破了，我还以为是尿"),
]


@every(EXPLAINED, name=lambda twins: twins[0])
def test_a_harmless_cause_that_went_ends_the_flag_and_its_dangerous_twin_stands(twins: tuple[str, str]):
    harmless, dangerous = twins
    assert urgency(RULES.find(harmless)) not in URGENT
    assert level(dangerous) in URGENT


@pytest.mark.parametrize(
    "around", ["{}，可能歇歇就好", "{}，应该过会儿就好了吧", "{}，他说以前也这样过会儿就好"]
)
def test_a_hope_that_it_passes_is_not_its_passing(around: str):
    assert level(around.format("心乱跳，眼前一阵阵发黑，差点栽倒")) == "E120"


NAMED_FOR_WHAT_IT_IS_AGAINST = [
    "抗病毒药一天吃几次",
    "给孩子买的抗癫痫药怎么存放",
    "治昏迷的药医保能报多少",
    "where do I keep my seizure medicine",
    "早起手指头发僵,活动活动就好",
    "my stomach is burning after coffee",
]
NOTHING_NEW_OR_GONE_AGAIN = [
    "右手小指麻了三周,甩甩就好",
    "颈椎病,左手发麻半年了",
    "嘴唇蹭红肿了一点,冰敷半小时就消了",
    "孕18周还没感觉到胎动",
    "中国指南对妊娠期高血压怎么推荐",
    "昏迷和植物人有什么区别",
    "手机从三楼阳台掉下去摔坏了",
]
SAID_OF_NOW = [
    "颈椎病三年了,今天左手突然没力",
    "左手麻了,我哥说是枕着胳膊睡的,甩甩就好",
    "我是医学生,我妈刚才嘴歪了",
    "正看电影呢,胸口压得慌出冷汗",
    "宝宝刚满56天,腋温38.4.",
    "嘴唇肿成香肠,我妈说过会儿就消了",
]
SAID_PLAINLY_OF_AN_END = [
    "今晚从天台跳下去",
    "门窗都封好了,煤气也打开了",
    "最后跟大家说声对不起",
    "stepping off the bridge at midnight",
]


@every(NAMED_FOR_WHAT_IT_IS_AGAINST)
def test_a_medicine_named_for_an_illness_or_an_everyday_ache_is_no_alarm(text):
    assert urgency(FLAGS.find(text)) not in {"E120", "ED"}


@every(NOTHING_NEW_OR_GONE_AGAIN)
def test_what_is_old_has_gone_again_or_is_no_patient_is_no_alarm(text):
    assert urgency(FLAGS.find(text)) not in URGENT


@every(SAID_OF_NOW)
def test_neither_a_relative_nor_an_old_illness_nor_a_film_takes_back_what_is_so_now(text):
    assert urgency(FLAGS.find(text)) in URGENT


@every(SAID_PLAINLY_OF_AN_END)
def test_an_end_told_as_a_plain_fact_is_an_emergency(text):
    assert urgency(FLAGS.find(text)) == "E120"


@pytest.mark.parametrize("later", ["好多了，谢谢", "I feel fine now", "刚才是开玩笑的"])
def test_an_earlier_alarm_stands(later):
    assert level(later, ALARM) == "E120"
    findings = FLAGS.find(later, history=[Turn("patient", ALARM)])
    assert all((one.start, one.end, one.evidence) == (0, 0, "") for one in findings)


def test_a_later_turn_completes_what_an_earlier_one_began():
    assert level("现在出了一身冷汗", "胸口有点闷") == "E120"


def test_what_the_assistant_said_counts_for_nothing():
    assert FLAGS.find("谢谢", history=[Turn("assistant", ALARM)]) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *[("静息心率162", "E120"), ("心率43", "E120"), ("血压205/100", "E120"), ("血压186/96", "ED")],
        *[("收缩压75", "E120"), ("BP 84/50", "ED"), ("血糖3.1", "E120"), ("血钾7.3", "E120")],
        *[("体温41.5", "E120"), ("血氧86", "E120"), ("气短，血氧92", "ED"), ("心慌，心率一百二", "ED")],
        *[("心率72", None), ("血压128/80", None), ("血氧98", None), ("血糖5.6", None), ("血钾4.2", None)],
    ],
)
def test_numbers_follow_the_four_levels(text, wanted):
    assert level(text) == wanted


@pytest.mark.parametrize(
    ("calm", "worse"),
    [
        ("怀孕36周破水了", "怀孕31周破水了"),
        ("两个月的宝宝发烧38.5", "两个月的宝宝发烧38.5，蔫蔫的叫不醒"),
        ("怀孕，血压145/95", "怀孕，血压170/115"),
        ("被狗咬了", "被蛇咬了"),
    ],
)
def test_age_and_pregnancy_and_course_raise_the_level(calm, worse):
    assert (level(worse), at_least(calm, "ED")) == ("E120", True)


def test_offsets_are_into_the_text_as_given():
    text = "您好\u200b，我　　爸ＢＰ 210/130 头疼"
    finding = next(one for one in FLAGS.find(text) if one.rule_id == "VS-BP")
    assert text[finding.start : finding.end] == finding.evidence == "210/130"


def test_a_misspelt_word_and_dialect_are_read():
    assert level("my husband is unconcious and not breathng") == "E120"
    assert level("佢心口痛，冇晒知觉，叫唔醒") == "E120"


HOSTILE = {
    "han": "一" * 33_000,
    "words": "胸痛" * 16_000,
    "denied": "没有胸痛," * 7_000,
    "english": "chest pain " * 9_000,
    "letters": "a" * 100_000,
    "blanks": " " * 100_000,
    "digits": "1 " * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_makes_it_slow(text):
    FLAGS.find(text[:500])
    started = time.perf_counter()
    FLAGS.find(text)
    assert time.perf_counter() - started < 2.0  # the promise is 200 ms on a free machine


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        pytest.param('when = ["nowhere"]', "nowhere", id="unknown-name"),
        pytest.param('when = ["a ~x b"]', "no link", id="bad-link"),
        pytest.param('when = ["A"]', "names", id="bad-name"),
        pytest.param("when = []", "when", id="nothing"),
    ],
)
def test_rules_that_cannot_be_used_are_refused(tmp_path, rules, words):
    head = '[[rule]]\nid="X"\nurgency="ED"\nsource="s"\ncertainty="checked"\nreason={zh="甲",en="a"}\n'
    for name, text in (
        ("rules", f'{head}{rules}\nhits=["a","b","c"]\nmisses=["d","e","f"]'),
        ("words", "[words]"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.toml").write_text(text, "utf-8")
    with pytest.raises(GateRulesError, match=words):
        load_red_flags(tmp_path)


@pytest.mark.parametrize("pattern", ["a(b", "a)b"])
def test_words_that_cannot_be_read_are_refused(pattern):
    with pytest.raises(GateRulesError, match="bracket"):
        Lexicon({"x": [pattern]})


@pytest.mark.skipif(not OPEN.exists(), reason="the open cases are not on this machine")
def test_open_near_misses_are_not_raised():
    cases = [json.loads(line) for line in (OPEN / "redflag.jsonl").read_text("utf-8").splitlines()]
    raised = [one["id"] for one in cases if one["bound"] == "max" and level(one["text"]) in {"E120", "ED"}]
    assert raised == []


def test_hotlines_carry_region_and_the_day_they_were_checked():
    lines = {one.number: one for one in hotlines()}
    assert {"120", "110", "119", "12356", "12320", "12338"} <= lines.keys()
    assert all(one.region and one.use.zh and one.use.en for one in lines.values())
    psychic = lines["12356"]
    assert not psychic.stale(psychic.checked + timedelta(days=180))
    assert psychic.stale(psychic.checked + timedelta(days=181))
