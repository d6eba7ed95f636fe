"""One identifier in a text, and what kinds there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["NAME", "ID", "PHONE", "MRN", "INSURANCE", "ADDRESS", "EMAIL", "PLATE", "DOB"]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A stretch `start:end` (code points of the text as given) that says who somebody is."""

    type: Kind
    start: int
    end: int
