"""A sentence that has items for several groups shows those of the people asked about, the gaps marked."""

import pytest

from assistant.narrowing import for_those_asked, only_for_others

BY_AGE = "某药：成人：一般用量为300mg，单次静脉滴注；儿童：每次10mg/kg，最大600mg。"
BY_WEIGHT = "一般使用1次即可，体重≤30kg者剂量为12mg/kg，体重＞30kg者为8mg/kg。"
BY_BAND = "65～79岁血压<140/90 mmHg，≥80岁<150/90 mmHg"
BY_RENAL = "eGFR为45~59者每日最大2000mg，eGFR为30~44者每日最大1000mg，eGFR<30者禁用。"
ENGLISH = "Adults: 300 mg once; children: 10 mg/kg once daily, maximum 600 mg."


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        pytest.param("儿童用量", BY_AGE, "某药……儿童：每次10mg/kg，最大600mg。", id="child"),
        pytest.param("成人用量", BY_AGE, "某药：成人：一般用量为300mg，单次静脉滴注……。", id="adult"),
        pytest.param("8岁的孩子用多少", BY_AGE, "某药……儿童：每次10mg/kg，最大600mg。", id="an-age-told"),
        pytest.param(
            "二十公斤怎么用", BY_WEIGHT, "一般使用1次即可，体重≤30kg者剂量为12mg/kg……。", id="light"
        ),
        pytest.param(
            "体重35公斤的孩子剂量", BY_WEIGHT, "一般使用1次即可……体重＞30kg者为8mg/kg。", id="heavy"
        ),
        pytest.param("82岁老人血压目标", BY_BAND, "……≥80岁<150/90 mmHg", id="older-band"),
        pytest.param("70岁老人血压目标", BY_BAND, "65～79岁血压<140/90 mmHg……", id="younger-band"),
        pytest.param("eGFR 35的患者怎么用", BY_RENAL, "……eGFR为30~44者每日最大1000mg……。", id="measured"),
        pytest.param(
            "dose for children", ENGLISH, "… children: 10 mg/kg once daily, maximum 600 mg.", id="en"
        ),
    ],
)
def test_items_for_others_are_left_out_and_the_gap_is_marked(question, text, shown):
    assert for_those_asked(question, text) == shown


@pytest.mark.parametrize(
    ("question", "text"),
    [
        pytest.param("血压目标", BY_BAND, id="nobody-named"),
        pytest.param("成人和儿童用量", BY_AGE, id="both-asked"),
        pytest.param("孕妇怎么用", BY_AGE, id="none-of-the-items"),
        pytest.param("儿童用量", "成人300mg；重症可用600mg；儿童10mg/kg。", id="whose-is-the-middle"),
        pytest.param("儿童用量", "儿童 10mg/kg；成人 300mg；肝功能不全者禁用。", id="a-ban-for-all"),
        pytest.param("儿童用量", "成人 300mg，孕妇禁用；儿童10mg/kg。", id="a-ban-inside"),
        pytest.param("儿童用量", "成人每次300mg。", id="only-others"),
        pytest.param("儿童能用吗", "成人和儿童均可使用。", id="no-amounts"),
        pytest.param("60岁以上的目标", "65～79岁<140 mmHg，≥80岁<150 mmHg", id="all-of-the-bands"),
    ],
)
def test_a_sentence_stays_whole_where_it_is_open_to_whom_an_item_belongs(question, text):
    assert for_those_asked(question, text) == text


@pytest.mark.parametrize(
    ("question", "text", "others"),
    [
        pytest.param(
            "高压一百三十五用吃药吗", "血压140–159/90–99 mmHg者先改善生活方式", True, id="lower-reading"
        ),
        pytest.param(
            "高压一百三十五用吃药吗", "血压130–139/85–89 mmHg者改善生活方式", False, id="own-reading"
        ),
        pytest.param(
            "my BP is 135 over 95", "血压130–139/85–89 mmHg者改善生活方式", True, id="lower-value-higher"
        ),
        pytest.param(
            "血压128，体重80多公斤", "血压120–129/80–84 mmHg者定期测量", False, id="a-weight-behind"
        ),
        pytest.param("血压降到135要停药吗", "血压140–159/90–99 mmHg者先改善生活方式", False, id="an-aim"),
        pytest.param("血压140以上怎么办", "血压130–139/85–89 mmHg者改善生活方式", False, id="a-bound"),
        pytest.param("15到23公斤每次多少", "体重≤15kg，每次 30mg；", True, id="the-band-below"),
        pytest.param("15到23公斤每次多少", "15kg＜体重≤23kg，每次 45mg；", False, id="this-band"),
        pytest.param("82岁老人的目标", "65～79岁<140 mmHg", True, id="another-age"),
        pytest.param("82岁老人的目标", "年龄≥65岁者<140 mmHg", False, id="a-wider-age"),
        pytest.param("成人剂量", "每次10mg", False, id="nobody-named"),
        pytest.param("怎么用", "儿童每次10mg", False, id="nobody-asked-about"),
    ],
)
def test_a_sentence_is_for_others_where_all_the_people_it_names_are(question, text, others):
    assert only_for_others(question, text) is others
