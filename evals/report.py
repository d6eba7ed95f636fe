"""A run as a table for people, as JSON for programs, as one page that needs nothing else."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape
from pathlib import Path

from evals.comparison import Comparison
from evals.metrics import Metric, measure
from evals.record import CaseRecord, Run, read_run

_STYLE = """
body{font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;
color:#1b1f24;background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;
padding:.35rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:top}td.n{text-align:right}
svg{display:block}.fail{color:#a40e26}.none{color:#57606a}caption{text-align:left;padding:.5rem 0}
"""


def show(folder: Path) -> str:
    """Give the table of a recorded run, whole or in part."""
    return as_text(read_run(folder))


def write_report(run: Run, folder: Path) -> tuple[Path, Path]:
    """Write `report.json` and `report.html` beside the run; returns both paths."""
    written = folder / "report.json", folder / "report.html"
    written[0].write_text(as_json(run) + "\n", encoding="utf-8")
    written[1].write_text(as_html(run), encoding="utf-8")
    return written


def as_text(run: Run) -> str:
    """Give a table: value, 95 % interval, n, unscored; below it what failed and what was not scored."""
    rows = [("metric", "value", "95 %", "n", "unscored", "what")]
    rows += [
        (one.name, _value(one), _interval(one), f"{one.n} {one.of}", str(one.unscored), one.what)
        for one in measure(run.records)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [_headline(run), ""]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row[:5], widths, strict=True)]
        lines.append("  ".join((*cells, row[5])))
    lines += ["", *(f"{kind}: {', '.join(names)}{_mixed(names)}" for kind, names in run.versions.items())]
    lines += [f"failed   {one.id}: {_why(one)}" for one in run.records if one.passed is False]
    lines += [f"unscored {one.id}: {_why(one)}" for one in run.records if one.passed is None]
    return "\n".join(lines)


def as_json(run: Run) -> str:
    """Give the same figures for programs; a metric that was not measured has a null value."""
    body = {
        "run": run.name,
        "suites": run.pins.suites,
        "cases": run.pins.cases,
        "recorded": len(run.records),
        "started": run.pins.started,
        "versions": run.versions,
        "metrics": [asdict(metric) for metric in measure(run.records)],
        "failed": [record.id for record in run.records if record.passed is False],
        "unscored": [record.id for record in run.records if record.passed is None],
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def as_html(run: Run) -> str:
    """Give one self-contained page: the figures with their intervals drawn, then every case."""
    metrics = "".join(
        f"<tr><th scope='row'>{escape(one.name)}</th><td class='n'>{_value(one)}</td><td>{_bar(one)}</td>"
        f"<td>{_interval(one)}</td><td class='n'>{one.n} {one.of}</td><td class='n'>{one.unscored}</td>"
        f"<td>{escape(one.what)}</td></tr>"
        for one in measure(run.records)
    )
    versions = "".join(
        f"<li>{escape(kind)}: {escape(', '.join(names))}{_mixed(names)}</li>"
        for kind, names in run.versions.items()
    )
    cases = "".join(_case_row(record) for record in run.records)
    head = "".join(
        f"<th scope='col'>{name}</th>" for name in ("metric", "value", "", "95 %", "n", "unscored", "what")
    )
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{escape(run.name)}</title>"
        f"<style>{_STYLE}</style><h1>{escape(run.name)}</h1><p>{escape(_headline(run))}</p>"
        f"<ul>{versions}</ul><table><caption>Figures</caption><tr>{head}</tr>{metrics}</table>"
        "<table><caption>Cases</caption><tr><th scope='col'>case</th><th scope='col'>result</th>"
        f"<th scope='col'>why</th></tr>{cases}</table></html>\n"
    )


def comparison_text(found: Comparison) -> str:
    """Give a comparison in a few lines."""
    return "\n".join(
        (
            f"{found.n} cases in both runs, {found.left_out} left out",
            f"right in both {found.both}, in neither {found.neither}",
            f"only {found.first}: {len(found.only_first)} {', '.join(found.only_first)}".rstrip(),
            f"only {found.second}: {len(found.only_second)} {', '.join(found.only_second)}".rstrip(),
            f"McNemar exact p = {found.p:.3f}",
        )
    )


def _headline(run: Run) -> str:
    suites = ", ".join(f"{name} ({pin[:12]})" for name, pin in run.pins.suites.items())
    return f"{run.name}: {len(run.records)} of {run.pins.cases} cases of {suites}, started {run.pins.started}"


def _value(metric: Metric) -> str:
    if metric.value is None:
        return "not measured"
    return f"{metric.value:.3f}" if metric.unit == "share" else f"{metric.value:.0f}"


def _interval(metric: Metric) -> str:
    if metric.interval is None:
        return "-"
    digits = 3 if metric.unit == "share" else 0
    return f"{metric.interval.low:.{digits}f}-{metric.interval.high:.{digits}f}"


def _mixed(names: tuple[str, ...]) -> str:
    return " (mixed)" if len(names) > 1 else ""


def _why(record: CaseRecord) -> str:
    open_checks = [one for one in record.verdicts if one.passed is not True]
    return "; ".join(f"{one.check}: {one.why}" for one in open_checks)


def _bar(metric: Metric) -> str:
    if metric.unit != "share" or metric.value is None:
        return ""
    interval = metric.interval
    line = (
        f"<line x1='{interval.low * 200:.0f}' x2='{interval.high * 200:.0f}' y1='8' y2='8' "
        "stroke='#1b1f24' stroke-width='2'/>"
        if interval
        else ""
    )
    return (
        f"<svg width='200' height='16' role='img' aria-label='{_value(metric)}, {_interval(metric)}'>"
        "<rect width='200' height='16' fill='#eaeef2'/>"
        f"<rect width='{metric.value * 200:.0f}' height='16' fill='#8bb4e0'/>{line}</svg>"
    )


def _case_row(record: CaseRecord) -> str:
    words = {True: "passed", False: "failed", None: "unscored"}
    kinds = {True: "", False: "fail", None: "none"}
    return (
        f"<tr><th scope='row'>{escape(record.id)}</th><td class='{kinds[record.passed]}'>"
        f"{words[record.passed]}</td><td>{escape(_why(record))}</td></tr>"
    )
