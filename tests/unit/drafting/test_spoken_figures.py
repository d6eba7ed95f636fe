"""Measures that were told in words are written in figures; medicines, times and names are not."""

from dataclasses import replace

import pytest

from assistant.drafting.checkback import fault_of
from assistant.drafting.figures import in_figures
from tests.unit.drafting.test_reading import drafted, lines

WRITTEN = [
    ("血压最高一百八，吃缬沙坦八十毫克。", "血压最高180，吃缬沙坦八十毫克。"),
    ("血压一百六十八、九十四，心率一百一十二次。", "血压168/94，心率112次。"),
    ("TSH 六点八，上次是十二点三。", "TSH 6.8，上次是12.3。"),
    ("BNP 一千八百四，射血分数百分之三十八。", "BNP 1840，射血分数38%。"),
    ("白细胞一万三千二，血红蛋白一百零二。", "白细胞13200，血红蛋白102。"),
    ("烧：三十八度六。", "烧：38.6度。"),
    ("量了创面，一点二乘零点八厘米。", "量了创面，1.2乘0.8厘米。"),
    ("身高一百二十八，体重十二公斤半。", "身高128，体重12.5公斤。"),
    ("残余尿四十五毫升。", "残余尿45毫升。"),
    ("下午三点十分测血压一百一、七十。", "下午三点十分测血压110/70。"),
]
AS_SAID = [
    "吃缬沙坦八十毫克，血压一百八。",
    "血糖高，早上打十六个单位。",
    "氨茶碱二十毫升静滴，血氧还行。",
    "血压高二十年了，六十三岁查出来的。",
    "血糖十三四，轻了七八斤，心率七十来次。",
    "膝胸位三点、七点内痔。",
    "胃镜十二指肠溃疡。",
    "超声看了一分四十秒。",
    "心电图三度房室传导阻滞。",
    "早上八点二十抽的血，结果没出来。",
    "住四十一号床，二十六号来的。",
    "班上五十二个，停经五个月。",
]


@pytest.mark.parametrize(("said", "written"), WRITTEN)
def test_a_measure_is_written_in_figures(said, written):
    assert in_figures(said) == written


@pytest.mark.parametrize("said", AS_SAID)
def test_a_dose_a_time_a_rough_number_and_a_name_stay_as_said(said):
    assert in_figures(said) == said


def test_figures_stand_on_the_words_they_were_told_in():
    draft, talk = drafted("D 血压一百六十八、九十四，体重五十三公斤。", "P 吃氨氯地平，一天五毫克。")
    written = "\n".join(lines(draft))
    assert "168/94" in written
    assert "53公斤" in written
    assert "五毫克" in written
    sentences = [sentence for section in draft.sections for sentence in section.sentences]
    assert [fault_of(sentence, talk) for sentence in sentences] == [None] * len(sentences)


def test_a_figure_that_nobody_told_fails_the_check_back():
    draft, talk = drafted("D 血压一百六十八、九十四。")
    (sentence,) = [s for section in draft.sections for s in section.sentences if "168" in s.text]
    wrong = replace(sentence, text=sentence.text.replace("168/94", "186/94"))
    assert "186/94" in (fault_of(wrong, talk) or "")
