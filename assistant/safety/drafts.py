"""A change of the policy as a draft: what it would say, who proposed it, what became of it."""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, Literal, Protocol

from pydantic import ValidationError

from assistant.errors import SafetyError
from assistant.triage.departments import Department, Departments

DraftState = Literal["found", "proposed", "approved", "refused"]
How = Literal["found", "approve", "roll_back"]
SHIPPED: Final = "shipped"
"""The id of the policy that comes with the product; a hospital's own has another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDraft:
    """One version: the words of both files as they would stand; `base` names the policy it was made from.

    `found` is what stood before the first approval.
    """

    draft_id: str
    base: str
    policy: str
    departments: str
    author: str
    made_at: datetime
    reason: str
    state: DraftState = "proposed"
    number: int = 0
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def digest(self) -> str:
        """Name the content, so that what is approved is what was looked at."""
        return sha256(f"{self.policy}\0{self.departments}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """That a version came into force: how, by whom, when and why; the newest one decides."""

    number: int
    draft_id: str
    how: How
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who takes a step, in which role, when and why."""

    by: str
    role: str
    at: datetime
    reason: str


class PolicyStore(Protocol):
    """Keeps versions and which of them is in force; a step is one transaction with its link of the chain.

    Raises `StoreError`; what `check` raises changes nothing.
    """

    def propose(self, draft: PolicyDraft, *, role: str) -> PolicyDraft:
        """Keep a draft; gives it with its number."""
        ...

    def drafts(self) -> tuple[PolicyDraft, ...]:
        """List all versions, the newest first."""
        ...

    def force(self) -> tuple[InForce, ...]:
        """List what came into force, the newest first; empty before the first approval."""
        ...

    def refuse(self, draft_id: str, check: Callable[[PolicyDraft], None], step: Step) -> PolicyDraft:
        """Put a draft away.

        Raises:
            UnknownDraftError: there is none.
        """
        ...

    def approve(
        self, draft_id: str, check: Callable[[PolicyDraft], None], step: Step, *, found: PolicyDraft
    ) -> InForce:
        """Bring a draft into force; before the first one, keep what was `found` as the version before it.

        Raises:
            UnknownDraftError: there is none.
        """
        ...

    def bring_back(self, draft_id: str, step: Step) -> InForce:
        """Bring an earlier version into force again.

        Raises:
            UnknownDraftError: there is none.
        """
        ...


class PolicyFiles(Protocol):
    """The files of the home that the policy stands in. Raises `StoreError` and `SettingsError`."""

    def read(self) -> tuple[str, str]:
        """Give the words of the policy and of the departments as they stand."""
        ...

    def write(self, policy: str, departments: str) -> None:
        """Let both say this from now on; what says it already is left alone."""
        ...


def new_draft_id() -> str:
    """Draw a draft's id."""
    return f"v_{secrets.token_hex(8)}"


def read_departments(text: str) -> Departments:
    """Read the departments from the words of their file.

    Raises:
        SafetyError: they cannot be read.
    """
    try:
        return Departments.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as fault:
        message = f"the departments cannot be read ({type(fault).__name__}); correct departments.toml"
        raise SafetyError(message) from fault


def with_departments(text: str, own: Sequence[Department]) -> str:
    """Write the departments' file with these entries in place of those of the same name.

    Raises:
        SafetyError: an entry names a department that the map does not name.
    """
    known = read_departments(text)
    given = {one.name: one for one in own}
    unknown = sorted(given.keys() - {one.name for one in known.department})
    if unknown:
        message = f"no department {unknown[0]!r} in the map; give 'here' for what this hospital calls one"
        raise SafetyError(message)
    if all(given.get(one.name, one) == one for one in known.department):
        return text
    entries = "".join(
        f"\n[[department]]\n{_pairs(given.get(one.name, one).model_dump(exclude_defaults=True))}"
        for one in known.department
    )
    return f"{_pairs({'source': known.source, 'emergency': known.emergency})}{entries}"


def _pairs(values: dict[str, Any]) -> str:
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
