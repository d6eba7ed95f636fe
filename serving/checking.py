"""The check of a pasted text at the doors: statements with verdicts, quotations and notes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from assistant.checking import Checked, CheckRequest, Judged, Verdict
from assistant.exchange import Asker
from serving.problems import JsonObject
from serving.schemas import CitationOut, Edge, Id, citation_out, parse
from serving.stopped import refuse_while_stopped
from serving.validation import asking_as, check_text, collection_from, day_from

if TYPE_CHECKING:
    from assistant.house import House


class CheckIn(Edge):
    """A text that somebody else wrote; `role` can only lower what the asker is."""

    id: Id = None
    text: str
    as_of: str | None = None
    collection: str | None = None
    role: str | None = None


class StatementOut(BaseModel):
    """One statement at `start:end` of the text; `superseded` is never evidence, only what once was said."""

    text: str
    start: int
    end: int
    verdict: Verdict
    citations: list[CitationOut]
    superseded: list[CitationOut]
    note: str | None


class CheckOut(BaseModel):
    """Every statement in order; `notices` come first, and in an emergency alone."""

    id: Id
    outcome: Literal["checked", "emergency"]
    urgency: str | None
    notices: list[str]
    statements: list[StatementOut]


def request_from(asked: CheckIn, asker: Asker) -> CheckRequest:
    """Make the request; without a role the asker checks as who they are.

    Raises:
        InvalidQuestionError: empty, too long, binary, or an unknown role, date or collection.
    """
    check_text(asked.text, "text")
    return CheckRequest(
        id=str(asked.id) if asked.id is not None else uuid.uuid4().hex,
        text=asked.text,
        asker=asker if asked.role is None else asking_as(asker, asked.role),
        as_of=day_from(asked.as_of),
        collection=collection_from(asked.collection),
    )


def check(house: House, line: JsonObject, asker: Asker) -> JsonObject:
    """Check one text; synchronous and possibly long."""
    asked = parse(CheckIn, line)
    return checked_out(asked.id, checked(house, request_from(asked, asker))).model_dump(mode="json")


def checked(house: House, wanted: CheckRequest) -> Checked:
    """Check one text; while the assistant is stopped, an emergency in it is told all the same.

    Raises:
        StoppedError: it is stopped, and the text is no emergency.
    """
    refuse_while_stopped(house, wanted.text)
    return house.checker.check(wanted)


def checked_out(identity: Id, checked: Checked) -> CheckOut:
    """Write a checked text."""
    return CheckOut(
        id=identity,
        outcome="checked" if checked.urgency is None else "emergency",
        urgency=checked.urgency,
        notices=list(checked.notices),
        statements=[_statement(one) for one in checked.statements],
    )


def _statement(one: Judged) -> StatementOut:
    return StatementOut(
        text=one.text,
        start=one.start,
        end=one.end,
        verdict=one.verdict,
        citations=[citation_out(citation) for citation in one.citations],
        superseded=[citation_out(citation) for citation in one.superseded],
        note=one.note,
    )
