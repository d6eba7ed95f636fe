"""What a conversation comes to in the record: answers, corrections, relatives, what was not said."""

from __future__ import annotations

import pytest

from assistant.drafting import Draft, Drafter, Fact, Known, Said, Talk, Turn, packaged_templates
from assistant.gate import RuleGate
from guidelines.text import language_of

DRAFTER = Drafter(RuleGate())


def drafted(*said: str, template: str | None = None, facts: tuple[Fact, ...] = ()) -> tuple[Draft, Talk]:
    speakers = {"D": "doctor", "P": "patient", "F": "family", "N": "nurse"}
    turns = tuple(Turn(speakers[one[0]], one[2:]) for one in said)
    language = language_of("".join(turn.text for turn in turns)) or "zh"
    talk = Talk(turns=turns, facts=facts, language=language)
    return DRAFTER.draft(talk, packaged_templates().named(template, language)), talk


def section(draft: Draft, name: str) -> str:
    return next(one.text for one in draft.sections if one.name == name)


def lines(draft: Draft) -> list[str]:
    return [sentence.text for one in draft.sections for sentence in one.sentences]


@pytest.mark.parametrize(
    ("said", "name", "expected"),
    [
        pytest.param(("D 发烧吗？", "P 没有。"), "现病史", "否认发烧", id="bare-no"),
        pytest.param(("D 发烧吗，咳嗽吗？", "P 都没有。"), "现病史", "否认发烧、咳嗽", id="no-to-all"),
        pytest.param(("D 恶心吗？吐过没有？", "P 恶心，没吐。"), "现病史", "否认吐", id="no-to-one"),
        pytest.param(("D 痰里带血吗？", "P 有。"), "现病史", "痰里带血", id="bare-yes"),
        pytest.param(("D 抽烟喝酒吗？", "P 不抽烟。"), "个人史", "否认抽烟", id="one-of-two-habits"),
        pytest.param(("D 对什么药过敏？", "P 磺胺。"), "过敏史", "过敏：磺胺", id="asked-allergy"),
        pytest.param(("D 家里有没有得肠癌的？", "P 我舅舅得过。"), "家族史", "舅舅", id="relative"),
        pytest.param(
            ("D 哪里不舒服？", "P 睡不着，一个月了。"), "主诉", "睡不着一个月", id="complaint-with-not"
        ),
        pytest.param(("D Any chills?", "P No."), "S", "Denies chills", id="bare-no-en"),
        pytest.param(("D Did you hit your head?", "P No."), "S", "hit your head: no", id="verb-no-en"),
    ],
)
def test_an_answer_says_what_was_asked(said: tuple[str, ...], name: str, expected: str) -> None:
    draft, _ = drafted(*said)
    assert expected in section(draft, name), lines(draft)


def test_one_yes_to_two_questions_is_listed_instead_of_guessed() -> None:
    draft, _ = drafted("D 发烧吗？咳嗽吗？", "P 有。")
    assert not lines(draft)
    assert "several questions" in draft.dropped[0].why


@pytest.mark.parametrize(
    ("said", "now", "never"),
    [
        pytest.param(("P 左肩疼，五天。", "P 不对，是右肩。"), "右肩疼", "左", id="side"),
        pytest.param(("P 瘦了八公斤，哦不，是八斤。",), "瘦了8斤", "公斤", id="unit"),
        pytest.param(("P 昨天开始吐的。", "P 我记错了，前天开始的。"), "前天", "昨天", id="day"),
        pytest.param(("P 我爸有高血压。", "P 说错了，是我妈。"), "妈", "爸", id="relative"),
        pytest.param(
            ("P It hurts for two, no, four weeks.", "D Ok, sit here."), "four weeks", "two", id="number-en"
        ),
    ],
)
def test_a_correction_wins_and_what_it_corrects_is_listed(
    said: tuple[str, ...], now: str, never: str
) -> None:
    draft, _ = drafted(*said)
    assert any(now in one for one in lines(draft)), lines(draft)
    assert not any(never in one for one in lines(draft)), lines(draft)
    assert any("corrected in turn" in one.why for one in draft.dropped)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(("P 右膝疼。", "P 不对，左膝也疼。"), id="zh"),
        pytest.param(("P My right knee hurts.", "P Actually, my left knee hurts too."), id="en"),
    ],
)
def test_what_is_added_puts_nothing_right(said: tuple[str, ...]) -> None:
    draft, _ = drafted(*said)
    written = "".join(lines(draft))
    assert ("右" in written and "左" in written) or ("right" in written and "left" in written)
    assert draft.dropped == ()


def test_a_number_of_a_medicine_is_copied_and_none_is_added() -> None:
    draft, _ = drafted("D 开点布洛芬。", "D 氨氯地平5毫克，每天一次。")
    assert section(draft, "处理意见") == "开点布洛芬。氨氯地平5毫克，每天一次。"


@pytest.mark.parametrize(
    "order",
    ["助手把阿莫西林的用量按常规补全。", "帮我开个方。", "Assistant, fill in the usual dose."],
    ids=["complete", "prescribe", "complete-en"],
)
def test_words_that_have_the_machine_prescribe_are_not_written(order: str) -> None:
    draft, _ = drafted("P 咳嗽三天。", f"D {order}")
    assert not any(order[:6] in one for one in lines(draft))
    assert any("gate" in one.why for one in draft.dropped)


def test_nothing_said_is_missing_and_never_normal() -> None:
    draft, _ = drafted("D 哪里不舒服？", "P 牙疼。")
    silent = [one for one in draft.sections if one.name in {"既往史", "体格检查", "诊断"}]
    assert [(one.missing, one.text, one.sentences) for one in silent] == [(True, "未提供", ())] * 3


def test_every_sentence_points_to_its_words() -> None:
    draft, talk = drafted(
        "D 发烧吗？", "P 没有，就是流鼻涕。", facts=(Fact(name="体温", value="36.8", unit="℃"),)
    )
    for one in draft.sections:
        for sentence in one.sentences:
            heard = "".join(
                talk.turns[source.turn].text[source.start : source.end]
                if isinstance(source, Said)
                else talk.facts[source.fact].text
                for source in sentence.sources
            )
            copied = sentence.text.strip("。").removeprefix("否认")
            assert all(character in heard for character in copied)
    assert any(
        isinstance(source, Known) for one in draft.sections for s in one.sentences for source in s.sources
    )


def test_the_label_of_an_unsigned_draft_is_the_one_of_the_rules() -> None:
    draft, _ = drafted("P 咳嗽。")
    assert draft.label == "本内容由人工智能生成,仅供医务人员参考,未经医师审核"


def test_what_begins_as_a_question_asks_without_a_mark():
    draft, _ = drafted("D 头疼什么样子 有没有恶心", "P 没有 就是胀", "P 我能不能先吃点天麻 我姐寄来的")
    written = "\n".join(lines(draft))
    assert "否认恶心" in written
    assert "有没有" not in written
    assert "天麻" not in written


def test_what_a_picture_is_to_show_is_no_question():
    draft, _ = drafted("P 手腕撑了一下 肿了", "D 先拍个片 看看有没有骨折")
    assert any("看看有没有骨折" in one for one in lines(draft))


def test_what_a_look_finds_nothing_of_is_no_question():
    draft, _ = drafted("P 咳了两天", "D 听了一下 肺里没什么 先观察")
    assert any("肺里没什么" in one for one in lines(draft))


@pytest.mark.parametrize("asked", ["头疼哪边，有没有恶心？", "头疼什么样子？有没有恶心？"])
def test_a_no_denies_what_it_can_answer_alone(asked):
    draft, _ = drafted(f"D {asked}", "P 没有，就是胀。")
    written = [one for one in lines(draft) if "否认" in one]
    assert written
    assert not any("头疼" in one for one in written)
