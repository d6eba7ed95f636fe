"""The port of the store that keeps cases: every step is one transaction and one link of the record chain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.findings.finding import Case, Source, Standing
from assistant.handover.packet import Packet
from assistant.worklist.states import Move
from assistant.worklist.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """How a finding came: the caller's own key for it, and a hash of what was sent."""

    key: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """One step on a case: by whom, in which role, under which key of the caller's."""

    step: str
    by: str
    role: str
    at: datetime
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """One step in a case's history; `record_id` is the link of the chain that vouches for it."""

    version: int
    step: str
    by: str
    at: datetime
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTurn:
    """The step that a review takes on its task, decided under the same lock."""

    move: Move
    decide: Callable[[Task], Task]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """A review that begins anew: `opened` gives its task and packet, None where the case needs none.

    A review that still waits ends by `end`; the case keeps every number it had.
    """

    end: TaskTurn
    opened: Callable[[Case], tuple[Task, Packet] | None]


class FindingStore(Protocol):
    """Keeps sources and cases; patients' words are sealed under a key of each patient's own.

    Raises `StoreError`; what a `decide` raises changes nothing.
    """

    def put_source(self, source: Source, *, by: str, at: datetime) -> None:
        """Keep a source, or what changed of it."""
        ...

    def sources(self) -> tuple[Source, ...]:
        """List the sources by name."""
        ...

    def put_examined(self, source: str, month: str, examined: int, *, by: str, at: datetime) -> None:
        """Keep how many a source examined in a month; a later number replaces an earlier one."""
        ...

    def examined(self) -> Mapping[tuple[str, str], int]:
        """Give how many each source examined, by source and month."""
        ...

    def posted(self, source: str, posting: Posting) -> Case | None:
        """Give the case of a posting that came before.

        Raises:
            DuplicateFindingError: something else was posted under this key.
        """
        ...

    def key_of(self, source: str, posting: Posting) -> str:
        """Give the key under which a later posting about a case is kept, so that it happens once."""
        ...

    def take(self, case: Case, task: Task, packet: Packet, posting: Posting, *, owner: str) -> Case:
        """Keep a case with its review task, both or neither; the same posting gives the case it made.

        Raises:
            DuplicateFindingError: this key or this finding was posted with other content.
        """
        ...

    def case(self, reference: str) -> Case | None:
        """Give a case by id or any number it had; None also once its patient was erased."""
        ...

    def numbered(self, source: str, external_id: str) -> Case | None:
        """Give the case of what a source calls by this number of its own."""
        ...

    def cases(self, standings: Collection[Standing] | None = None) -> tuple[Case, ...]:
        """List cases, the oldest first; those of erased patients are left out."""
        ...

    def late(self, now: datetime) -> tuple[Case, ...]:
        """List the cases that nobody moved in time."""
        ...

    def move(
        self,
        case_id: str,
        acted: Acted,
        decide: Callable[[Case], Case],
        *,
        task: TaskTurn | None = None,
        anew: Anew | None = None,
    ) -> Case:
        """Take one step under the write lock, with the task's, and with a new review where they are given.

        A `key` that has already moved this case gives it back unmoved.

        Raises:
            UnknownFindingError: there is no such case.
        """
        ...

    def history(self, case_id: str) -> tuple[Turned, ...]:
        """List a case's steps, oldest first."""
        ...

    def owner_of(self, reference: str) -> str:
        """Name the pseudo person under whose key what is kept of a patient is sealed."""
        ...
