"""A laboratory report as a patient reads it: each line in plain words, what is unknown stays unknown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from guidelines import Language
from serving.report_files import ReadLine
from serving.ui.patient.frame import message, paragraph
from serving.ui.patient.words import Script, both, said, script_in, spoken

_SIGNS: Final = {
    "low": "↓",
    "high": "↑",
    "critical_low": "⇊",
    "critical_high": "⇈",
    "normal": "✓",
    "unknown": "?",
}
_ONE_PIECE: Final = 12
_ASK: Final = ("report_ask_1", "report_ask_2", "report_ask_3")


class _Withheld(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(ReadLine):
    """One line of a report as a patient is told it."""

    @property
    def withheld(self) -> bool:
        """Whether only a person explains this test; a critical value is said all the same."""
        return not self.reading.critical and bool(_withheld().search(self.reading.item.name))

    @property
    def open(self) -> bool:
        """Whether something is left to be judged by a person."""
        return not self.readable or self.withheld or self.reading.flag == "unknown"


def report_html(lines: Sequence[Line], language: Language, *, ticket: str = "") -> str:
    """Render a report: what is critical first, then every line in its printed order."""
    critical = sum(one.reading.critical for one in lines)
    off = sum(one.reading.flag in {"low", "high"} and not one.open for one in lines)
    unclear = sum(one.open for one in lines)
    head = "".join(f'<th scope="col">{both(one)}</th>' for one in ("col_item", "col_value", "col_flag"))
    rows = "".join(_row(one, language) for one in lines)
    asks = "".join(f"<li>{both(one)}</li>" for one in _ASK)
    alarm = (
        f'<div class="yp-critical" role="alert"><h3>{both("report_critical")}</h3>'
        f'{paragraph("report_critical_more")}<a class="yp-call yp-call-first" href="tel:120">'
        f"<strong>120</strong><span>{both('line_120')}</span></a></div>"
        if critical
        else ""
    )
    body = (
        f"{alarm}{ticket}<h3>{both('report_title')}</h3>"
        f"<p>{both('report_counts', len(lines), critical, off, unclear)}</p>"
        f'<table class="yp-lab"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<details class="yp-cite"><summary>{both("report_ask")}</summary><ul>{asks}</ul></details>'
        f"{paragraph('report_scope', kind='yp-scope')}{paragraph('offer_person', kind='yp-next')}"
    )
    return message(body, kind=f"yp-card yp-report{' yp-report-critical' if critical else ''}")


def none_html() -> str:
    """Say that no result was found, and what pictures are not judged here."""
    return message(f"{paragraph('report_none')}{paragraph('report_not_lab')}", acts=False)


def told(lines: Sequence[Line], language: Language) -> tuple[str, ...]:
    """Give the same words for the record."""
    script = script_in(language)
    critical = any(one.reading.critical for one in lines)
    alarm = (spoken("report_critical", script), spoken("report_critical_more", script)) if critical else ()
    return (*alarm, *(_words(one, script) for one in lines), spoken("report_scope", script))


def _words(line: Line, script: Script) -> str:
    item, reading = line.reading.item, line.reading
    name = " ".join(part for part in (item.name, _value(line)) if part)
    if not line.readable:
        return f"{name}：{spoken('unreadable', script)}"
    if line.withheld:
        return f"{name}：{spoken('by_doctor', script)}"
    return f"{name}：{spoken(f'flag_{reading.flag}', script)}。{reading.why}"


def _row(line: Line, language: Language) -> str:
    reading = line.reading
    flag = "unknown" if line.open else reading.flag
    return (
        f'<tr class="yp-flag-{flag}"><th scope="row">{said(reading.item.name, language)}</th>'
        f"<td>{escape(_value(line))}{_range(line)}</td>"
        f'<td><span class="yp-flag"><span aria-hidden="true">{_SIGNS[flag]}</span> {both(f"flag_{flag}")}'
        f"</span>{_why(line, language)}</td></tr>"
    )


def _value(line: Line) -> str:
    if not line.readable or line.reading.item.value is None:
        return ""
    unit = line.reading.unit or line.reading.item.unit
    return f"{line.reading.item.value} {unit if unit != '1' else ''}".strip()


def _range(line: Line) -> str:
    reading = line.reading
    if not line.readable or line.withheld or not reading.range:
        return ""
    whose = {"hospital": "range_hospital", "default": "range_default"}.get(reading.range_source)
    origin = f"（{both(whose)}）" if whose else ""
    kind = ' class="yp-piece"' if len(reading.range) <= _ONE_PIECE else ""
    return (
        f'<small class="yp-range">{both("range")} <span{kind}>{escape(reading.range)}</span>{origin}</small>'
    )


def _why(line: Line, language: Language) -> str:
    """Say why a line is not judged at once; behind a tap for one that is."""
    if not line.readable:
        return f"<small>{both('unreadable')}</small>"
    if line.withheld:
        return f"<small>{both('by_doctor')}</small>"
    why = said(line.reading.why, language)
    if line.reading.flag == "unknown":
        return f"<small>{why}</small>"
    note = f"<p>{said(line.reading.note, language)}</p>" if line.reading.note else ""
    return f'<details class="yp-cite"><summary>{both("why_flag")}</summary><p>{why}</p>{note}</details>'


@cache
def _withheld() -> re.Pattern[str]:
    raw = resources.files("serving.ui.patient").joinpath("withheld.toml").read_text("utf-8")
    table = _Withheld.model_validate(tomllib.loads(raw))
    return re.compile("|".join(f"(?:{one})" for one in table.names), re.IGNORECASE)
