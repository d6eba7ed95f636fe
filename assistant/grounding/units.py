"""The shipped units: spellings with dimension and factor, and the analytes whose concentrations convert."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

_MOLAR = "molar-mass"


@cache
def _tables() -> dict[str, dict[str, float]]:
    return tomllib.loads(resources.files("assistant.grounding").joinpath("units.toml").read_text("utf-8"))


@cache
def unit_factors() -> dict[str, tuple[str, float]]:
    """Give each spelling of a unit with its dimension and its factor to that dimension's base."""
    return {
        spelling: (dim, factor)
        for dim, units in _tables().items()
        if dim != _MOLAR
        for spelling, factor in units.items()
    }


def molar_mass(analyte: str) -> float | None:
    """Give grams a mole of an analyte that converts, None for any other."""
    return _tables()[_MOLAR].get(analyte)
