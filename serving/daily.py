"""The daily review as JSON: answers that were shown with a caution, and what the officer makes of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from assistant.auditing.daily import Finding, Flagged
from assistant.deferral_triggers import raised
from assistant.exchange import Role
from serving.auth import Caller
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.signing import signer_of
from serving.validation import check_text, day_from

if TYPE_CHECKING:
    from assistant.house import House


class JudgeIn(Edge):
    """What the officer makes of an answer; one that is wrong says why."""

    finding: Finding
    note: Annotated[str, Field(max_length=2_000)] = ""


def day_of(written: str | None) -> date:
    """Read a day (UTC), today where none is given.

    Raises:
        InvalidQuestionError: it is none.
    """
    return day_from((written or "").strip() or None, "day") or datetime.now(UTC).date()


class DailyDesk:
    """The daily review of a house for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the review of `house`."""
        self._house = house

    def review(self, day: str | None, caller: Caller) -> JsonObject:
        """Give a day's flagged answers with what was made of them."""
        found = self._house.audit.daily(day_of(day), caller.asker)
        return {
            "day": found.day.isoformat(),
            "open": found.open,
            "more": found.more,
            "answers": [_flagged_json(one) for one in found.flagged],
        }

    def judge(self, reference: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Keep what the officer makes of an answer."""
        wanted = parse(JudgeIn, line)
        signer_of(caller, self._house.accounts)
        check_text(wanted.note, "note", may_be_empty=True)
        self._house.audit.judge(reference, wanted.finding, wanted.note, caller.asker)
        return {"record": reference, "finding": wanted.finding}


def _flagged_json(one: Flagged) -> JsonObject:
    told: JsonObject = {
        "record": one.link.record_id,
        "at": one.link.at,
        "role": one.link.role,
        "decision": one.link.decision,
        "finding": None if one.judged is None else one.judged.finding,
        "question": None,
        "shown": None,
        "raised": [],
    }
    if one.replayed is None:
        return told
    outcome = one.replayed.outcome
    return told | {
        "question": one.replayed.question.text,
        "shown": "\n".join(claim.text for claim in outcome.claims),
        "raised": [each.trigger for each in raised(outcome.trace.signals, Role(one.link.role))],
    }
