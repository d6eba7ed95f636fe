"""What the taught reader adds to the red flags, and how the rules hear that a sign is no emergency now."""

import pytest

from assistant.gate.redflags import RedFlags, urgency
from assistant.gate.redflags.finder import READS_CALM, READS_URGENT
from assistant.gate.redflags.training import sent
from assistant.reader import shipped_reader
from tests.fakes.reading import Scripted, broken, read_as
from tests.fakes.tables import every

FLAGS = RedFlags()
CALM = "这几天总觉得心里慌，坐不住"
LIKE = "聚餐后全家拉肚子,我吐了两次拉四次水,现在能喝水了,肚子一阵阵"
CLEAR = "隔壁装修声音有点大，午觉没睡着，想问几点能施工"
URGENT = {"E120", "ED"}


@pytest.mark.parametrize("level", ["E120", "ED"])
def test_what_reads_as_an_emergency_is_raised_with_the_clause_that_tells_it(level):
    found = RedFlags(reader=Scripted(read_as(level))).find(CALM)
    assert urgency(FLAGS.find(CALM)) not in URGENT
    assert [(one.rule_id, one.urgency) for one in found] == [("RF-LEARNED", level)]
    assert found[0].evidence in CALM


def test_below_the_share_nothing_is_raised():
    nearly = Scripted(read_as("ED", READS_URGENT - 0.3))
    assert RedFlags(reader=nearly).find(CALM) == FLAGS.find(CALM)
    assert nearly.asked


def test_what_letters_alone_raise_falls_only_where_it_reads_quite_calm():
    assert [one.rule_id for one in FLAGS.find(LIKE)] == ["RF-LEARNED"]
    assert RedFlags(reader=Scripted(read_as("SELF", 0.99))).find(LIKE) == ()
    assert RedFlags(reader=Scripted(read_as("ED", 2 * READS_CALM))).find(LIKE) == FLAGS.find(LIKE)
    assert RedFlags(reader=broken()).find(LIKE) == FLAGS.find(LIKE)


COURTESY = (
    "医生您好，不好意思打扰了。家里平时都是我照顾老人，女儿在外地上班，"
    "一个月回来一趟。上周去公园散步，天气很好。"
)


def test_only_what_stands_near_the_likeliest_clause_is_read_so_courtesies_dilute_nothing():
    scripted = Scripted(read_as("ED"))
    RedFlags(reader=scripted).find(f"{COURTESY}{CALM}。{COURTESY}")
    (near,) = scripted.asked
    assert CALM[:8] in near
    assert COURTESY not in near
    assert len(near) < 2 * len(COURTESY)


def test_an_emergency_between_courtesies_is_not_calmed():
    told = "同学聚会喝了一斤二，半夜上腹像一条带子勒到后背，弯着腰才好受点，吐完还疼，养胃粥喝了没用"
    both = RedFlags(reader=shipped_reader())
    assert urgency(FLAGS.find(told)) in URGENT
    assert urgency(both.find(told)) in URGENT
    assert urgency(both.find(f"{3 * COURTESY}{told}。{3 * COURTESY}")) in URGENT


def test_what_is_too_long_to_be_read_whole_is_not_calmed():
    endless = LIKE.replace(",", "") + "那个那个" * 60
    assert [one.rule_id for one in FLAGS.find(endless)] == ["RF-LEARNED"]
    assert RedFlags(reader=Scripted(read_as("SELF", 0.99))).find(endless) == FLAGS.find(endless)


def test_nothing_is_read_where_rules_are_sure_or_nothing_is_told_of_now():
    scripted = Scripted(read_as("E120"))
    RedFlags(reader=scripted).find(CLEAR)
    RedFlags(reader=scripted).find("爸爸昏迷叫不醒")
    RedFlags(reader=scripted).find("没有胸痛")
    assert scripted.asked == []


def test_a_reading_never_lowers_what_rules_found():
    calm = Scripted(read_as("SELF", 0.99))
    assert RedFlags(reader=calm).find("爸爸昏迷叫不醒") == FLAGS.find("爸爸昏迷叫不醒")


def test_where_nothing_can_be_read_everything_stays_as_it_was():
    assert RedFlags(reader=broken()).find(CALM) == FLAGS.find(CALM)


NOT_NOW = {
    "past": "三年前我爸突然头痛得像炸开，住院治好了，现在一切正常",
    "past-en": "I had a first seizure in 2015, treated and never had it again",
    "age": "我侄子两岁时高热惊厥过一次，现在上初中了，从没再犯",
    "cleared": "早上左边身子没劲，去急诊查了，医生说没事让回家了，现在好好的",
    "part": "明天单位急救演练，我扮演昏迷叫不醒的病人，台词怎么写",
    "piece": "我们医院要做一张大口咳血的宣传海报，标题写什么",
    "pet": "我家狗抽搐不停，要不要去宠物医院",
    "never": "从来没有过大口咳血",
    "device": "血压计坏了显示220，换了一台再量118",
}
NOW = {
    "past": "三年前我爸突然头痛得像炸开治好了，今天又突然头痛得像炸开",
    "since": "五十六岁，上个月起开始头疼，以前没这毛病",
    "progress": "三个月前吃馍卡，现在只能咽稀饭",
    "never-before": "mum is 67, never had headaches, now one every day for 2 weeks",
    "cleared": "早上急诊看过医生说没事让回家，现在又左边身子没劲",
    "sent-home": "the ER sent him home all normal, but now he has weakness down the left side again",
    "part": "排练时我扮演病人，同学突然真的抽搐不停",
    "read": "I read about it in class and now my husband has fever, headache and a stiff neck",
    "pet": "遛狗回来，我爸昏迷叫不醒",
    "suicidal": "去急诊查了医生说没事让回家，现在人没事，可绳子买好了，今晚就走",
}


@every(NOT_NOW.values(), name=str)
def test_told_so_it_is_no_emergency(text):
    assert urgency(FLAGS.find(text)) not in URGENT


@every(NOW.values(), name=str)
def test_its_dangerous_twin_is_raised(text):
    assert FLAGS.find(text)


def test_own_messages_teach_what_they_are(tmp_path):
    lines = [
        "ED|RF033|急诊科|肚子硬 // 昨晚起",
        "C72|near:RF033|消化内科|吃撑了",
        "SELF|none|全科医学科|咨询",
        "no message",
    ]
    (tmp_path / "urg_x.txt").write_text("\n".join(lines), "utf-8")
    assert [kind for _, kind, _ in sent([tmp_path / "urg_x.txt"])] == ["ED", "near", "calm"]
