"""The policy's room: a change is proposed, previewed, approved by a second person, live, and undone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assistant.errors import SafetyError, UnknownDraftError
from assistant.exchange import Asker, Role
from assistant.gate.explaining import Fired, explained
from assistant.gate.live import LiveGate
from assistant.gate.policy import Policy, PolicyFile, read_policy, read_policy_file
from assistant.ports import Gate, GateVerdict
from assistant.safety.drafts import (
    SHIPPED,
    InForce,
    PolicyDraft,
    PolicyFiles,
    PolicyStore,
    Step,
    new_draft_id,
    read_departments,
    with_departments,
)
from assistant.safety.preview import SAMPLE, ClassResult, Preview, RecentTexts, cases, preview, probes, suite
from assistant.safety.stop import overseer_of, told_reason
from assistant.triage.departments import Department, Departments

logger = logging.getLogger(__name__)
_DOING: Final = "changing the policy"
_RECENT: Final = 200
_MOST_NAMES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The lists in force, and whether somebody changed the files of the home past this room."""

    policy: PolicyFile
    departments: Departments
    name: str
    since: InForce | None
    by_hand: bool


class PolicyRoom:
    """Decides who may change the policy; the newest version in force is what the gate judges by."""

    def __init__(
        self,
        store: PolicyStore,
        files: PolicyFiles,
        gate: LiveGate,
        *,
        recent: RecentTexts,
        rules: Callable[[Policy], Gate],
        now: Callable[[], datetime],
    ) -> None:
        """Keep versions in `store` and adopt what is in force.

        `rules` makes the gate that previews judge by: without the channel of meaning, which no policy
        touches and which is slow.

        Raises:
            StoreError, SettingsError: the store or the files cannot be read.
        """
        self._store, self._files, self._gate = store, files, gate
        self._recent, self._rules, self._now = recent, rules, now
        self._number: int | None = None
        self.follow(write=False)

    def standing(self) -> Standing:
        """Give what is in force."""
        policy, departments = self.words()
        return Standing(
            policy=read_policy_file(policy),
            departments=read_departments(departments),
            name=self._gate.decided.name,
            since=next(iter(self._store.force()), None),
            by_hand=self._files.read() != (policy, departments),
        )

    def drafts(self) -> tuple[PolicyDraft, ...]:
        """List all versions, the newest first."""
        return self._store.drafts()

    def force(self) -> tuple[InForce, ...]:
        """List what came into force, the newest first."""
        return self._store.force()

    def draft(self, draft_id: str) -> PolicyDraft:
        """Give a version.

        Raises:
            UnknownDraftError: there is none.
        """
        found = next((one for one in self._store.drafts() if one.draft_id == draft_id), None)
        if found is None:
            message = "no such draft of the policy; look at the list again"
            raise UnknownDraftError(message)
        return found

    def propose(
        self, asker: Asker, wanted: PolicyFile, departments: Sequence[Department], reason: str
    ) -> PolicyDraft:
        """Keep a change as a draft, made from what is in force; nothing changes yet.

        Its version is the next one, its id the hospital's own.

        Raises:
            AccessDeniedError, UnsignedError: no safety officer or administrator who is signed in.
            SafetyError: no reason, nothing changed, or an unknown department.
        """
        by, said = overseer_of(asker, _DOING), told_reason(reason)
        policy, listed = self.words()
        held = read_policy_file(policy)
        own = wanted.id if wanted.id != SHIPPED else "hospital"
        made = wanted.model_copy(update={"id": own, "version": held.version + 1})
        after = with_departments(listed, departments)
        if after == listed and made.model_copy(update={"id": held.id, "version": held.version}) == held:
            message = "the draft changes nothing; change a list or the switch first"
            raise SafetyError(message)
        draft = PolicyDraft(
            draft_id=new_draft_id(),
            base=self._gate.decided.name,
            policy=made.written(),
            departments=after,
            author=by,
            made_at=self._now(),
            reason=said,
        )
        return self._store.propose(draft, role=asker.role.value)

    def preview(self, draft_id: str) -> Preview:
        """Judge the gate's own cases, recent texts and the changed names by what is in force and by a draft.

        Raises:
            UnknownDraftError: there is none.
        """
        draft = self.draft(draft_id)
        old, new = self._gate.decided, read_policy(draft.policy)
        changed = [name for name, _ in sorted(set(old.brands.items()) ^ set(new.brands.items()))]
        names = list(dict.fromkeys(changed))[:_MOST_NAMES]
        texts = (*probes(names), *self._recent.recent(_RECENT), *cases(every=SAMPLE))
        return preview(self._rules(old), self._rules(new), texts)

    def tried(self, text: str, role: Role) -> tuple[GateVerdict, tuple[Fired, ...]]:
        """Judge a sentence as somebody of a role would write it, and explain the verdict; nothing is kept."""
        verdict = self._gate.incoming(text, role=role, history=())
        return verdict, explained(verdict, text, self._gate.sources())

    def suite(self, *, every: int = SAMPLE) -> tuple[ClassResult, ...]:
        """Run the gate's own cases under what is in force."""
        return suite(self._rules(self._gate.decided), every=every)

    def approve(self, draft_id: str, asker: Asker, *, digest: str, reason: str) -> InForce:
        """Bring a draft into force, as a second person who looked at exactly this content.

        Raises:
            AccessDeniedError, UnsignedError: no safety officer or administrator who is signed in.
            UnknownDraftError: there is none.
            SafetyError: it is one's own, is decided already, was not what was looked at, or what is in force
                changed since.
        """
        by = overseer_of(asker, _DOING)

        def check(draft: PolicyDraft) -> None:
            _refuse_decided(draft)
            if draft.author == by:
                message = "a change is approved by a second person, never by who proposed it"
                raise SafetyError(message)
            if draft.digest != digest:
                message = "this is not the content that was looked at; look at the draft again"
                raise SafetyError(message)
            if draft.base != self._gate.decided.name:
                message = "another version came into force since; propose the change anew"
                raise SafetyError(message)

        self.follow()
        policy, departments = self.words()
        found = PolicyDraft(
            draft_id=new_draft_id(),
            base=self._gate.decided.name,
            policy=policy,
            departments=departments,
            author="file",
            made_at=self._now(),
            reason="what stood before the first approval",
            state="found",
        )
        self._store.approve(draft_id, check, self._step(asker, by, reason), found=found)
        return self._adopted()

    def refuse(self, draft_id: str, asker: Asker, reason: str) -> PolicyDraft:
        """Put a draft away: another's, or one's own.

        Raises:
            AccessDeniedError, UnsignedError, UnknownDraftError, SafetyError: as in `approve`.
        """
        return self._store.refuse(
            draft_id, _refuse_decided, self._step(asker, overseer_of(asker, _DOING), reason)
        )

    def roll_back(self, asker: Asker, reason: str) -> InForce:
        """Bring the version before the one in force back; one person may, for two have approved it before.

        Raises:
            AccessDeniedError, UnsignedError: no safety officer or administrator who is signed in.
            SafetyError: no reason, or there is no version before.
        """
        step = self._step(asker, overseer_of(asker, _DOING), reason)
        self.follow()
        held = self._store.force()
        numbers = {one.draft_id: one.number for one in self._store.drafts()}
        ever = {one.draft_id for one in held}
        before = [one for one in ever if numbers[one] < numbers[held[0].draft_id]] if held else []
        if not before:
            message = "there is no version before the one in force"
            raise SafetyError(message)
        self._store.bring_back(max(before, key=numbers.__getitem__), step)
        return self._adopted()

    def follow(self, *, write: bool = True) -> bool:
        """Adopt what is in force by the records, also when another server changed it; says whether it did.

        `write=False` leaves the home's files as they are.
        """
        newest = next(iter(self._store.force()), None)
        if newest is None or newest.number == self._number:
            return False
        draft = self.draft(newest.draft_id)
        self._gate.adopt(read_policy(draft.policy))
        self._number = newest.number
        if write:
            self._files.write(draft.policy, draft.departments)
        logger.warning("policy in force %s", self._gate.decided.name)
        return True

    def _adopted(self) -> InForce:
        self.follow()
        return self._store.force()[0]

    def words(self) -> tuple[str, str]:
        """Give the words of what is in force: of the newest version, of the files before there is one.

        Raises:
            SafetyError: a file was changed by hand since the start, before the first approval.
        """
        newest = next(iter(self._store.force()), None)
        if newest is None:
            words = self._files.read()
            if read_policy(words[0]).name != self._gate.decided.name:
                message = "policy.toml was changed by hand since the start; put it back or start anew"
                raise SafetyError(message)
            return words
        draft = self.draft(newest.draft_id)
        return draft.policy, draft.departments

    def _step(self, asker: Asker, by: str, reason: str) -> Step:
        return Step(by=by, role=asker.role.value, at=self._now(), reason=told_reason(reason))


def _refuse_decided(draft: PolicyDraft) -> None:
    if draft.state != "proposed":
        message = f"this draft is {draft.state} already; propose the change anew"
        raise SafetyError(message)
