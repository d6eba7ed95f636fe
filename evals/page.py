"""A run as one HTML page with pictures inside: no script, no address, fit for light screens and paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from evals.figures import Metric
from evals.metrics import by_class, confusion, decisions, measure
from evals.pictures import confusion_grid, figure_bars, risk_coverage
from evals.record import CaseRecord, Run, decided_together, versions_of
from evals.report import as_json, headline, interval, mixed, value, why
from evals.risk import selective


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    name: str
    anchor: str
    records: Sequence[CaseRecord]
    metrics: Sequence[Metric]
    versions: Mapping[str, tuple[str, ...]]
    picture: str
    classes_picture: str
    confusion: str


def write_report(run: Run, folder: Path) -> tuple[Path, Path]:
    """Write `report.json` and `report.html` beside the run; returns both paths."""
    written = folder / "report.json", folder / "report.html"
    written[0].write_text(as_json(run) + "\n", encoding="utf-8")
    written[1].write_text(as_html(run), encoding="utf-8")
    return written


def as_html(run: Run) -> str:
    """Give the page: figures by set and stage, drawn with their intervals, then every case."""
    page = Environment(
        loader=PackageLoader("evals"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    page.filters |= {"value": value, "interval": interval, "why": why, "mixed": mixed}
    sections = [_section(at, name, records) for at, (name, records) in enumerate(run.sets.items())]
    decided = decided_together(run)
    curves = {name: selective(records) for name, records in decided.items()}
    figures = {name: decisions(records) for name, records in decided.items()}
    return page.get_template("report.html.j2").render(
        run=run, headline=headline(run), sets=sections, decided=figures, risk=risk_coverage(curves)
    )


def _section(at: int, name: str, records: Sequence[CaseRecord]) -> _Section:
    metrics = measure(records)
    return _Section(
        name=name,
        anchor=f"set-{at}",
        records=records,
        metrics=metrics,
        versions=versions_of(records),
        picture=figure_bars(metrics),
        classes_picture=figure_bars(by_class(records)),
        confusion=confusion_grid(confusion(records)),
    )
