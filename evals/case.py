"""A case: one question as a doctor or patient asks it, and what must hold of the answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import SuiteError
from guidelines.model import Language

_STRICT = ConfigDict(frozen=True, extra="forbid", str_min_length=1)
Group = Literal["answerable", "unanswerable", "edition"]
OutcomeName = Literal["answered", "deferred", "blocked", "emergency"]


class Says(BaseModel):
    """The shown text holds at least one of these, compared after folding."""

    model_config = _STRICT
    says: tuple[str, ...] = Field(min_length=1)


class Omits(BaseModel):
    """The shown text holds none of these, compared after folding."""

    model_config = _STRICT
    omits: tuple[str, ...] = Field(min_length=1)


class Cites(BaseModel):
    """A shown sentence cites this document, or a document of this family."""

    model_config = _STRICT
    cites: str


class Quotes(BaseModel):
    """A cited quotation holds this fragment, compared after folding."""

    model_config = _STRICT
    quote: str


class Declines(BaseModel):
    """The machine does not answer (true), or does (false)."""

    model_config = _STRICT
    declines: bool


class HasOutcome(BaseModel):
    """The outcome is the one named."""

    model_config = _STRICT
    outcome: OutcomeName


class OriginShare(BaseModel):
    """At least this share of the shown sentences that are no fixed text was written by the model."""

    model_config = _STRICT
    origin_share: float = Field(ge=0, le=1)


Check: TypeAlias = Says | Omits | Cites | Quotes | Declines | HasOutcome | OriginShare


class Case(BaseModel):
    """One line of a suite; `source` names the fact or document that the checks were made from."""

    model_config = _STRICT
    id: str
    ask: str
    role: Literal["doctor", "patient", "clerk"]
    lang: Language
    group: Group
    as_of: date | None = None
    checks: tuple[Check, ...] = Field(min_length=1)
    author: str
    source: str
    verified: bool

    def request(self) -> dict[str, object]:
        """Give the line that `yizheng ask --json` takes."""
        line: dict[str, object] = {"id": self.id, "question": self.ask, "role": self.role}
        if self.as_of is not None:
            line["as_of"] = self.as_of.isoformat()
        return line

    def digest(self) -> str:
        """Identify the case by its content."""
        return sha256(self.model_dump_json().encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suites:
    """The cases of one or more files, and the SHA-256 of each file by its name."""

    cases: tuple[Case, ...]
    pins: dict[str, str]


def load_suites(paths: Sequence[Path]) -> Suites:
    """Read cases in the order given.

    Raises:
        SuiteError: a file cannot be read, a line is no case, an id occurs twice, or there is no case.
    """
    cases: list[Case] = []
    pins: dict[str, str] = {}
    for path in paths:
        try:
            data = path.read_bytes()
            lines = data.decode().split("\n")
        except (OSError, UnicodeDecodeError) as fault:
            message = f"suite {path.name!r} cannot be read ({type(fault).__name__}); check the path"
            raise SuiteError(message) from fault
        if path.name in pins:
            message = f"two suites are named {path.name!r}; rename one"
            raise SuiteError(message)
        pins[path.name] = sha256(data).hexdigest()
        cases += [_case(line, path.name, number) for number, line in enumerate(lines, 1) if line.strip()]
    ids = [case.id for case in cases]
    if len(set(ids)) != len(ids) or not cases:
        repeated = sorted({one for one in ids if ids.count(one) > 1})
        message = f"the suites hold {len(ids)} cases, repeated ids {repeated}; give each case its own id"
        raise SuiteError(message)
    return Suites(cases=tuple(cases), pins=pins)


def _case(line: str, name: str, number: int) -> Case:
    try:
        return Case.model_validate(json.loads(line))
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{name!r} line {number}: {where}: {first['msg']}; correct the line"
        raise SuiteError(message) from fault
    except json.JSONDecodeError as fault:
        message = f"{name!r} line {number} is not JSON; correct the line"
        raise SuiteError(message) from fault
