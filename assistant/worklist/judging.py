"""What a doctor made of the machine's draft, beside how sure the machine was: the house's own calibration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.deferral_triggers import TRIGGERS
from assistant.handover.packet import Packet
from assistant.worklist.reply import Reply
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
