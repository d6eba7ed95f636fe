"""Makes the shipped cases of `assistant.risk`: `python -m evals.risk_cases RUN… --out FILE`.

Reads runs recorded with `yizheng eval run … --model off --answer-all`. An answer is wrong where a check of
its case failed; of a question without an answer that is any answer but one that corrects it. Risks are out of
fold: by weights that never saw the question.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from assistant.risk.control import Case
from evals.calibration import Labelled, labelled, out_of_sample
from evals.record import CaseRecord, read_run

_ASKED: Final = frozenset({"answered", "declined"})


def case_of(record: CaseRecord, risk: float | None) -> Case:
    """Judge one record: what was not shown has no risk."""
    if not record.answered or risk is None:
        return Case(risk=None, wrong=False)
    return Case(risk=risk, wrong=record.passed is False)


def judged(records: Sequence[CaseRecord]) -> tuple[Case, ...]:
    """Give each record of a question to answer or to decline as a case, with its risk out of fold."""
    asked = [one for one in records if one.expects in _ASKED and None not in (one.answered, one.passed)]
    measured = [(one, labelled([one])) for one in asked]
    with_features = [(one, told) for one, told in measured if len(told.groups)]
    risks = dict(
        zip(
            (one.id for one, _ in with_features),
            1.0 - out_of_sample(_together([told for _, told in with_features])),
            strict=True,
        )
    )
    return tuple(case_of(one, risks.get(one.id)) for one in asked)


def document(cases: Sequence[Case], runs: Sequence[Path], counts: Counter[str]) -> str:
    """Write the file: where the cases come from, and their risks."""
    right = sorted(one.risk for one in cases if one.risk is not None and not one.wrong)
    wrong = sorted(one.risk for one in cases if one.risk is not None and one.wrong)
    sets = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    told = (
        f"Our open suites, {datetime.now(UTC).date()}, without a model: {len(cases)} questions ({sets}); "
        f"{len(right) + len(wrong)} answered with the bar taken away, {len(wrong)} of them wrong."
    )
    return "\n".join(
        [
            "# Made by `python -m evals.risk_cases`; see that file. Risks are out of fold.",
            f"# Runs: {', '.join(run.name for run in runs)}.",
            f'told = "{told}"',
            f"unanswered = {len(cases) - len(right) - len(wrong)}",
            f"right = [{', '.join(f'{one:.4f}' for one in right)}]",
            f"wrong = [{', '.join(f'{one:.4f}' for one in wrong)}]",
            "",
        ]
    )


def main(arguments: Sequence[str]) -> int:
    """Judge and write; 2 with one line where the runs hold too little."""
    parser = argparse.ArgumentParser(prog="python -m evals.risk_cases")
    parser.add_argument("runs", nargs="+", type=Path, help="folders of runs recorded with --answer-all")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    runs = [read_run(run) for run in given.runs]
    if not all("bar" in run.pins.conditions for run in runs):
        sys.stderr.write("error: a run was recorded with a bar; record it with --answer-all\n")
        return 2
    records = [record for run in runs for record in run.records]
    if len({record.expects for record in records if record.expects in _ASKED}) < 2:
        sys.stderr.write("error: the runs hold no questions of both kinds, to answer and to decline\n")
        return 2
    cases = judged(records)
    counts = Counter(one.set for one in records if one.expects in _ASKED)
    given.out.write_text(document(cases, given.runs, counts), encoding="utf-8")
    return 0


def _together(parts: Sequence[Labelled]) -> Labelled:
    return Labelled(
        np.vstack([one.features for one in parts]),
        np.concatenate([one.answerable for one in parts]),
        tuple(one.groups[0] for one in parts),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
