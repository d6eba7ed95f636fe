"""One printed line and its flag: names and their traps, units, printed ranges, people, alert values."""

from decimal import Decimal
from pathlib import Path

import pytest

from assistant.labs.values import Finding, NoValue, read_value

CASES = Path(__file__).with_name("item_cases.txt").read_text("utf-8").splitlines()


def rows():
    for line in CASES:
        if line.strip() and not line.startswith("#"):
            yield tuple(cell.strip() for cell in line.split("|")[1:])


def whose(words):
    told = {}
    for word in words.split():
        match word.partition("="):
            case ("F" | "M") as sex, "", "":
                told["sex"] = sex
            case "preg", "", "":
                told["pregnant"] = True
            case "a", "=", years:
                told["age"] = Decimal(years)
            case "m", "=", months:
                told["age"] = Decimal(months) / 12
            case "d", "=", department:
                told["department"] = department
            case _:
                raise AssertionError(word)
    return told


def test_a_line_gets_its_flag_and_a_reason(read):
    for name, value, unit, printed, who, right in rows():
        reading = read(name, value, unit, printed, **whose(who))
        assert reading.flag in right.split(","), (name, value, unit, printed, who)
        assert reading.why
        assert (reading.item.name, reading.item.value, reading.item.unit) == (name, value, unit)


def test_without_its_unit_no_test_is_judged(read, known):
    for test in known.tests.values():
        if test.unit == "1":
            continue
        for alias in test.aliases:
            if any(other.unit == "1" for other in known.names.get(alias, ())):
                continue
            for printed in ("", "1-5"):
                reading = read(alias, "2.0", "", printed)
                assert reading.flag == "unknown", alias


@pytest.mark.parametrize(
    ("name", "value", "unit", "word"),
    [
        pytest.param("钾", "4.1", "", "单位", id="no-unit"),
        pytest.param("Potassium", "4.1", "", "unit", id="no-unit-en"),
        pytest.param("TSH", "2.0", "mIU/L", "method", id="method"),
        pytest.param("指标乙", "2.0", "g/L", "名称", id="name"),
        pytest.param("尿肌酐", "2.0", "mmol/L", "“尿肌酐”", id="specimen"),
        pytest.param("红细胞", "4.0", "10^12/L", "性别", id="sex"),
        pytest.param("乙肝表面抗原", "阳性", "", "阳性", id="positive"),
        pytest.param("钾", "溶血", "mmol/L", "标本", id="spoiled"),
    ],
)
def test_what_is_unknown_says_why_in_the_reports_language(read, name, value, unit, word):
    reading = read(name, value, unit)
    assert reading.flag == "unknown"
    assert word in reading.why


def test_a_child_and_a_pregnancy_are_named_as_the_reason(read):
    assert "未成年" in read("白细胞", "7", "10^9/L", age=Decimal(4)).why
    assert "妊娠" in read("白细胞", "7", "10^9/L", sex="F", pregnant=True).why
    assert "年龄" in read("尿素", "7", "mmol/L", sex="M", age=Decimal(70)).why


def test_a_contradicting_mark_is_shown_with_both_sides(read):
    reading = read("钾", "4.4↑", "mmol/L", "3.5-5.3")
    assert reading.flag == "unknown"
    assert "偏高" in reading.why
    assert "正常" in reading.why


def test_where_the_range_comes_from_is_said(read):
    assert read("钾", "4", "mmol/L", "3.5-5.5").range_source == "printed"
    default = read("钾", "4", "mmol/L")
    assert (default.range_source, default.range) == ("default", "3.5-5.3 mmol/L")
    assert "以报告单为准" in default.note
    assert read("TSH", "4", "mIU/L").range_source == "none"


def test_a_default_range_is_shown_in_the_printed_unit(read):
    reading = read("Hemoglobin", "9.8", "g/dL", sex="F")
    assert reading.range == "11.5-15.0 g/dL"
    assert (reading.normalised.value, reading.normalised.unit) == (Decimal("98.0"), "g/L")


def test_an_uncertain_code_is_not_shown(read):
    assert read("钾", "4", "mmol/L").loinc == "2823-3"
    assert read("白细胞", "5", "10^9/L").loinc is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("弱阳性", Finding("weak")),
        ("3+", Finding("graded")),
        ("1：320", Finding("titre")),
        ("阴性(-)", Finding("negative")),
        ("", NoValue("absent")),
        ("标本量不足", NoValue("spoiled")),
        ("淡黄色", NoValue("words")),
    ],
)
def test_results_that_are_no_numbers_keep_their_kind(text, kind):
    assert read_value(text) == kind
