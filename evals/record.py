"""A run on disk: what was measured (`run.json`) and one line a case (`records.jsonl`), resumable.

A line that a crash cut in half is dropped when the run is taken up again; that case is asked anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.case import Group, Task
from evals.drafting import DraftedRecord
from evals.errors import RunMismatchError
from evals.outcome import Origin
from guidelines.model import Language

_STRICT = ConfigDict(frozen=True, extra="forbid")
_PINS, _RECORDS = "run.json", "records.jsonl"


class CheckRecord(BaseModel):
    """One verdict as stored; `passed` null means that it could not be scored."""

    model_config = _STRICT
    check: str
    passed: bool | None
    why: str


class SentenceRecord(BaseModel):
    """One shown sentence, fixed text aside, judged against the case's gold.

    `supported` says that its citations, taken together, support it, `needed` how many of them are not
    irrelevant; both null where the case names no gold passage.
    """

    model_config = _STRICT
    origin: Origin
    characters: int
    citations: int
    supported: bool | None = None
    needed: int | None = None


class FoundRecord(BaseModel):
    """What the search gave, best first, and what it should have given; gold passages share one name."""

    model_config = _STRICT
    hits: tuple[str, ...]
    relevant: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        """Give the place of the first right hit, from 1."""
        wanted = set(self.relevant)
        return next((place for place, one in enumerate(self.hits, 1) if one in wanted), None)


class PackedRecord(BaseModel):
    """Packed evidence in sentences: how many, and how many are of the gold passage or its section."""

    model_config = _STRICT
    sentences: int
    of_passage: int
    of_section: int


class CaseRecord(BaseModel):
    """One case's result: verdicts, and what evals counted itself in what came back.

    `unresolved` counts shown quotations that do not stand in the stored edition. `misplaced`: the gold
    quotation stands nowhere in the stored texts, so search and packing could not be scored. `answer` is the
    product's line as it came; `opinion` what a model that was asked as a judge chose from its menu.
    """

    model_config = _STRICT
    id: str
    set: str
    case: str
    group: Group
    task: Task
    lang: Language
    role: str
    kind: str | None = None
    expects: str | None = None
    verdicts: tuple[CheckRecord, ...]
    got: str | None = None
    unscored: str | None = None
    sentences: tuple[SentenceRecord, ...] = ()
    quotations: int = 0
    unresolved: int = 0
    found: FoundRecord | None = None
    packed: PackedRecord | None = None
    drafts: tuple[DraftedRecord, ...] = ()
    misplaced: bool = False
    confidence: float | None = None
    opinion: str | None = None
    timings_ms: dict[str, float] = {}
    versions: dict[str, str] = {}
    answer: dict[str, object] = {}

    @property
    def passed(self) -> bool | None:
        """Say whether every check passed; None when any could not be scored and none failed."""
        results = [verdict.passed for verdict in self.verdicts]
        if False in results:
            return False
        return None if None in results else True

    @property
    def answered(self) -> bool | None:
        """Say whether the machine answered; None where that was not asked or could not be read."""
        return None if self.got is None or self.task != "ask" else self.got == "answered"


class Pins(BaseModel):
    """What a run belongs to: the cases by set and digest, and the conditions they were asked under.

    `conditions` pin the code, the settings, the model that was asked for and the sample.
    """

    model_config = _STRICT
    format: Literal[2] = 2
    suites: dict[str, str]
    cases: int
    started: str
    conditions: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A recorded run, whole or in part."""

    name: str
    pins: Pins
    records: tuple[CaseRecord, ...]

    @property
    def versions(self) -> Mapping[str, tuple[str, ...]]:
        """Give every version that answers named, by kind."""
        return versions_of(self.records)

    @property
    def sets(self) -> Mapping[str, tuple[CaseRecord, ...]]:
        """Give the records by the set that they belong to, in order."""
        found: dict[str, list[CaseRecord]] = {name: [] for name in self.pins.suites}
        for record in self.records:
            found.setdefault(record.set, []).append(record)
        return {name: tuple(records) for name, records in found.items()}


def decided_together(run: Run) -> Mapping[str, tuple[CaseRecord, ...]]:
    """Give what was asked in order to be answered or declined, by the folder that the sets come from.

    Only where a folder has both: how sure the machine is shows over questions of both kinds.
    """
    found: dict[str, list[CaseRecord]] = {}
    for record in run.records:
        if record.task == "ask" and record.expects in ("answered", "declined"):
            found.setdefault(record.set.partition("/")[0], []).append(record)
    both = {name: rows for name, rows in found.items() if len({one.expects for one in rows}) == 2}
    return {name: tuple(rows) for name, rows in both.items()}


def versions_of(records: Iterable[CaseRecord]) -> Mapping[str, tuple[str, ...]]:
    """Give every version that these answers named, by kind; more than one in a set is a mixed run."""
    seen: dict[str, set[str]] = {}
    for record in records:
        for kind, version in record.versions.items():
            seen.setdefault(kind, set()).add(version)
    return {kind: tuple(sorted(versions)) for kind, versions in sorted(seen.items())}


def open_run(folder: Path, pins: Pins) -> Run:
    """Start a run in an empty folder, or take up the one that is there.

    Raises:
        RunMismatchError: the folder's run has other suites or conditions, or is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / _PINS).exists():
        (folder / _PINS).write_text(pins.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return Run(name=folder.name, pins=pins, records=())
    _drop_half_line(folder / _RECORDS)
    run = read_run(folder)
    if run.pins.suites != pins.suites:
        message = f"run {folder.name!r} was made with other suites; choose another folder"
        raise RunMismatchError(message)
    other = sorted(
        name
        for name in run.pins.conditions.keys() | pins.conditions.keys()
        if run.pins.conditions.get(name) != pins.conditions.get(name)
    )
    if other:
        message = f"run {folder.name!r} was made with another {', '.join(other)}; choose another folder"
        raise RunMismatchError(message)
    return run


def append(folder: Path, record: CaseRecord) -> None:
    """Write one case's result, at once."""
    with (folder / _RECORDS).open("a", encoding="utf-8") as file:
        file.write(record.model_dump_json() + "\n")


def read_run(folder: Path) -> Run:
    """Read a run; of a case asked more than once the last result counts.

    Raises:
        RunMismatchError: there is no run, or a line of it is no result.
    """
    try:
        pins = Pins.model_validate_json((folder / _PINS).read_text(encoding="utf-8"))
        path = folder / _RECORDS
        lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
        records = [CaseRecord.model_validate(json.loads(line)) for line in lines if line]
    except (OSError, ValidationError, ValueError) as fault:
        message = f"{folder.name!r} holds no run that can be read ({type(fault).__name__}); run it anew"
        raise RunMismatchError(message) from fault
    latest = {record.id: record for record in records}
    return Run(name=folder.name, pins=pins, records=tuple(latest.values()))


def _drop_half_line(path: Path) -> None:
    if path.exists():
        data = path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if whole != data:
            path.write_bytes(whole)
