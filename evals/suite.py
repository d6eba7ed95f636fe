"""Sets of cases: what was read, from where, and what must stand in the house before they can be asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from evals.case import Case
from evals.errors import SuiteError


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What a throw-away house must hold for a set of cases.

    `meta` describes guideline documents by files beside it; `corpora` are plain texts by the name of their
    collection, each `(id, title, text)`. `shrinks`: a sample of the cases needs only its own texts.
    """

    meta: Path | None = None
    corpora: Mapping[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    library: bool = False
    shrinks: bool = False

    def only(self, documents: frozenset[str]) -> Shelf:
        """Give the shelf without the texts that nobody asks for, where it may shrink."""
        if not self.shrinks:
            return self
        kept = {
            name: tuple(text for text in texts if text[0] in documents)
            for name, texts in self.corpora.items()
        }
        return replace(self, corpora=kept)

    def joined(self, other: Shelf) -> Shelf:
        """Give a shelf that holds both; only for shelves with the same guidelines."""
        return replace(self, corpora={**self.corpora, **other.corpora}, library=self.library or other.library)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSet:
    """The cases of one file; `shelf=None` asks the home as it stands. `digest` is the file's SHA-256."""

    name: str
    cases: tuple[Case, ...]
    digest: str
    shelf: Shelf | None = None

    def sample(self, size: int, *, seed: int) -> CaseSet:
        """Draw at most `size` cases, in their order; the same seed draws the same cases.

        A shelf that may shrink keeps only the texts of the drawn cases.
        """
        if size >= len(self.cases):
            return self
        # Drawn by a hash of seed and id: a case stays drawn when others come or go.
        ranked = sorted(self.cases, key=lambda case: sha256(f"{seed}\0{case.id}".encode()).digest())
        kept = {case.id for case in ranked[:size]}
        cases = tuple(case for case in self.cases if case.id in kept)
        wanted = frozenset(one for case in cases if case.gold for one in case.gold.documents)
        return replace(self, cases=cases, shelf=self.shelf and self.shelf.only(wanted))


def read_bytes(path: Path) -> bytes:
    """Read a file of cases.

    Raises:
        SuiteError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as fault:
        message = f"suite {path.name!r} cannot be read ({fault.strerror}); check the path"
        raise SuiteError(message) from fault


def objects(data: bytes, name: str) -> Iterator[tuple[int, dict[str, object]]]:
    """Give the JSON objects of JSON Lines with their line numbers; empty lines are passed over.

    Raises:
        SuiteError: a line is no JSON object, or the file is not UTF-8.
    """
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as fault:
        message = f"suite {name!r} is not UTF-8; write it as UTF-8"
        raise SuiteError(message) from fault
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as fault:
            message = f"{name!r} line {number} is not JSON; correct the line"
            raise SuiteError(message) from fault
        if not isinstance(value, dict):
            message = f"{name!r} line {number} is no JSON object; correct the line"
            raise SuiteError(message)
        yield number, value


def load_own(path: Path) -> CaseSet:
    """Read a suite in our own format.

    Raises:
        SuiteError: the file cannot be read, a line is no case, an id occurs twice, or there is no case.
    """
    data = read_bytes(path)
    cases = [_case(value, path.name, number) for number, value in objects(data, path.name)]
    return case_set(path.stem, cases, data)


def case_set(name: str, cases: Iterable[Case], data: bytes, *, shelf: Shelf | None = None) -> CaseSet:
    """Put a set together.

    Raises:
        SuiteError: an id occurs twice, or there is no case.
    """
    whole = tuple(cases)
    refuse_repeated([name], whole)
    return CaseSet(name=name, cases=whole, digest=sha256(data).hexdigest(), shelf=shelf)


def refuse_repeated(names: Sequence[str], cases: Sequence[Case]) -> None:
    """Refuse cases without an id of their own, and no cases at all.

    Raises:
        SuiteError: an id or a set's name occurs twice, or there is no case.
    """
    ids = [case.id for case in cases]
    if len(set(ids)) != len(ids) or not cases:
        repeated = sorted({one for one in ids if ids.count(one) > 1})[:5]
        message = f"the suites hold {len(ids)} cases, repeated ids {repeated}; give each case its own id"
        raise SuiteError(message)
    if len(set(names)) != len(names):
        message = f"two suites have one name among {sorted(names)}; rename one"
        raise SuiteError(message)


def _case(value: Mapping[str, object], name: str, number: int) -> Case:
    try:
        return Case.model_validate(value)
    except ValidationError as fault:
        first = fault.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "case"
        message = f"{name!r} line {number}: {where}: {first['msg']}; correct the line"
        raise SuiteError(message) from fault
