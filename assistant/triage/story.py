"""An interview as one text: what the reader is taught on and reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_NOBODY_SAID: Final = "今年40岁"
"""Stands where nobody said how old: the reader was taught on interviews that say it, and takes a story
without an age for the cry of a first message, which ends worse than most."""


def story(told: Iterable[tuple[str, str]], about: str = "") -> str:
    """Join what was asked and said, oldest first, behind what is known `about` the person.

    `told` gives pairs of question and answer; a question stands in brackets before what answers it, since
    `没有` says nothing without it. An empty question is left out. Of somebody whose age is unknown the story
    is told as an adult's.
    """
    said = [f"[{asked.strip()}]{answer}" if asked.strip() else answer for asked, answer in told]
    return "。".join([about or _NOBODY_SAID, *said])
