"""The gate's policy as JSON: tried, run against its own cases, drafted, approved, undone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, cast

from pydantic import Field

from assistant.exchange import Role
from assistant.gate.policy import Brand, Contacts
from assistant.gate.redflags.hotlines import Hotline
from assistant.gate.rule import OtcPolicy
from assistant.safety.drafts import SHIPPED, InForce, PolicyDraft
from assistant.safety.preview import ClassResult
from assistant.safety.stop import LONGEST_REASON
from assistant.triage.departments import Department
from serving.auth import Caller
from serving.problems import JsonObject
from serving.schemas import Edge, parse
from serving.signing import signer_of
from serving.validation import MAX_QUESTION, check_text

if TYPE_CHECKING:
    from assistant.house import House

WHOLE: Final = 1
_Reason = Annotated[str, Field(max_length=LONGEST_REASON)]


class TryIn(Edge):
    """A sentence to be judged as somebody of that role would write it."""

    text: Annotated[str, Field(max_length=MAX_QUESTION)]
    role: Role = Role.PATIENT


class PolicyIn(Edge):
    """A change of the policy; what is left out stays as it is in force."""

    reason: _Reason
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")] | None = None
    otc: OtcPolicy | None = None
    contacts: Contacts | None = None
    brand: Annotated[tuple[Brand, ...], Field(max_length=5_000)] | None = None
    hotline: Annotated[tuple[Hotline, ...], Field(max_length=200)] | None = None
    department: Annotated[tuple[Department, ...], Field(max_length=500)] = ()


class ApproveIn(Edge):
    """An approval: of exactly which content, and why."""

    digest: Annotated[str, Field(max_length=64)]
    reason: _Reason


class PolicyDesk:
    """The policy's room of a house, for callers that a door has let in."""

    def __init__(self, house: House) -> None:
        """Serve the policy of `house`."""
        self._house, self._room = house, house.safety.policies

    def tried(self, line: JsonObject) -> JsonObject:
        """Judge a sentence under what is in force; nothing of it is kept."""
        asked = parse(TryIn, line)
        check_text(asked.text, "text")
        verdict, fired = self._room.tried(asked.text, asked.role)
        return {
            "verdict": verdict.verdict,
            "action": verdict.action,
            "urgency": verdict.urgency,
            "policy": verdict.policy,
            "rules": [asdict(one) for one in fired],
        }

    def suite(self, *, whole: bool) -> JsonObject:
        """Run the gate's own cases under what is in force: all, or a quarter of them."""
        results = self._room.suite(every=WHOLE) if whole else self._room.suite()
        return {
            "policy": self._house.gate.policy,
            "cases": sum(one.cases for one in results),
            "wrong": sum(len(one.wrong) for one in results),
            "classes": [_result_json(one) for one in results],
        }

    def standing(self) -> JsonObject:
        """Give the lists in force."""
        standing = self._room.standing()
        return {
            "name": standing.name,
            "by_hand": standing.by_hand,
            "since": None if standing.since is None else self._force_json(standing.since),
            "policy": standing.policy.model_dump(mode="json"),
            "departments": standing.departments.model_dump(mode="json"),
            "history": [self._force_json(one) for one in self._room.force()],
        }

    def drafts(self) -> JsonObject:
        """List all versions, the newest first."""
        return {"drafts": [self._draft_json(one) for one in self._room.drafts()]}

    def draft(self, draft_id: str) -> JsonObject:
        """Show a version with the words of its files."""
        held = self._room.draft(draft_id)
        return self._draft_json(held) | {"policy": held.policy, "departments": held.departments}

    def preview(self, draft_id: str) -> JsonObject:
        """Tell what a draft would change."""
        shown = self._room.preview(draft_id)
        return cast("JsonObject", {**asdict(shown), "looked": dict(shown.looked)})

    def propose(self, line: JsonObject, caller: Caller) -> JsonObject:
        """Keep a change as a draft."""
        wanted = parse(PolicyIn, line)
        signer_of(caller, self._house.accounts)
        held = self._room.standing().policy
        changed = {
            name: value
            for name in ("id", "otc", "contacts", "brand", "hotline")
            if (value := getattr(wanted, name)) is not None
        }
        policy = held.model_copy(update=changed)
        if policy.id == SHIPPED:
            policy = policy.model_copy(update={"id": "hospital"})
        draft = self._room.propose(caller.asker, policy, wanted.department, wanted.reason)
        return self.draft(draft.draft_id)

    def approve(self, draft_id: str, line: JsonObject, caller: Caller) -> JsonObject:
        """Bring a draft into force, as a second person."""
        wanted = parse(ApproveIn, line)
        signer_of(caller, self._house.accounts)
        self._room.approve(draft_id, caller.asker, digest=wanted.digest, reason=wanted.reason)
        return self.standing()

    def refuse(self, draft_id: str, reason: str, caller: Caller) -> JsonObject:
        """Put a draft away."""
        signer_of(caller, self._house.accounts)
        return self._draft_json(self._room.refuse(draft_id, caller.asker, reason))

    def roll_back(self, reason: str, caller: Caller) -> JsonObject:
        """Bring the version before back."""
        signer_of(caller, self._house.accounts)
        self._room.roll_back(caller.asker, reason)
        return self.standing()

    def _draft_json(self, draft: PolicyDraft) -> JsonObject:
        return {
            "id": draft.draft_id,
            "number": draft.number,
            "state": draft.state,
            "digest": draft.digest,
            "base": draft.base,
            "author": self._called(draft.author),
            "made_at": draft.made_at.isoformat(),
            "reason": draft.reason,
            "decided_by": self._called(draft.decided_by),
            "decided_at": _moment(draft.decided_at),
        }

    def _force_json(self, one: InForce) -> JsonObject:
        return {
            "draft": one.draft_id,
            "how": one.how,
            "by": self._called(one.by),
            "at": one.at.isoformat(),
            "reason": one.reason,
        }

    def _called(self, person: str | None) -> str | None:
        return None if person is None else self._house.accounts.name_of(person) or person


def _result_json(one: ClassResult) -> JsonObject:
    return {"class": one.name, "cases": one.cases, "wrong": [*one.wrong]}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
