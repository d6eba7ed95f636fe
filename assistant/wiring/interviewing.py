"""Who leads interviews, without a house."""

from __future__ import annotations

from assistant.reader import shipped_reader
from assistant.triage import Triage, warmed_up


def open_triage() -> Triage:
    """Give who leads interviews, with the taught reader beside the rules."""
    return warmed_up(shipped_reader())
