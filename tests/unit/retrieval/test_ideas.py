"""What a lay question names is known under a guideline's words, in either language, and nothing else is."""

import pytest

from guidelines.text import fold
from retrieval.asking import subject_of
from retrieval.ideas import Ideas, ideas, ideas_in
from retrieval.spoken import in_digits
from retrieval.term_weights import parts_of, term_set
from retrieval.understanding import meaning_of
from tests.fakes.tables import every

NAMED = [
    ("老慢支又犯了", {"copd", "exacerbation"}),
    ("装了支架要吃啥药", {"percutaneous coronary intervention", "drug"}),
    ("打呼噜憋气要紧吗", {"sleep apnoea"}),
    ("尿酸高", {"gout"}),
    ("My grandad's bad kidneys", {"chronic kidney disease"}),
    ("肾不好的人能吃代盐吗", {"chronic kidney disease", "potassium salt substitutes"}),
    ("灯笼挂在瓦片上", set()),
]
SPOKEN = [
    ("高压一百四", "高压140"),
    ("血压一百零五", "血压105"),
    ("我都八十二了嘛", "我都82岁了嘛"),
    ("过了四个半钟头", "过了4.5钟头"),
    ("糖化六点八", "糖化6.8"),
    ("一型糖尿病", "1型糖尿病"),
    ("三十来岁的人", "30岁的人"),
    ("血压两期高", "血压2期高"),
    ("两千三毫克", "2300毫克"),
    ("十二指肠溃疡", "十二指肠溃疡"),
    ("十分难受", "十分难受"),
    ("百分之十", "百分之十"),
    ("千万别", "千万别"),
    ("65-79岁", "65-79岁"),
    ("一个星期吃一次", "一个星期吃一次"),
]
SUBJECTS = [
    ("大夫我想问一下，哮喘到底能不能养猫？", "哮喘", "大夫"),
    ("请问一下高血压咋办啊？", "高血压", "请问"),
    ("俺这血脂高，降到多少才中？", "血脂高", "俺"),
]


@every(NAMED, name=lambda row: row[0])
def test_what_people_say_names_an_idea(row):
    said, expected = row
    found = {one.idea.name for one in ideas().named(fold(said).lower())}
    assert found == expected
    assert found <= ideas_in(said)


@every(SPOKEN, name=lambda row: row[0])
def test_spoken_numbers_are_written_in_digits_once(row):
    said, expected = row
    assert in_digits(said) == expected
    assert in_digits(expected) == expected


@every(SUBJECTS, name=lambda row: row[0])
def test_asking_is_left_out_and_the_subject_stays(row):
    question, stays, goes = row
    left = subject_of(question)
    assert stays in left
    assert goes not in left


@pytest.mark.parametrize(
    ("text", "named"), [("1 岁以下儿童", True), ("21岁以下", False), ("年龄0.1岁以下", False)]
)
def test_a_name_does_not_begin_inside_a_number(text, named):
    assert ("infant" in ideas_in(text)) is named


def test_what_only_asks_stays_whole():
    assert subject_of("怎么办?") == "怎么办?"
    assert subject_of("What should I do?") == fold("What should I do?")


def test_a_question_and_a_passage_of_another_language_share_their_ideas():
    shared = set(parts_of("房颤的人能喝酒吗？")) & term_set("The alcohol limit in atrial fibrillation.")
    assert shared >= {"~atrial fibrillation", "~alcohol"}


def test_an_english_question_in_a_guidelines_words_gets_no_gloss():
    assert meaning_of("Is metformin safe in chronic kidney disease?").gloss == ""
    assert meaning_of("Is my dad's bad kidneys a reason to stop?").gloss == "chronic kidney disease"


def test_a_longer_name_hides_the_shorter_one_in_a_question_and_not_in_a_text():
    known = Ideas("[a]\nkidney | 肾脏 | 肾脏\nkidney disease | 肾脏病 | 肾脏病\n")
    assert [one.idea.name for one in known.named("肾脏病")] == ["kidney disease"]
    assert known.held("肾脏病") == {"kidney", "kidney disease"}


def test_every_shipped_idea_has_a_name_in_both_languages():
    nameless = [one.name for one in ideas().all if not one.english or not one.chinese]
    assert len(ideas().all) > 400
    assert nameless == []
