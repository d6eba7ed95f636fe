"""Judged cases: those of our open suites, which are shipped, and those of the doctors of this house."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from assistant.errors import SettingsError
from assistant.risk.control import Case
from assistant.worklist.judging import Judgement

Basis = Literal["open", "own"]
"""On which cases a bar was learned: our open suites, or drafts that the doctors of this house judged."""

FILE: Final = "open_cases.toml"


@dataclass(frozen=True, slots=True)
class OpenCases:
    """The shipped cases, and what the file says of where they come from."""

    told: str
    cases: tuple[Case, ...]


@cache
def open_cases() -> OpenCases:
    """Read the cases that come with the product; their risks are out of fold, their answers verbatim.

    Raises:
        SettingsError: the file cannot be read as what it is.
    """
    raw = tomllib.loads(resources.files("assistant.risk").joinpath(FILE).read_text("utf-8"))
    try:
        cases = (
            *(Case(risk=float(one), wrong=False) for one in raw["right"]),
            *(Case(risk=float(one), wrong=True) for one in raw["wrong"]),
            *(Case(risk=None, wrong=False) for _ in range(raw["unanswered"])),
        )
        return OpenCases(raw["told"], cases)
    except (KeyError, ValueError, TypeError) as fault:
        message = f"{FILE} cannot be read; make it anew with 'python -m evals.risk_cases'"
        raise SettingsError(message) from fault


def own_cases(judged: Iterable[Judgement]) -> tuple[Case, ...]:
    """Give the doctors' verdicts as cases: a sentence edited or rejected is a wrong answer.

    They are of questions that reached a person with a draft, so not of every question that is asked.
    """
    return tuple(Case(risk=one.risk, wrong=one.wrong) for one in judged)
