"""A doctor's review: a verdict on every step of the other system, and whether the patient is called."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import FindingError, FindingStateError
from assistant.exchange import Role
from assistant.findings.finding import Case, Finding, Judged
from assistant.ports import Gate


def refuse_regimen(finding: Finding, gate: Gate) -> None:
    """Refuse a finding that tells what to take.

    Raises:
        FindingError: names the step.
    """
    for number, one in enumerate(finding.stages, 1):
        verdict = gate.outgoing(f"{one.name}: {one.text}", role=Role.PATIENT)
        if verdict.verdict != "clear":
            message = (
                f"step {number} falls under rule {verdict.rules[0].id}: {verdict.rules[0].reason};"
                " a finding says what was seen, never what to take"
            )
            raise FindingError(message)


def refuse_unread(case: Case, version: int | None) -> None:
    """Refuse a review that does not say which words it is of, once the source has changed them.

    Raises:
        FindingStateError: the version is missing.
    """
    if case.earlier and version is None:
        message = f"the source corrected this finding; say in 'version' which you read (now {case.version})"
        raise FindingStateError(message)


def check_review(finding: Finding, judged: Sequence[Judged], *, recall: bool, note: str) -> None:
    """Refuse a review that leaves something open.

    A recall stands on an accepted conclusion; whoever accepts all of it and calls nobody says why.

    Raises:
        FindingStateError: a step without one verdict, a missing reason, or a decision against them.
    """
    if sorted(one.stage for one in judged) != list(range(1, len(finding.stages) + 1)):
        message = f"the finding has {len(finding.stages)} steps; give each exactly one verdict"
        raise FindingStateError(message)
    unsaid = [one.stage for one in judged if one.verdict == "not_accepted" and not one.reason.strip()]
    if unsaid:
        message = f"step {unsaid[0]} is not accepted; say why in its 'reason'"
        raise FindingStateError(message)
    concluded = next(one for one in judged if one.stage == len(finding.stages)).verdict == "accepted"
    if recall and not concluded:
        message = "the conclusion (the last step) is not accepted; a recall stands on an accepted one"
        raise FindingStateError(message)
    if concluded and not recall and not note.strip():
        message = "the conclusion is accepted and nobody is called; say why in 'note'"
        raise FindingStateError(message)
