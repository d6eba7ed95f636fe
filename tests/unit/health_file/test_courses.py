"""A report counts for the day that it prints: what came later in life is later, whatever was pasted first."""

from datetime import UTC, date, datetime
from decimal import Decimal

from assistant.health_file import Entry, HealthFile, LabReport, LabResult
from assistant.labs.sampled import day_of
from serving.ui.trend import course_html

TODAY = date(2026, 11, 22)
PRINTED = {
    "姓名：李四 出生日期：1975-03-04\n采样时间：2026-10-01 07:45 报告时间：2026-10-02 10:32\n钾 4.1": date(
        2026, 10, 1
    ),
    "报告日期 2026年9月3日\n打印时间 2026-11-20": date(2026, 9, 3),
    "2026/8/15\n血红蛋白 110 g/L": date(2026, 8, 15),
    "検体 接收时间:20260714 0810": date(2026, 7, 14),
    "DOB 1975-03-04  Collected: 12 Oct 2026  Reported: 13 Oct 2026": date(2026, 10, 12),
    "Date: March 3, 2026": date(2026, 3, 3),
    "采样时间：2027-01-01": None,
    "2026-01-01 与 2026-02-02 两次": None,
    "出生日期 1975-03-04": None,
    "钾 4.1 mmol/L 3.5-5.3": None,
    "采样 2026-13-40": None,
}


def test_the_day_of_a_report_is_that_of_its_sample():
    assert {text: day_of(text, today=TODAY) for text in PRINTED} == PRINTED


def held(*reports):
    """Give a file whose reports came in this order, on one day."""
    return HealthFile(
        person="p_1",
        entries=tuple(
            Entry(
                entry_id=f"h_{number}",
                at=datetime(2026, 11, 22, 8, number, tzinfo=UTC),
                content=LabReport(results=(result(value),), taken_on=day),
            )
            for number, (day, value) in enumerate(reports)
        ),
    )


def result(value):
    return LabResult(
        name="血红<蛋>白",
        value=value,
        unit="g/L",
        flag="low",
        code="HGB",
        same=Decimal(value),
        same_unit="g/L",
    )


def test_an_older_report_that_is_pasted_later_stands_before():
    file = held((date(2026, 10, 1), "98"), (date(2026, 3, 1), "130"))
    newest, oldest = file.reports()
    (delta,) = newest.deltas
    assert (newest.entry_id, delta.difference, delta.before_on) == ("h_0", -32, date(2026, 3, 1))
    assert oldest.deltas == ()


def test_a_report_without_a_day_counts_for_the_day_it_came():
    assert held((None, "98"), (date(2026, 3, 1), "130")).reports()[0].day == date(2026, 11, 22)


def test_the_picture_says_every_value_in_words():
    (course,) = held((date(2026, 10, 1), "98"), (date(2026, 3, 1), "130.0")).courses()
    drawn = course_html(course)
    assert 'aria-label="血红&lt;蛋&gt;白 g/L; 2026-03-01 130↓; 2026-10-01 98↓"' in drawn
    assert "<蛋>" not in drawn


def test_one_day_is_no_course():
    assert held((date(2026, 10, 1), "98"), (date(2026, 10, 1), "97")).courses() == ()
