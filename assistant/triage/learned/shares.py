"""Shares of departments: from the sums of a regression, and of two readings together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_OF_MEANING: Final = 2 / 3
"""What the meaning counts beside the letters; between a half and one the figures are alike."""


def shared_out(departments: Sequence[str], sums: NDArray[Any]) -> dict[str, float]:
    """Give each department's share of 1 by its sum."""
    raised = np.exp(sums - sums.max())
    return dict(zip(departments, (raised / raised.sum()).tolist(), strict=True))


def both(letters: Mapping[str, float], meaning: Mapping[str, float]) -> dict[str, float]:
    """Give the shares of two readings as one; what one of them does not know, neither does the pair."""
    names = sorted(letters.keys() & meaning.keys())
    if not names:
        return dict(letters or meaning)
    logs = [
        (1 - _OF_MEANING) * np.log(letters[name] + 1e-12) + _OF_MEANING * np.log(meaning[name] + 1e-12)
        for name in names
    ]
    return shared_out(names, np.asarray(logs))
