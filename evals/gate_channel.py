"""Trains the gate's learned channels: `python -m evals.gate_channel [asked|drafted]`, else both."""

from __future__ import annotations

import sys

from assistant.gate.heard import main as listen
from assistant.gate.learned.drafted_training import train_drafted
from assistant.gate.learned.training import train
from assistant.settings import read_settings
from assistant.wiring import open_embedder
from evals.own_words import fixed_texts, library_facts


def main(named: str | None = None) -> None:
    """Learn what is said, train, write the weights beside the gate, say what each author's fold shows.

    What is asked needs the embedder of the settings, what is drafted does not.
    """
    told: list[str] = []
    if named != "drafted":
        listen()
        with open_embedder(read_settings()) as embedder:
            told += train(embedder)
    if named != "asked":
        told += train_drafted([*fixed_texts(), *library_facts()])
    for line in told:
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])
