"""The fixed sentences of the reader, in two languages."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import cast

from assistant.labs.interval import Interval
from assistant.labs.report import Language


@cache
def _table() -> dict[str, dict[str, object]]:
    return tomllib.loads(resources.files("assistant.labs").joinpath("wording.toml").read_text("utf-8"))


def say(sentence: str, language: Language, **parts: str) -> str:
    """Write a fixed sentence."""
    return str(_table()[language][sentence]).format(**parts)


def note(name: str, language: Language, **parts: str) -> str:
    """Write a fixed note."""
    return cast("dict[str, str]", _table()[language]["note"])[name].format(**parts)


def spoken(interval: Interval, unit: str = "") -> str:
    """Write a stretch as reports print it."""
    low, high = interval.low, interval.high
    if low is not None and high is not None and low != high:
        text = f"{plain(low)}-{plain(high)}"
    elif high is not None and low is None:
        text = f"{'<' if interval.high_open else '≤'}{plain(high)}"
    elif low is not None and high is None:
        text = f"{'>' if interval.low_open else '≥'}{plain(low)}"
    else:
        text = plain(low or Decimal(0))
    return f"{text} {unit}" if unit and unit != "1" else text


def plain(number: Decimal) -> str:
    """Write a number without exponent."""
    return format(number, "f")
