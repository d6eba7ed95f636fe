"""Trains the red flags' second channel: `python -m evals.red_flag_meaning [QUESTIONS.jsonl …]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.gate.redflags.meaning_training import train
from assistant.settings import read_settings
from assistant.wiring import open_embedder


def main(files: Sequence[str]) -> None:
    """Train with the embedder of the settings, write the weights beside the flags, say what folds show."""
    with open_embedder(read_settings()) as embedder:
        for line in train(embedder, [Path(one) for one in files]):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
