"""The register of incidents: what people report of an answer, how grave it was, what was done about it."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal, Protocol

from assistant.errors import SafetyError, UnknownIncidentError
from assistant.exchange import Asker, Role
from assistant.safety.stop import OVERSEERS, refuse_stranger, told_reason

IncidentKind = Literal["wrong", "harmful", "missed_emergency", "regimen", "privacy", "twin", "other"]
Severity = Literal["unrated", "none", "minor", "moderate", "severe"]
Status = Literal["new", "examining", "acted", "closed"]
LONGEST: Final = 4_000
_LOOKERS: Final = frozenset({*OVERSEERS, Role.AUDITOR})
_COLUMNS: Final = (
    "number", "reported_at", "role", "kind", "severity", "status", "about", "words", "changed_at", "done",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """One step of looking after an incident: who rated it how, and what was done."""

    by: str
    at: datetime
    severity: Severity
    status: Status
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One report; `about` is the record of the answer it is about. `words` are None once erased."""

    incident_id: str
    reporter: str
    role: Role
    kind: IncidentKind
    words: str | None
    reported_at: datetime
    about: str | None = None
    severity: Severity = "unrated"
    status: Status = "new"
    version: int = 1
    number: int = 0
    handled: tuple[Handled, ...] = ()

    @property
    def changed_at(self) -> datetime:
        """When the last step was taken."""
        return self.handled[-1].at if self.handled else self.reported_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which incidents to list; an empty set means all."""

    statuses: frozenset[Status] = frozenset()
    severities: frozenset[Severity] = frozenset()
    kinds: frozenset[IncidentKind] = frozenset()

    def holds(self, one: Incident) -> bool:
        """Say whether an incident is among them."""
        return (
            (not self.statuses or one.status in self.statuses)
            and (not self.severities or one.severity in self.severities)
            and (not self.kinds or one.kind in self.kinds)
        )


class IncidentStore(Protocol):
    """Keeps incidents, their words sealed under the reporter's own key; each step is a link of the chain.

    Raises `StoreError`; what `decide` raises changes nothing.
    """

    def add(self, incident: Incident) -> Incident:
        """Keep a report; gives it with its number."""
        ...

    def incidents(self, reporter: str | None = None) -> tuple[Incident, ...]:
        """List incidents, or one person's, the newest first."""
        ...

    def move(
        self, incident_id: str, decide: Callable[[Incident], Incident], *, by: str, role: str
    ) -> Incident:
        """Take one step under the write lock.

        Raises:
            UnknownIncidentError: there is none, or its reporter was erased.
        """
        ...


class Answers(Protocol):
    """Finds the record of an answer. Raises `StoreError`."""

    def record_of(self, person: str, answer: str) -> str | None:
        """Give the record of a person's question by its own id or the record's; None where there is none."""
        ...

    def last_of(self, person: str) -> str | None:
        """Give the record of the last question that a person asked."""
        ...


class IncidentRoom:
    """Takes reports from anybody signed in, and lets the safety officer look after them."""

    def __init__(self, store: IncidentStore, answers: Answers, *, now: Callable[[], datetime]) -> None:
        """Keep incidents in `store`; `answers` finds what a report is about."""
        self._store, self._answers, self._now = store, answers, now

    def report(self, asker: Asker, kind: IncidentKind, words: str, *, answer: str | None = None) -> Incident:
        """Take a report in; `answer` is the id of one's own answer, as it was given, or of its record.

        Raises:
            SafetyError: no words, too many, nobody signed in, or no such answer of this person's.
        """
        said = words.strip()
        if not said or len(said) > LONGEST:
            message = f"say what happened, in at most {LONGEST} characters"
            raise SafetyError(message)
        if asker.person is None:
            message = "a report needs somebody who is signed in"
            raise SafetyError(message)
        about = None if not answer else self._answers.record_of(asker.person, answer)
        if answer and about is None:
            message = "no such answer of yours; leave it out and describe it instead"
            raise SafetyError(message)
        return self._store.add(
            Incident(
                incident_id=f"i_{secrets.token_hex(8)}",
                reporter=asker.person,
                role=asker.role,
                kind=kind,
                words=said,
                reported_at=self._now(),
                about=about,
            )
        )

    def note(self, asker: Asker, kind: IncidentKind, words: str, *, answers: Iterable[str]) -> Incident:
        """Take in what somebody found wrong elsewhere, about the first of these answers that is on record.

        Raises:
            SafetyError: as in `report`; an answer that is not on record is left out.
        """
        person = asker.person
        known = (one for one in answers if person and self._answers.record_of(person, one) is not None)
        return self.report(asker, kind, words[:LONGEST], answer=next(known, None))

    def last_answer(self, asker: Asker) -> str | None:
        """Give the record of the last answer that this person was given, for a report about it."""
        return None if asker.person is None else self._answers.last_of(asker.person)

    def incidents(self, asker: Asker, wanted: Wanted | None = None) -> tuple[Incident, ...]:
        """List what one may see, the newest first: all to who oversees or audits, to others their own."""
        everything = asker.role in _LOOKERS
        if not everything and asker.person is None:
            return ()
        chosen = wanted or Wanted()
        found = self._store.incidents(None if everything else asker.person)
        return tuple(one for one in found if chosen.holds(one))

    def one(self, incident_id: str, asker: Asker) -> Incident:
        """Give an incident that one may see.

        Raises:
            UnknownIncidentError: there is none for this person.
        """
        found = next((one for one in self.incidents(asker) if one.incident_id == incident_id), None)
        if found is None:
            message = "no such incident for you; look at the list again"
            raise UnknownIncidentError(message)
        return found

    def handle(
        self, incident_id: str, asker: Asker, *, version: int, severity: Severity, status: Status, note: str
    ) -> Incident:
        """Rate an incident and say what was done; an earlier step is never changed.

        Raises:
            AccessDeniedError: neither a safety officer nor an administrator.
            UnknownIncidentError: there is none.
            SafetyError: somebody else took a step meanwhile, no note, or a closed one without a severity.
        """
        refuse_stranger(asker)
        by, said = asker.person or "operator", told_reason(note)
        if status == "new":
            message = "an incident that somebody has looked at is not new any more"
            raise SafetyError(message)
        if status == "closed" and severity == "unrated":
            message = "rate an incident before closing it"
            raise SafetyError(message)
        step = Handled(by=by, at=self._now(), severity=severity, status=status, note=said)

        def decide(held: Incident) -> Incident:
            if held.version != version:
                message = f"somebody took a step meanwhile (now version {held.version}); look at it again"
                raise SafetyError(message)
            return replace(
                held,
                severity=severity,
                status=status,
                version=version + 1,
                handled=(*held.handled, step),
            )

        return self._store.move(incident_id, decide, by=by, role=asker.role.value)


def as_csv(incidents: Iterable[Incident]) -> str:
    """Write incidents as CSV for a spreadsheet; no cell can be read as a formula there."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(_COLUMNS)
    for one in incidents:
        done = " | ".join(f"{step.at:%Y-%m-%d} {step.status}: {step.note}" for step in one.handled)
        cells = (
            one.number, one.reported_at.isoformat(), one.role.value, one.kind, one.severity, one.status,
            one.about or "", one.words or "", one.changed_at.isoformat(), done,
        )  # fmt: skip
        rows.writerow([harmless(str(cell)) for cell in cells])
    return "\ufeff" + written.getvalue()


def harmless(cell: str) -> str:
    """Give a cell that no spreadsheet reads as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
