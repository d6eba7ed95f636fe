"""Pasted reports: every layout, headings, whose report it is, and the noise around the results."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

CASES = tomllib.loads(Path(__file__).with_name("text_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_a_pasted_report_is_read_line_by_line(paste, case):
    age = Decimal(case["age"]) if "age" in case else None
    report = paste(case["text"], sex=case.get("sex"), age=age, department=case.get("department"))
    flags = [reading.flag for reading in report.readings]
    assert len(flags) == len(case["flags"])
    assert all(flag in right.split("|") for flag, right in zip(flags, case["flags"], strict=True)), flags


def test_a_stated_sex_comes_before_the_reports_head(paste):
    head = "性别：女\n血红蛋白 120 g/L"
    assert paste(head).readings[0].flag == "normal"
    assert paste(head, sex="M").readings[0].flag == "low"


@pytest.mark.parametrize(
    "text", ["", "\n\n", "早上好，请问挂什么科？", "|---|---|", "项目 结果 单位 参考范围"]
)
def test_a_text_without_results_has_no_lines(paste, text):
    assert paste(text).readings == ()


@pytest.mark.parametrize("piece", ["白", "a ", "a,", "| a ", "男 ", "(", "1 ", "阳性 "])
def test_a_long_line_of_anything_is_read_in_time(paste, piece):
    assert not paste((piece * 3_000)[:3_000]).critical


NO_LINES = """临床诊断：2型糖尿病 申请时间：2026-11-02 07:30
仪器 XN-9000 费用 35元
第1页/共2页 打印次数 1
申请单号 99120 报告编号 R2026-11
孕周 12+3周 末次月经 2026-01-01
空腹 12 小时
备注：标本轻度溶血1+，建议3天后复查
参考值来源 WS/T 405-2012
危急值已于10:35电话通知病区护士
检测方法：免疫比浊法 检出限 <20 IU/mL
糖尿病前期 5.7-6.4%
糖尿病 ≥6.5%
卵泡期 3.5-12.5 IU/L
男 130-175 女 115-150
孕早期 0.1-2.5 孕中期 0.2-3.0
低危 <1.0 中危 1.0-3.0 高危 >3.0
共 23 项 异常 2 项
地址 人民路100号 热线 400-123-4567
单位换算 1 mmol/L = 18 mg/dL
批号 20260301 有效期 2027-03
上次结果 5.6 (2026-05-01)
结果解释：大于10提示感染
Collected 2026-01-03 08:15 Received 2026-01-03 09:00
Accession # 20260103 Page 1 of 2
Fasting 12 hours
Performed at Lab 12, 100 Main St
Comment: values above 60 are considered normal
Prediabetes 5.7-6.4 %
Optimal <100 mg/dL
Male 130-175 Female 115-150
Height 165 cm Weight 58 kg
Reference: ADA 2024 guideline"""


def test_a_reports_head_foot_and_bands_are_no_results(paste):
    read = {line: [one.item.name for one in paste(line).readings] for line in NO_LINES.splitlines()}
    assert {line: names for line, names in read.items() if names} == {}


def test_a_result_behind_words_of_the_head_is_read_under_its_own_name(paste):
    behind = (
        "采血时间 今早 钾 6.8 mmol/L",
        "仪器 AU5800 钾 6.8 mmol/L 3.5-5.3",
        "备注：钾 6.8 mmol/L 已复查",
    )
    for line in behind:
        read = paste(line).readings
        assert [(one.item.name, one.item.value, one.flag) for one in read] == [("钾", "6.8", "critical_high")]


def test_names_that_sound_like_a_head_stay_results(paste):
    lines = (
        "标准碳酸氢根 22 mmol/L\n国际标准化比值 3.9 0.8-1.2\n凝血酶原时间 12.1 秒 11-14\n"
        "RDW-CV 13.1 % 11-16\n乙型肝炎 阴性\n上皮细胞 2 /HP 0-5"
    )
    names = ["标准碳酸氢根", "国际标准化比值", "凝血酶原时间", "RDW-CV", "乙型肝炎", "上皮细胞"]
    assert [one.item.name for one in paste(lines).readings] == names


def test_a_range_printed_without_its_result_is_no_result(paste):
    read = paste("INR 0.8-1.2\nINR 3.9 0.8-1.2").readings
    assert [(one.item.value, one.item.range, one.flag) for one in read] == [
        ("", "0.8-1.2", "unknown"),
        ("3.9", "0.8-1.2", "high"),
    ]


def test_cells_counted_as_a_stretch_keep_both_ends(paste):
    read = paste("白细胞 0-2 /HP 0-5\n白细胞 8-10 /HP 0-5\n白细胞 0-8 /HP 0-5").readings
    assert [(one.item.value, one.flag) for one in read] == [
        ("0-2", "normal"),
        ("8-10", "high"),
        ("0-8", "unknown"),
    ]
