"""Health files as JSON: each entry with its day and who said it; nothing without the person's consent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from assistant.errors import InvalidQuestionError, UnsignedError
from assistant.health_file import Entry, Guardian, HealthFile, Reported, Statement
from assistant.health_file.deltas import Delta
from assistant.health_file.entry import LONGEST, LabResult, SaidBy, Standing, Topic, report_of
from assistant.health_file.file import ReadReport
from assistant.labs import current_knowledge
from assistant.labs.sampled import day_of
from serving.auth import Caller
from serving.labs import judged
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.validation import check_text

if TYPE_CHECKING:
    from assistant.house import House

_Words = Annotated[str, Field(max_length=LONGEST)]


class StatementIn(Edge):
    """What somebody says of a topic, in their own words."""

    topic: Topic
    standing: Standing
    said: _Words = ""
    by: SaidBy = "self"


class TakenIn(Edge):
    """Which day a report is of: as stated, else as its own text prints it."""

    taken_on: date | None = None
    text: str | None = None

    def day(self, *, today: date) -> date | None:
        """Give the day.

        Raises:
            InvalidQuestionError: it is stated and lies ahead.
        """
        if self.taken_on is not None and self.taken_on > today:
            message = "field 'taken_on' lies ahead; give the day of the sample"
            raise InvalidQuestionError(message)
        return self.taken_on or day_of(self.text or "", today=today)


class GuardianIn(Edge):
    """Who speaks for a minor, and the child's day of birth, where it is given."""

    name: _Words
    relation: _Words
    born: date | None = None


class FileDesk:
    """The health files of a house, for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the files of `house`."""
        self._house, self._room = house, house.health_file

    def own(self, caller: Caller) -> JsonObject:
        """Give one's own file; where no consent stands, only that."""
        person = person_of(caller)
        agreed = self._room.agreed(person)
        held = file_json(self._room.file(person)) if agreed == "stands" else {}
        return {"consent": agreed, **held}

    def say(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Keep what somebody reports."""
        told = parse(StatementIn, line)
        check_text(told.said, "said", may_be_empty=True)
        statement = Statement(topic=told.topic, standing=told.standing, said=told.said, by=told.by)
        return _entry(self._room.keep(person_of(caller), statement))

    def report(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Read a laboratory report, keep what was read, and set it beside earlier ones."""
        person = person_of(caller)
        home = self._house.settings.home
        _, read = judged(line, lambda: current_knowledge(home))
        taken_on = parse(TakenIn, line).day(today=datetime.now(UTC).astimezone().date())
        kept = self._room.keep(person, report_of(read, taken_on=taken_on))
        held = next(one for one in self._room.file(person).reports() if one.entry_id == kept.entry_id)
        return _report(held) | {"critical": read.critical}

    def guardian(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Keep who speaks for a minor."""
        told = parse(GuardianIn, line)
        for name in ("name", "relation"):
            check_text(getattr(told, name), name)
        guardian = Guardian(name=told.name, relation=told.relation, born=told.born)
        return _entry(self._room.keep(person_of(caller), guardian))

    def remove(self, entry_id: str, caller: Caller) -> JsonObject:
        """Take one of one's own entries out."""
        self._room.remove(person_of(caller), entry_id)
        return {"removed": 1}

    def clear(self, caller: Caller) -> JsonObject:
        """Delete one's whole file."""
        return {"removed": self._room.clear(person_of(caller))}

    def of_ticket(self, reference: str, caller: Caller) -> JsonObject:
        """Give the file of a ticket's person to staff who may see the ticket; the look is recorded."""
        task = self._house.worklist.seen(reference, caller.asker)
        return file_json(
            self._room.for_staff(task.asker, by=caller.asker.person or "operator", ticket=task.ticket)
        )


def person_of(caller: Caller) -> str:
    """Give who is signed in.

    Raises:
        UnsignedError: a program's key or the operator: neither has a file.
    """
    if caller.via != "session" or caller.asker.person is None:
        message = "only a person who is signed in has this; a program's key has none"
        raise UnsignedError(message)
    return caller.asker.person


def file_json(held: HealthFile) -> JsonObject:
    """Write a file down."""
    guardian = held.guardian()
    return {
        "reported": [reported_json(one) for one in held.reported()],
        "visits": [
            {
                "id": entry.entry_id,
                "at": entry.at.isoformat(),
                "urgency": visit.urgency,
                "departments": list(visit.departments),
                "complaint": visit.complaint,
            }
            for entry, visit in held.visits()
        ],
        "reports": [_report(one) for one in held.reports()],
        "guardian": None
        if guardian is None
        else {
            "name": guardian.name,
            "relation": guardian.relation,
            "born": None if guardian.born is None else guardian.born.isoformat(),
        },
        "entries": [_entry(one) for one in held.entries],
    }


def reported_json(one: Reported) -> JsonObject:
    """Write what was reported of a topic; `unknown` without a day means that nobody spoke of it."""
    return {
        "topic": one.topic,
        "standing": one.standing,
        "said": one.said,
        "by": one.by,
        "on": None if one.said_on is None else one.said_on.isoformat(),
    }


def _entry(one: Entry) -> JsonObject:
    return {"id": one.entry_id, "kind": one.content.kind, "at": one.at.isoformat()}


def _report(one: ReadReport) -> JsonObject:
    return {
        "id": one.entry_id,
        "read_at": one.at.isoformat(),
        "taken_on": None if one.report.taken_on is None else one.report.taken_on.isoformat(),
        "results": [_result(line) for line in one.report.results],
        "deltas": [_delta(delta) for delta in one.deltas],
    }


def _result(one: LabResult) -> JsonObject:
    return {
        "name": one.name,
        "code": one.code,
        "value": one.value,
        "unit": one.unit or None,
        "flag": one.flag,
        "range": one.range,
    }


def _delta(one: Delta) -> JsonObject:
    return {
        "name": one.name,
        "code": one.code,
        "unit": one.unit,
        "value": float(one.value),
        "before": float(one.before),
        "before_on": one.before_on.isoformat(),
        "difference": float(one.difference),
        "percent": None if one.percent is None else float(one.percent),
        "flag_before": one.flag_before,
    }
