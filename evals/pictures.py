"""Pictures of a run as SVG that stands in a page by itself; the one place that knows the drawing library."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from evals.figures import Metric
from evals.risk import Selective

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _FILL, _LINE = "#1b1f24", "#8bb4e0", "#57606a"
_STYLE: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",  # text stays text: small, searchable, in the reader's own fonts
    "svg.hashsalt": "yizheng",  # the same run gives the same bytes
    "font.family": "sans-serif",
    "font.size": 9.0,
    "axes.edgecolor": _LINE,
    "text.color": _INK,
}
_WIDTH = 7.2


def figure_bars(metrics: Sequence[Metric]) -> str:
    """Draw shares as bars with their intervals, from 0 to 1; empty where there is none."""
    shares = [one for one in metrics if one.unit == "share" and one.value is not None]
    if not shares:
        return ""
    places = range(len(shares))
    with _sheet(0.5 + 0.26 * len(shares), "Shares with 95 % intervals") as sheet:
        sheet.axes.barh(places, [one.value or 0.0 for one in shares], color=_FILL, height=0.62)
        for place, one in enumerate(shares):
            if one.interval is not None:
                ends = [one.interval.low, one.interval.high]
                sheet.axes.plot(ends, [place, place], color=_INK, linewidth=1.4)
        sheet.axes.set_yticks(places, labels=[f"{one.name} (n={one.n})" for one in shares])
        sheet.axes.set_xlim(0.0, 1.0)
        sheet.axes.invert_yaxis()
    return sheet.svg


def confusion_grid(counts: Mapping[tuple[str, str], int]) -> str:
    """Draw what was expected (rows) against what came (columns); empty where nothing was expected."""
    if not counts:
        return ""
    rows, columns = sorted({one for one, _ in counts}), sorted({one for _, one in counts})
    shares = []
    for row in rows:
        total = sum(counts.get((row, column), 0) for column in columns)
        shares.append([counts.get((row, column), 0) / total for column in columns])
    width = min(_WIDTH, 2.4 + 1.1 * len(columns))
    with _sheet(0.7 + 0.42 * len(rows), "Expected against came", width=width) as sheet:
        sheet.axes.pcolormesh(shares, cmap="Blues", vmin=0.0, vmax=1.6)
        for at, row in enumerate(rows):
            for across, column in enumerate(columns):
                told = str(counts.get((row, column), 0))
                sheet.axes.text(across + 0.5, at + 0.5, told, ha="center", va="center")
        sheet.axes.set_xticks([at + 0.5 for at in range(len(columns))], labels=columns)
        sheet.axes.set_yticks([at + 0.5 for at in range(len(rows))], labels=rows)
        sheet.axes.set_xlabel("came")
        sheet.axes.set_ylabel("expected")
        sheet.axes.invert_yaxis()
    return sheet.svg


def risk_coverage(curves: Mapping[str, Selective]) -> str:
    """Draw how the share of wrong answers grows with the share answered; empty where no curve is known."""
    known = {name: one for name, one in curves.items() if one.curve}
    if not known:
        return ""
    with _sheet(3.0, "Risk against coverage") as sheet:
        for name, one in known.items():
            coverage, risk = [point.coverage for point in one.curve], [point.risk for point in one.curve]
            label = f"{name}, AURC {one.aurc:.3f}"
            low, high = [p.interval.low for p in one.curve], [p.interval.high for p in one.curve]
            (line,) = sheet.axes.step(coverage, risk, where="post", label=label, marker=".")
            sheet.axes.fill_between(coverage, low, high, step="post", alpha=0.15, color=line.get_color())
        sheet.axes.set_xlim(0.0, 1.0)
        sheet.axes.set_ylim(0.0, 1.0)
        sheet.axes.set_xlabel("coverage: share of questions answered, surest first")
        sheet.axes.set_ylabel("risk: share of them wrong")
        sheet.axes.legend(frameon=False, fontsize=8)
    return sheet.svg


@dataclass(slots=True)
class _Sheet:
    axes: Axes
    svg: str = ""


@contextmanager
def _sheet(height: float, label: str, *, width: float = _WIDTH) -> Iterator[_Sheet]:
    """Give a sheet to draw on; after the block its `svg` holds the drawing, with a name."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        sheet = _Sheet(figure.subplots())
        sheet.axes.spines[["top", "right"]].set_visible(False)
        yield sheet
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    sheet.svg = _bare(file.getvalue(), label)


def _bare(drawn: str, label: str) -> str:
    """Leave out what only a file of its own needs, so that the page names no address."""
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r'\s(?:xmlns(?::\w+)?)="[^"]*"', "", drawn, count=2)
    drawn = drawn.replace("xlink:href", "href")
    return drawn.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
