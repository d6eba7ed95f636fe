"""What a run says: each metric with its n, what could not be scored, and a 95 % interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from evals.case import Group
from evals.record import CaseRecord
from evals.statistics import Interval, bootstrap_mean, bootstrap_ratio, wilson

_Judge: TypeAlias = Callable[[CaseRecord], bool | None]
_CONTENT = frozenset({"says", "omits", "quote"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure: `value` is None when nothing could be measured; `unit` is `share`, `count` or `ms`.

    `n` counts what was scored, in `of`; `unscored` counts cases that belong here and could not be scored.
    """

    name: str
    what: str
    value: float | None
    n: int
    of: str
    unscored: int
    interval: Interval | None
    unit: str = "share"


def measure(records: Sequence[CaseRecord]) -> tuple[Metric, ...]:
    """Compute every metric of a run."""
    return (
        _share("answered", "answerable questions that were answered", records, "answerable", _answered),
        _share(
            "right",
            "answerable questions answered with every text check passed",
            records,
            "answerable",
            _right,
        ),
        _share("declined", "unanswerable questions that were declined", records, "unanswerable", _declined),
        _share("edition", "questions about editions with every check passed", records, "edition", _passed),
        _model_share(records),
        *_quotations(records),
        _time("first_sentence_ms", "time to the first verified sentence", records, "first_sentence"),
        _time("total_ms", "time to the whole answer", records, "total"),
    )


def _answered(record: CaseRecord) -> bool | None:
    return None if record.unscored else record.outcome == "answered"


def _declined(record: CaseRecord) -> bool | None:
    return None if record.unscored else record.outcome != "answered"


def _passed(record: CaseRecord) -> bool | None:
    return record.passed


def _right(record: CaseRecord) -> bool | None:
    results = [verdict.passed for verdict in record.verdicts if verdict.check in _CONTENT]
    if record.unscored or not results or None in results:
        return None
    return record.outcome == "answered" and all(results)


def _share(name: str, what: str, records: Iterable[CaseRecord], group: Group, judge: _Judge) -> Metric:
    results = [judge(record) for record in records if record.group == group]
    scored = [result for result in results if result is not None]
    return Metric(
        name=name,
        what=what,
        value=sum(scored) / len(scored) if scored else None,
        n=len(scored),
        of="questions",
        unscored=len(results) - len(scored),
        interval=wilson(sum(scored), len(scored)) if scored else None,
    )


def _model_share(records: Sequence[CaseRecord]) -> Metric:
    scored = [record for record in records if record.unscored is None]
    pairs: list[tuple[float, float]] = []
    for record in scored:
        shown = sum(count for origin, count in record.origins.items() if origin != "template")
        if shown:
            pairs.append((record.origins.get("model", 0), shown))
    sentences = sum(shown for _, shown in pairs)
    return Metric(
        name="model_share",
        what="shown sentences, fixed text aside, that are the model's own (interval over questions)",
        value=sum(written for written, _ in pairs) / sentences if sentences else None,
        n=int(sentences),
        of="sentences",
        unscored=len(records) - len(scored),
        interval=bootstrap_ratio(pairs),
    )


def _quotations(records: Sequence[CaseRecord]) -> tuple[Metric, Metric]:
    unscored = sum(record.unscored is not None for record in records)
    sentences = sum(
        count for record in records for origin, count in record.origins.items() if origin != "template"
    )
    counted = (
        ("unresolved", "shown quotations that do not stand in the stored edition", "quotations"),
        ("uncited", "shown sentences, fixed text aside, without any quotation", "sentences"),
    )
    values = (sum(record.unresolved for record in records), sum(record.uncited for record in records))
    totals = (sum(record.quotations for record in records), sentences)
    unresolved, uncited = (
        Metric(
            name=name,
            what=what,
            value=float(value),
            n=total,
            of=of,
            unscored=unscored,
            interval=None,
            unit="count",
        )
        for (name, what, of), value, total in zip(counted, values, totals, strict=True)
    )
    return unresolved, uncited


def _time(name: str, what: str, records: Sequence[CaseRecord], stage: str) -> Metric:
    times = [record.timings_ms[stage] for record in records if stage in record.timings_ms]
    return Metric(
        name=name,
        what=what,
        value=sum(times) / len(times) if times else None,
        n=len(times),
        of="questions",
        unscored=sum(record.unscored is not None for record in records),
        interval=bootstrap_mean(times),
        unit="ms",
    )
