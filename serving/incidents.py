"""The register of incidents as JSON: reported by anybody signed in, looked after by the safety officer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from assistant.exchange import Role
from assistant.safety.incidents import (
    LONGEST,
    Handled,
    Incident,
    IncidentKind,
    Severity,
    Status,
    Wanted,
    as_csv,
)
from assistant.safety.stop import LONGEST_REASON
from assistant.wording import text as wording
from guidelines.text import language_of
from serving.auth import Caller
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House


class IncidentIn(Edge):
    """A report; `answer` is the id of one's own answer as it was given, or of its record."""

    words: Annotated[str, Field(max_length=LONGEST)]
    kind: IncidentKind = "other"
    answer: Annotated[str, Field(max_length=128)] | None = None


class HandleIn(Edge):
    """A step: how grave, how far, what was done, and the version that was looked at."""

    version: int
    severity: Severity
    status: Status
    note: Annotated[str, Field(max_length=LONGEST_REASON)]


class ListIn(Edge):
    """Which incidents are wanted; what is left out is not asked for."""

    status: Status | None = None
    severity: Severity | None = None
    kind: IncidentKind | None = None

    def wanted(self) -> Wanted:
        """Give it as the room takes it."""
        return Wanted(
            statuses=frozenset({self.status} if self.status else ()),
            severities=frozenset({self.severity} if self.severity else ()),
            kinds=frozenset({self.kind} if self.kind else ()),
        )


class IncidentDesk:
    """The incidents of a house, for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the register of `house`."""
        self._house, self._room = house, house.safety.incidents

    def report(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Take a report in; where its words are an emergency, the card comes with it."""
        wanted = parse(IncidentIn, line)
        check_text(wanted.words, "words")
        kept = self._room.report(caller.asker, wanted.kind, wanted.words, answer=wanted.answer)
        return self._json(kept) | {"notices": [*self.notices(wanted.words)]}

    def list(self, asked: ListIn, caller: Caller) -> JsonObject:
        """List what one may see."""
        found = self._room.incidents(caller.asker, asked.wanted())
        return {"incidents": [self._json(one) for one in found]}

    def one(self, incident_id: str, caller: Caller) -> JsonObject:
        """Show one."""
        return self._json(self._room.one(incident_id, caller.asker))

    def handle(self, incident_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Rate one and say what was done."""
        wanted = parse(HandleIn, line)
        return self._json(
            self._room.handle(
                incident_id,
                caller.asker,
                version=wanted.version,
                severity=wanted.severity,
                status=wanted.status,
                note=wanted.note,
            )
        )

    def export(self, asked: ListIn, caller: Caller) -> str:
        """Write them as CSV."""
        return as_csv(self._room.incidents(caller.asker, asked.wanted()))

    def notices(self, words: str) -> tuple[str, ...]:
        """Give the emergency card where the words of a report are one."""
        verdict = self._house.gate.incoming(words, role=Role.PATIENT, history=())
        if verdict.verdict != "emergency":
            return ()
        return (wording(f"emergency.{verdict.urgency or 'E120'}", language_of(words) or "zh"),)

    def _json(self, one: Incident) -> JsonObject:
        return {
            "id": one.incident_id,
            "number": one.number,
            "kind": one.kind,
            "words": one.words,
            "about": one.about,
            "role": one.role.value,
            "severity": one.severity,
            "status": one.status,
            "version": one.version,
            "reported_at": one.reported_at.isoformat(),
            "handled": [self._step(step) for step in one.handled],
        }

    def _step(self, step: Handled) -> JsonObject:
        return {
            "by": self._house.accounts.name_of(step.by) or step.by,
            "at": step.at.isoformat(),
            "severity": step.severity,
            "status": step.status,
            "note": step.note,
        }
