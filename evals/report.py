"""A run as tables for people, as JSON for programs, as one page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from evals.comparison import Comparison
from evals.figures import Metric
from evals.metrics import by_class, confusion, decisions, measure
from evals.record import CaseRecord, Run, decided_together, read_run, versions_of
from evals.risk import selective, told

_HEAD = ("figure", "value", "95 %", "n", "unscored", "what")


def show(folder: Path) -> str:
    """Give the tables of a recorded run, whole or in part."""
    return as_text(read_run(folder))


def as_text(run: Run) -> str:
    """Give a table a set: value, 95 % interval, n, unscored; below it what failed and what was not scored."""
    lines = [headline(run)]
    for name, records in run.sets.items():
        lines += ["", f"== {name}: {len(records)} cases", *_table(measure(records))]
        classes = by_class(records)
        if classes:
            lines.append(
                "passed by class: " + ", ".join(f"{one.name} {value(one)} (n={one.n})" for one in classes)
            )
        lines += [f"{kind}: {', '.join(names)}{mixed(names)}" for kind, names in versions_of(records).items()]
        lines += [f"failed   {one.id}: {why(one)}" for one in records if one.passed is False]
        lines += [f"unscored {one.id}: {why(one)}" for one in records if one.passed is None]
    for name, records in decided_together(run).items():
        lines += ["", f"== to answer or to decline, {name} together: {len(records)} cases"]
        lines += [*_table(decisions(records)), *told(records)]
    lines += ["", *(f"{kind}: {condition}" for kind, condition in run.pins.conditions.items())]
    return "\n".join(lines)


def as_json(run: Run) -> str:
    """Give the same figures for programs; a metric that was not measured has a null value."""
    body = {
        "run": run.name,
        "suites": run.pins.suites,
        "cases": run.pins.cases,
        "recorded": len(run.records),
        "started": run.pins.started,
        "conditions": run.pins.conditions,
        "versions": run.versions,
        "sets": [
            {
                "set": name,
                "cases": len(records),
                "versions": versions_of(records),
                "metrics": [asdict(metric) for metric in measure(records)],
                "classes": [asdict(metric) for metric in by_class(records)],
                "confusion": [
                    {"expected": expected, "came": came, "cases": count}
                    for (expected, came), count in sorted(confusion(records).items())
                ],
                "failed": [record.id for record in records if record.passed is False],
                "unscored": [record.id for record in records if record.passed is None],
            }
            for name, records in run.sets.items()
        ],
        "decided": [
            {
                "sets": name,
                "cases": len(records),
                "metrics": [asdict(one) for one in decisions(records)],
                "curve": [asdict(point) for point in selective(records).curve],
            }
            for name, records in decided_together(run).items()
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=2)


def comparison_text(found: Comparison) -> str:
    """Give a comparison in a few lines."""
    lines = [
        f"{found.n} cases in both runs, {found.left_out} left out",
        f"right in both {found.both}, in neither {found.neither}",
        f"only {found.first}: {len(found.only_first)} {', '.join(found.only_first)}".rstrip(),
        f"only {found.second}: {len(found.only_second)} {', '.join(found.only_second)}".rstrip(),
        f"McNemar exact p = {found.p:.3f}",
    ]
    for one in found.means:
        told = f"{one.name}: {one.first:.3f} -> {one.second:.3f} (n={one.n}"
        if one.interval is not None:
            told += f", difference 95 % {one.interval.low:+.3f} to {one.interval.high:+.3f}"
        lines.append(f"{told}){' *' if one.is_clear else ''}")
    return "\n".join(lines)


def headline(run: Run) -> str:
    """Say in one line what was run, on what, and when."""
    suites = ", ".join(f"{name} ({pin[:12]})" for name, pin in run.pins.suites.items())
    return f"{run.name}: {len(run.records)} of {run.pins.cases} cases of {suites}, started {run.pins.started}"


def value(metric: Metric) -> str:
    """Write a figure."""
    if metric.value is None:
        return "not measured"
    if metric.unit == "count":
        return f"{metric.value:.0f}"
    return f"{metric.value:.3f}" if metric.unit == "share" else f"{metric.value:.1f} ms"


def interval(metric: Metric) -> str:
    """Write a figure's interval."""
    if metric.interval is None:
        return "-"
    digits = 3 if metric.unit == "share" else 1
    return f"{metric.interval.low:.{digits}f}-{metric.interval.high:.{digits}f}"


def why(record: CaseRecord) -> str:
    """Say which checks are open, and why."""
    open_checks = [one for one in record.verdicts if one.passed is not True]
    told = "; ".join(f"{one.check}: {one.why}" for one in open_checks)
    return f"{told} (judge: {record.opinion})" if record.opinion else told


def _table(metrics: Sequence[Metric]) -> Iterator[str]:
    rows = [_HEAD]
    rows += [
        (
            f"{one.stage}.{one.name}",
            value(one),
            interval(one),
            f"{one.n} {one.of}",
            str(one.unscored),
            one.what,
        )
        for one in metrics
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        yield "  ".join((*_padded(row, widths), row[5]))


def _padded(row: Iterable[str], widths: Sequence[int]) -> Iterator[str]:
    return (cell.ljust(width) for cell, width in zip(row, widths, strict=False))


def mixed(names: tuple[str, ...]) -> str:
    """Say that a set was answered under more than one version."""
    return " (mixed)" if len(names) > 1 else ""
