"""Rows of somebody else's file, and how a case is made of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case import Case
from evals.errors import SuiteError
from evals.suite import CaseSet, Shelf, case_set

LENIENT = ConfigDict(frozen=True, extra="ignore")
Checks: TypeAlias = list[dict[str, object]]


class Row(BaseModel):
    """Base of what a row is read as; fields that no check needs are left out."""

    model_config = LENIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A file as it was read: its bytes and its rows."""

    path: Path
    data: bytes
    rows: tuple[Mapping[str, object], ...]

    @property
    def name(self) -> str:
        """Name the set as folder and file."""
        return f"{self.path.parent.name}/{self.path.stem}"

    def cases(
        self, make: Callable[[Mapping[str, object]], Iterable[Case]], *, shelf: Shelf | None
    ) -> CaseSet:
        """Make the set's cases, row by row.

        Raises:
            SuiteError: a row lacks what its format promises; the message names the row.
        """
        cases: list[Case] = []
        for number, row in enumerate(self.rows, 1):
            try:
                cases += make(row)
            except ValidationError as fault:
                first = fault.errors(include_input=False, include_url=False)[0]
                where = ".".join(str(part) for part in first["loc"])
                message = f"{self.path.name!r} row {number}: {where}: {first['msg']}; correct the row"
                raise SuiteError(message) from fault
        return case_set(self.name, cases, self.data, shelf=shelf)


def case(name: str, checks: Checks, **fields: object) -> Case:
    """Make a case of a foreign set: nobody of ours has verified it, and its own file is its source."""
    return Case.model_validate(
        {"author": name, "source": name, "verified": False, "checks": checks, **fields}
    )
