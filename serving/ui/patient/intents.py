"""What a message is: a wish for a person, a laboratory report, a question of knowledge, or a complaint."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from assistant.gate.folding import fold
from assistant.labs.layout import read_layout
from assistant.triage import Direction
from serving.ui.patient.talk import Mode

_RESULTS: Final = 2
"""A message with so many laboratory results is a report; one alone may be told in a complaint."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    person: tuple[str, ...]
    knowledge: tuple[str, ...]
    telling: tuple[str, ...]


def wants_person(text: str) -> bool:
    """Say whether the whole message asks for a person."""
    return _patterns()["person"].fullmatch(_plain(text)) is not None


def mode_of(text: str, direction: Direction) -> Mode:
    """Say what a first message is about; in doubt it is a complaint, which asks the red flags first."""
    if sum(bool(one.unit or one.range) for one in read_layout(text)) >= _RESULTS:
        return "report"
    plain = _plain(text)
    asks = _patterns()["knowledge"].search(plain) is not None
    tells = _patterns()["telling"].search(plain) is not None
    return "ask" if asks and not tells and not direction.red_flags else "triage"


def _plain(text: str) -> str:
    return fold(text).text.strip().lower()


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    raw = resources.files("serving.ui.patient").joinpath("intents.toml").read_text("utf-8")
    table = _Table.model_validate(tomllib.loads(raw))
    return {name: re.compile("|".join(f"(?:{one})" for one in group)) for name, group in table}
