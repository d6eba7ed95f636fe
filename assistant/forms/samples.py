"""Invented conversations on which a form is tried before it is signed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.drafting import Template
from guidelines.model import Language


class Sample(BaseModel):
    """A conversation, one line a turn with its speaker before a colon, and the forms that it is meant for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    language: Language
    forms: tuple[str, ...]
    talk: str


@cache
def samples() -> tuple[Sample, ...]:
    """Read the samples that come with the product."""
    text = resources.files("assistant.forms").joinpath("samples.toml").read_text("utf-8")
    told: list[dict[str, Any]] = tomllib.loads(text)["sample"]
    return tuple(Sample.model_validate(one) for one in told)


def sample_for(form: Template) -> Sample:
    """Give the sample that fits a form best: one meant for it, else the first of its language."""
    language = form.language or "zh"
    fitting = [one for one in samples() if form.name in one.forms]
    return (fitting or [one for one in samples() if one.language == language])[0]
