"""A record form that somebody signed, and which of several of the same name stands, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from assistant.drafting import Template

FormStep = Literal["saved", "withdrawn"]
Origin = Literal["packaged", "file", "signed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVersion:
    """One signed version of a form; a withdrawn one has the text of the version before."""

    name: str
    number: int
    step: FormStep
    text: str
    person: str
    signer: str
    at: datetime
    reason: str
    record_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A form as records are drafted with it now: whose it is, its words, and if signed, which version."""

    form: Template
    origin: Origin
    text: str
    version: int | None = None

    @property
    def digest(self) -> str:
        """Give what tells these words from any others."""
        return digest(self.text)


def digest(text: str) -> str:
    """Tell a form's words from any others."""
    return sha256(text.encode()).hexdigest()
