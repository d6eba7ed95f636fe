"""Corrections by class: what replaces stands, what it replaces does not; the harmless twins stay whole."""

from __future__ import annotations

import pytest

from tests.fakes.tables import every
from tests.unit.drafting.test_reading import drafted, lines

CORRECTED = (
    # what is said, what must stand, what may not
    (("P 打上礼拜三起的头疼。", "F 你记岔了，是上礼拜五。"), "上礼拜五", "礼拜三"),
    (("D 哪边耳朵？", "P 左耳流水。", "D 我看看，这是右边啊。", "P 对对，右边。"), "右耳流水", "左耳"),
    (
        ("D 胰岛素打多少？", "P 睡前二十二个单位。", "D 本子上写的是十八。", "P 哦对，十八。"),
        "十八个单位",
        "二十二",
    ),
    (
        ("D When was the operation?", "P It was in March.", "D April, your notes say.", "P Yes, April."),
        "April",
        "March",
    ),
    (("D 烧到多少？", "F 四十度一。啊不，那是他弟弟的，他最高三十八度五。"), "38.5度", "40"),
    (("P 我一天吃三片，口误，一天吃两片。",), "两片", "三片"),
    (("P I take it three times a day, no, make that twice a day.",), "twice a day", "three times"),
    (("D How long does it last?", "P Twenty minutes. Well, no, more like five."), "five minutes", "Twenty"),
    (("D 左侧颈总动脉斑块，不，椎动脉，收缩期流速快。",), "椎动脉", "颈总动脉"),
    (("P 药加到一天四粒，不对，你等我看看盒子，加到一天一粒半。",), "一粒半", "四粒"),
    (("D 吃过激素吗？", "P 没吃过。哦吃过，前年吃过一个月。"), "前年吃过", "否认"),
    (("D Which hip?", "P The left. Wait, no. Sorry, I always do this, right hip."), "right", "left"),
    (("D 昨晚顺产一个女婴，六斤二两。口误，男婴。",), "男婴", "女婴"),
    (("P 疼了五天，我算算，七天了。",), "七天", "五天"),
    (("P 胃疼有五天了。", "P 说错了，是九天，上回来是五天。"), "九天", "五天"),
    (("D 铁蛋白是12。", "D 我看成上一个病人的了，他的铁蛋白是80。"), "铁蛋白是80", "12"),
    (("D 铁蛋白是12。", "D 我看成三号床的了，他的铁蛋白是80。"), "铁蛋白是80", "三号"),
    (("D 腰疼了两周？", "P 不是，三周了，上个月底开始的。"), "腰疼了三周", "两周"),
    (("D 是左耳流脓？", "P 不是，是右耳。"), "右耳流脓", "左耳"),
    (("D 禮拜二開始屙？", "P 唔係，禮拜三先啱。"), "禮拜三開始屙", "禮拜二"),
    (("D And the swelling is on the left?", "P No, the right."), "swelling is on the right", "left"),
    (("D How often did she faint?", "F Once. No, four times, I forgot the bus."), "four", "Once"),
    (("P I've lost half a stone since June, no, hang on, it was a stone.",), "lost a stone", "half"),
    (
        (
            "P 我记本上了，早起血糖九点八，睡前六点二。",
            "D 你这儿写的是八点九，不是九点八。",
            "P 哦对，是八点九。",
        ),
        "8.9",
        "九点八",
    ),
    (
        ("D 流鼻血几天了？", "P 一个星期。", "D 你前头登记填的是两天。", "P 那个我瞎填的，一个星期。"),
        "一个星期",
        "两天",
    ),
    (("D 右膝肿胀。", "D 右膝置管引流。", "D 等下，都说错了，是左膝。"), "左膝肿胀", "右膝"),
)
TWINS = (
    # what is said, and all that must still stand
    (("P 左膝疼三天。", "D 右膝也有压痛。", "P 对，右边也疼。"), ("左膝疼", "右膝")),
    (("D 一天几片？", "P 早上两片，晚上一片。", "D 好的。", "P 对。"), ("早上两片", "晚上一片")),
    (
        ("D 血压多少？", "P 一百三。", "D 今天量的是一百五十二。", "P 嗯，今天走得急。"),
        ("血压：130", "152"),
    ),
    (("D 高血压、糖尿病有吗？", "P 没有。哦，有胆结石。"), ("否认高血压", "胆结石")),
    (("P I had to wait two hours and it hurt for three hours.",), ("two hours", "three hours")),
    (("D 他喝酒吗？", "F 他不喝，我喝。"), ("否认喝酒",)),
    (("D 吃过药吗？", "P 没吃过。贴过两张膏药。"), ("吃过药", "两张膏药")),
    (("D 病历上写糖尿病十年。", "P 我不是很清楚。"), ("糖尿病十年",)),
    (("D 疼了三天？", "P 不到三天。"), ("不到三天",)),
    (("D 烧到三十九度？", "P 不是，三十六度五。"), ("39度", "36.5")),
    (("D 每天抽十根？", "P 没有，偶尔两三根。"), ("十根", "两三根")),
    (("D 右边疼？", "P 没有，左边有点麻。"), ("右边疼", "左边有点麻")),
    (("P 咳了五天，看做什么都没劲了。",), ("五天", "看做什么都没劲")),
    (("P 上一个月疼了三天，后来变成黄痰了。",), ("上一个月", "三天", "黄痰")),
    (("D 右肾有结石。", "D 右膝肿。", "D 不对，是左膝，都肿了。"), ("右肾有结石", "左膝")),
)


@every(CORRECTED, name=str)
def test_what_replaces_stands_and_what_it_replaces_does_not(row) -> None:
    said, stands, never = row
    draft, _ = drafted(*said)
    assert any(stands in one for one in lines(draft)), lines(draft)
    assert not any(never in one for one in lines(draft)), lines(draft)
    assert draft.dropped


@every(TWINS, name=str)
def test_what_puts_nothing_right_leaves_all_as_said(row) -> None:
    said, stand = row
    draft, _ = drafted(*said)
    written = "\n".join(lines(draft))
    assert all(one in written for one in stand), written


@pytest.mark.parametrize(
    "said",
    [("P 我妹给过我两片安眠药，我没敢吃。",), ("P My mum gave me some codeine but I didn't take it.",)],
)
def test_what_was_left_alone_stands_in_one_sentence_with_what_was_offered(said: tuple[str, ...]) -> None:
    draft, _ = drafted(*said)
    told = [one for one in lines(draft) if "安眠药" in one or "codeine" in one]
    assert told
    assert all("没敢吃" in one or "didn't take" in one for one in told), told
