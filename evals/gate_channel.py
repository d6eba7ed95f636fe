"""Trains the gate's learned channel with the embedder of the settings: `python -m evals.gate_channel`."""

from __future__ import annotations

import sys

from assistant.gate.heard import main as listen
from assistant.gate.learned.training import train
from assistant.settings import read_settings
from assistant.wiring import open_embedder


def main() -> None:
    """Learn what is said, train, write the weights beside the gate, say what each author's fold shows."""
    listen()
    with open_embedder(read_settings()) as embedder:
        for line in train(embedder):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
