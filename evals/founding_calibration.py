"""How the check of free texts agrees with people, on MTS-Dialog's hallucination study.

`python -m evals.founding_calibration SUMMARIES.csv SCORES.csv`: summaries beside their conversations, and
what people scored, row by row.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.record import Turn
from evals.drafting import staff_or_lay
from evals.errors import SuiteError
from evals.founding import Founding, holds, sentences_of
from evals.loaders.dialogues import turns_of
from evals.statistics import spearman

_FILES = 2
_VARIED = 2


def agreement(summaries: Path, scores: Path) -> str:
    """Give, one line each, how our measures go with what people scored.

    Ours are the share of sentences without ground and the share of the note's facts that a summary leaves
    out. Summaries of one conversation are no independent cases: the intervals draw whole conversations.

    Raises:
        SuiteError: a file cannot be read, lacks a column, or the two have not the same rows.
    """
    told = _rows(summaries, "Dialogue", "Reference Summary", "Automatic Summary")
    theirs = _rows(scores, "HallucinationRate", "FactualPrecision", "OmissionRate")
    if len(told) != len(theirs):
        message = f"{len(told)} summaries and {len(theirs)} scores; give the two files of one study"
        raise SuiteError(message)
    ours = [_measured(row) for row in told]
    talks = [row["Dialogue"] for row in told]
    invented = [float(row["HallucinationRate"]) for row in theirs]
    untrue = [1 - float(row["FactualPrecision"]) for row in theirs]
    omitted = [float(row["OmissionRate"]) for row in theirs]
    ungrounded = [one.ungrounded for one in ours]
    held = [place for place, one in enumerate(ours) if one.omitted is not None]
    left_out = [ours[place].omitted or 0.0 for place in held]
    return "\n".join(
        (
            _line("ungrounded, invented", ungrounded, invented, talks),
            _line("ungrounded, invented or wrong", ungrounded, untrue, talks),
            _line(
                "left out, omitted", left_out, [omitted[one] for one in held], [talks[one] for one in held]
            ),
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """`omitted is None`: the note holds no number or term that the conversation holds too."""

    ungrounded: float
    omitted: float | None


def _line(name: str, ours: Sequence[float], theirs: Sequence[float], talks: Sequence[str]) -> str:
    both = list(zip(ours, theirs, strict=True))
    if len(set(ours)) < _VARIED or len(set(theirs)) < _VARIED:
        return f"{name}: one of the two does not vary, n = {len(both)}"
    rho, interval = spearman(both, groups=talks)
    bad, good = [one for one, other in both if other > 0], [one for one, other in both if other == 0]
    return (
        f"{name}: Spearman {rho:.3f} [{interval.low:.3f}, {interval.high:.3f}], n = {len(both)} of "
        f"{len(set(talks))} conversations; flagged {sum(one > 0 for one in bad)} of {len(bad)} that people "
        f"scored above 0, {sum(one > 0 for one in good)} of {len(good)} that they scored 0"
    )


def _measured(row: dict[str, str]) -> _Measured:
    founding = Founding([Turn(staff_or_lay(one.speaker), one.text) for one in turns_of(row["Dialogue"])])
    sentences = sentences_of(row["Automatic Summary"])
    gold = founding.facts(row["Reference Summary"])
    return _Measured(
        ungrounded=sum(founding.fault(one) is not None for one in sentences) / max(1, len(sentences)),
        omitted=len(gold - holds(gold, row["Automatic Summary"])) / len(gold) if gold else None,
    )


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
