"""Which sentences claim nothing: the shipped patterns as one test."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources


def claims_nothing(sentence: str) -> bool:
    """Say whether a sentence is a question, a courtesy, the advice to ask a doctor or a person's story."""
    return _pattern().search(sentence) is not None


@cache
def _pattern() -> re.Pattern[str]:
    raw = tomllib.loads(resources.files("assistant.checking").joinpath("non_claims.toml").read_text("utf-8"))
    patterns = [pattern for kind in raw.values() for pattern in kind["patterns"]]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
