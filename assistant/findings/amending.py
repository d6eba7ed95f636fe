"""What a source may do to a case it posted: take the finding back, or correct it; what follows for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from assistant.errors import FindingError
from assistant.findings.finding import (
    RECALL,
    Case,
    Contact,
    Earlier,
    Finding,
    Paused,
    Retraction,
    Standing,
)

_TOLD_ALREADY: Final = frozenset({Standing.NOT_ACCEPTED, Standing.TAKEN_BACK})
"""Where nobody expects a visit any more, so that a retraction leaves nothing to decide."""
UNDER_REVIEW: Final = frozenset({Standing.FLAGGED, Standing.RECONSIDER})
"""Where a case waits for a doctor, as a task of the worklist."""


def taken_back(case: Case, reason: str, *, by: str, at: datetime) -> Case:
    """Give a case whose source says that the finding was an error.

    Nobody is called about it any more. Whoever was called already is not left alone with it: then a doctor
    decides what the person is told, and a case in which the person is being told goes on.
    """
    after = _stepped(case, "take_back", by=by, at=at, note=reason)
    after = replace(after, taken_back=Retraction(reason=reason, at=at))
    if case.standing is Standing.TO_TELL:
        return replace(after, level=case.level, called=case.called)
    if case.reached_at is None or case.standing in _TOLD_ALREADY:
        return _settled(after, Standing.TAKEN_BACK, at)
    return reconsidered(after, case)


def corrected(case: Case, finding: Finding, *, by: str, at: datetime) -> Case:
    """Give a case whose source says it otherwise: what was reviewed stays, the new words are reviewed anew.

    Raises:
        FindingError: it names another patient.
    """
    if finding.subject.reference != case.finding.subject.reference:
        message = "a correction names the same patient; take the finding back and post a new one"
        raise FindingError(message)
    phone = finding.subject.phone
    before = Earlier(finding=case.finding, review=case.review, until=at)
    return replace(
        _stepped(case, "correct", by=by, at=at),
        finding=finding,
        review=None,
        earlier=(*case.earlier, before),
        phone=phone if phone != case.finding.subject.phone else case.phone,
        standing=Standing.FLAGGED,
        taken_back=None,
        paused=_paused(case),
        due_at=None,
        escalate_at=None,
        settled_at=None,
    )


def reconsidered(after: Case, before: Case) -> Case:
    """Give a case that a doctor must look at again; where it stood is kept for whoever upholds it."""
    return replace(
        after,
        standing=Standing.RECONSIDER,
        paused=_paused(before),
        due_at=None,
        escalate_at=None,
        settled_at=None,
    )


def expects_a_visit(case: Case) -> bool:
    """Say whether the patient of a case under review was called and still expects to come."""
    return case.reached_at is not None and case.paused is not None and case.paused.standing in RECALL


def _paused(case: Case) -> Paused | None:
    """Keep where a case stood that had gone beyond its first review."""
    if case.standing in UNDER_REVIEW | _TOLD_ALREADY:
        return case.paused
    return Paused(standing=case.standing, due_at=case.due_at)


def _settled(case: Case, standing: Standing, at: datetime) -> Case:
    return replace(case, standing=standing, due_at=None, escalate_at=None, settled_at=at, paused=None)


def _stepped(case: Case, step: str, *, by: str, at: datetime, note: str = "") -> Case:
    return replace(
        case,
        version=case.version + 1,
        contacts=(*case.contacts, Contact(step=step, by=by, at=at, note=note)),
        level=0,
        called=None,
    )
