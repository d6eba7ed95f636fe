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
