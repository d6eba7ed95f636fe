"""What a doctor made of the machine's draft, beside how sure the machine was: the house's own calibration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.deferral_triggers import TRIGGERS
from assistant.edit_distance import distance
from assistant.handover.packet import Packet
from assistant.worklist.reply import JudgedClaim, Reply
from assistant.worklist.store import TaskStore
from assistant.worklist.task import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One signed reply: the measured risk, the triggers raised, the verdicts on the draft's sentences."""

    risk: float
    triggers: tuple[str, ...]
    accepted: int
    edited: int
    rejected: int

    @property
    def wrong(self) -> bool:
        """Say whether the draft would have misled: a sentence of it was rejected or rewritten."""
        return self.edited + self.rejected > 0


def judgement(packet: Packet | None, reply: Reply | None) -> Judgement | None:
    """Read a reply's verdicts; None where there is no risk or no draft, or the asker was erased."""
    if packet is None or reply is None or packet.assessment.risk is None or not reply.draft.claims:
        return None
    verdicts = [one.verdict for one in reply.draft.claims]
    signals = packet.assessment.uncertainty
    return Judgement(
        risk=packet.assessment.risk,
        triggers=tuple(one for one in TRIGGERS if signals.get(one) is True),
        accepted=verdicts.count("accepted"),
        edited=verdicts.count("edited"),
        rejected=verdicts.count("rejected"),
    )


def judgements(store: TaskStore) -> tuple[Judgement, ...]:
    """Collect every judgement: one for each signed reply with a known risk."""
    answered = store.tasks(frozenset({State.ANSWERED, State.CLOSED}))
    found = (judgement(store.packet(one.task_id), store.reply(one.task_id)) for one in answered)
    return tuple(one for one in found if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a reply took: seconds from taking the task to signing, and how much of the draft was changed.

    `changed` of `offered` characters: an accepted sentence counts none, a rejected one all of its own.
    """

    seconds: int | None
    changed: int
    offered: int

    @property
    def share(self) -> float | None:
        """The share of the draft that was changed; None where there was no draft."""
        return self.changed / self.offered if self.offered else None


def work_of(packet: Packet | None, reply: Reply) -> Work:
    """Measure a signed reply against the draft that was offered."""
    offered = {} if packet is None else {one.number: one.text for one in packet.request.draft}
    verdicts = {one.claim: one for one in reply.draft.claims}
    changed = sum(_changed(text, verdicts.get(number)) for number, text in offered.items())
    taken = reply.claimed_at
    return Work(
        seconds=None if taken is None else int((reply.replied_at - taken).total_seconds()),
        changed=changed,
        offered=sum(map(len, offered.values())),
    )


def _changed(text: str, judged: JudgedClaim | None) -> int:
    if judged is None or judged.verdict == "rejected":
        return len(text)
    return 0 if judged.verdict == "accepted" else min(distance(text, judged.text or ""), len(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A trigger and how the drafts fared under it."""

    trigger: str
    drafts: int
    wrong: int


def by_trigger(judged: Iterable[Judgement]) -> tuple[Held, ...]:
    """Count, for each trigger that was raised, the drafts and those found wrong."""
    judged = tuple(judged)
    under = {one: [held for held in judged if one in held.triggers] for one in TRIGGERS}
    return tuple(
        Held(trigger=one, drafts=len(held), wrong=sum(each.wrong for each in held))
        for one, held in under.items()
        if held
    )
