"""How the check of free texts agrees with people, on MTS-Dialog's hallucination study.

`python -m evals.founding_calibration SUMMARIES.csv SCORES.csv`: summaries beside their conversations, and
what people scored, row by row.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.drafting.record import Turn
from evals.drafting import staff_or_lay
from evals.errors import SuiteError
from evals.founding import Founding, sentences_of
from evals.loaders.dialogues import turns_of
from evals.statistics import spearman

_FILES = 2


def agreement(summaries: Path, scores: Path) -> str:
    """Give Spearman's correlation of our share of ungrounded sentences with people's hallucination rate.

    Raises:
        SuiteError: a file cannot be read, lacks a column, or the two have not the same rows.
    """
    told = _rows(summaries, "Dialogue", "Automatic Summary")
    ours = [_share(row["Dialogue"], row["Automatic Summary"]) for row in told]
    theirs = [float(row["HallucinationRate"]) for row in _rows(scores, "HallucinationRate")]
    if len(ours) != len(theirs):
        message = f"{len(ours)} summaries and {len(theirs)} scores; give the two files of one study"
        raise SuiteError(message)
    rho, interval = spearman(list(zip(ours, theirs, strict=True)))
    flagged = [one for one, other in zip(ours, theirs, strict=True) if other > 0]
    clean = [one for one, other in zip(ours, theirs, strict=True) if other == 0]
    return (
        f"Spearman {rho:.3f} [{interval.low:.3f}, {interval.high:.3f}], n = {len(ours)}; flagged "
        f"{sum(one > 0 for one in flagged)} of {len(flagged)} that people scored above 0, "
        f"{sum(one > 0 for one in clean)} of {len(clean)} that they scored 0"
    )


def _share(dialogue: str, summary: str) -> float:
    founding = Founding([Turn(staff_or_lay(one.speaker), one.text) for one in turns_of(dialogue)])
    sentences = sentences_of(summary)
    return sum(founding.fault(one) is not None for one in sentences) / max(1, len(sentences))


def _rows(path: Path, *columns: str) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, ValueError) as fault:
        message = f"{path.name!r} cannot be read; check the path"
        raise SuiteError(message) from fault
    if not rows or not set(columns) <= rows[0].keys():
        message = f"{path.name!r} has not the columns {', '.join(columns)}; give the study's two files"
        raise SuiteError(message)
    return rows


def main(arguments: Sequence[str]) -> int:
    """Print the agreement; 2 with one line for a usage fault."""
    if len(arguments) != _FILES:
        sys.stderr.write("usage: python -m evals.founding_calibration SUMMARIES.csv SCORES.csv\n")
        return 2
    try:
        sys.stdout.write(agreement(Path(arguments[0]), Path(arguments[1])) + "\n")
    except (SuiteError, ValueError) as fault:
        sys.stderr.write(f"error: {fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
