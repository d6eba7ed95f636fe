"""The day a report is of, as its head prints it: when the sample was taken, else received, else reported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from assistant.labs.folding import fold

_LABELS: Final = (
    r"采样|采集|采血|抽血|取样|留取|collect(?:ed|ion)|drawn|sampled|sample (?:date|taken)",
    r"接收|签收|送检|收样|received",
    r"检[验测查]|测定|报告|审核|发布|出具|tested|reported|resulted|report date|verified",
    r"日期|时间|\bdate\b",
)
"""What stands before a day, the best first."""
_OTHER: Final = re.compile(
    r"出生|生日|末次|预产|有效|效期|打印|上次|前次|历史|\b(?:dob|birth|born|previous|prior|printed)",
    re.IGNORECASE,
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?:[-/.年])\s*(?P<m>\d{1,2})\s*(?:[-/.月])\s*(?P<d>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)(?!\d)"
    r"|\b(?P<d3>\d{1,2})[ -](?P<m3>[A-Za-z]{3})[a-z]*[ -,]+(?P<y3>(?:19|20)\d\d)\b"
    r"|\b(?P<m4>[A-Za-z]{3})[a-z]*\.? (?P<d4>\d{1,2}),? (?P<y4>(?:19|20)\d\d)\b"
)
_OLDEST_YEARS: Final = 60
_LEAD: Final = 24
"""How many characters before a day may say what it is the day of."""


def day_of(text: str, *, today: date) -> date | None:
    """Give the day of a report; None where it prints none, or several of which nothing says which counts."""
    found = [one for one in _days(fold(text)) if _oldest(today) <= one[1] <= today]
    for label in _LABELS:
        of = [day for lead, day in found if re.search(label, lead, re.IGNORECASE)]
        if of:
            return of[0]
    days = {day for _, day in found}
    return days.pop() if len(days) == 1 else None


def _days(text: str) -> Iterator[tuple[str, date]]:
    """Give each day with the words before it; days of birth and of other reports are left out."""
    end = 0
    for one in _DAY.finditer(text):
        lead = text[max(end, one.start() - _LEAD) : one.start()].rpartition("\n")[2]
        end = one.end()
        day = _day(one)
        if day is not None and not _OTHER.search(lead):
            yield lead, day


def _day(one: re.Match[str]) -> date | None:
    got = {name[0]: value for name, value in one.groupdict().items() if value is not None}
    month = got["m"].lower()
    if not month.isdigit() and month not in _MONTHS:
        return None
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
    try:
        return date(int(got["y"]), number, int(got["d"]))
    except ValueError:
        return None


def _oldest(today: date) -> date:
    return date(today.year - _OLDEST_YEARS, 1, 1)
