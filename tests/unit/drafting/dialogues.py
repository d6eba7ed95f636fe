"""The own dialogues of this folder; every third is held out from tuning."""

from __future__ import annotations

from pathlib import Path

from evals.dialogues import Dialogue, dialogues_in


def dialogues(*, held_out: bool | None = None) -> list[Dialogue]:
    """Read every dialogue, or only those (not) held out."""
    folder = Path(__file__).parent
    read = [
        one
        for file in sorted(folder.glob("dialogues_*.txt"))
        for one in dialogues_in(file.read_text("utf-8"))
    ]
    return [one for one in read if held_out is None or one.held_out is held_out]
