"""The review task of a finding: to its department, at its source's pace, with a packet for the cockpit."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Final

from assistant.exchange import NOT_MEASURED
from assistant.findings.finding import Case, Source
from assistant.handover.packet import (
    Assessment,
    Background,
    Header,
    Identity,
    Origins,
    Packet,
    Request,
    Situation,
)
from assistant.wording import text as wording
from assistant.worklist.clocks import Clocks
from assistant.worklist.opening import first_queue
from assistant.worklist.task import State, Task, new_task_id

_REASONS: Final = {"correct": "finding_corrected", "take_back": "finding_taken_back"}
_DECIDE: Final = {"correct": "handover.decide_correction", "take_back": "handover.decide_taken_back"}


def review_task(
    case: Case, source: Source, clocks: Clocks, *, owner: str, staffed: frozenset[str], now: datetime
) -> Task:
    """Make the task; nobody waits for it by name, so no patient's list ever shows it."""
    due = clocks.answered_by(source.priority, now)
    queue, level = first_queue(source.priority, source.department, staffed, clocks)
    return Task(
        task_id=new_task_id(),
        ticket=case.ticket,
        kind="review",
        priority=source.priority,
        state=State.OPEN,
        queue=queue,
        level=level,
        asker=owner,
        record_id="",
        opened_at=now,
        due_at=due,
        next_at=clocks.seen_by(source.priority, now, due),
    )


def review_packet(case: Case, task: Task) -> Packet:
    """Make the packet: the other system's steps as its words, to be judged, and what the source did to them.

    The patient was told nothing of what was found.
    """
    finding = case.finding
    why = next((one.step for one in reversed(case.contacts) if one.step in _DECIDE), "post")
    said = "\n".join(f"{number}. {one.name}: {one.text}" for number, one in enumerate(finding.stages, 1))
    language = finding.subject.language
    return Packet(
        header=Header(
            ticket=task.ticket,
            priority=task.priority,
            created_at=task.opened_at,
            due_at=task.due_at,
            triggers=(),
            ai_label=wording("label.ai", language),
        ),
        identity=Identity(patient_ref=task.asker, role="patient", language=language),
        situation=Situation(
            reason=_REASONS.get(why, "outside_finding"),
            question=said,
            urgency_by_rule=None,
            urgency_by_model=NOT_MEASURED,
            told="",
            told_sha256=sha256(b"").hexdigest(),
        ),
        background=Background(turns=(), facts=()),
        assessment=Assessment(rules=(), uncertainty={}, risk=None, guideline_facts=(), missing=()),
        request=Request(
            decision=wording(_DECIDE.get(why, "handover.decide_review"), language),
            options=(),
            draft=(),
            withheld=0,
            safety_net="",
        ),
        trace=Origins(
            versions={"source": finding.source, "system": finding.system or "unknown"},
            record_id=task.record_id,
        ),
    )
