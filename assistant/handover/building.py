"""Builds the packet out of what was asked and decided; the machine adds nothing that it did not measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, get_args

from assistant.exchange import (
    NOT_MEASURED,
    Blocked,
    Emergency,
    Outcome,
    Question,
)
from assistant.handover.packet import (
    Assessment,
    Background,
    Decision,
    DraftClaim,
    Header,
    Identity,
    Origins,
    Packet,
    Request,
    Situation,
)
from assistant.handover.told import told
from assistant.health_file.file import Reported
from assistant.wording import text as wording
from guidelines.citation import Citation

_DRAFTED: Final = 4
"""How many passages a draft is made of: it must fit on one screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """What the machine can add: the passages it found, and what says whether words name a regimen.

    `reported` is what stands in the person's health file.
    """

    evidence: Sequence[Citation]
    free_of_regimen: Callable[[str], bool]
    reported: Sequence[Reported] = ()


def build(header: Header, question: Question, outcome: Outcome, leads: Leads, *, record_id: str) -> Packet:
    """Make the packet of a question that goes to a person.

    A passage that states a dose stands neither in the assessment nor in the draft; `withheld` counts them.
    """
    language = question.language or "zh"
    heard = [turn.text for turn in question.history if turn.speaker != "assistant"]
    facts = told([*heard, question.text])
    found = tuple(dict.fromkeys((*_cited(outcome), *leads.evidence)))
    plain = tuple(one for one in found if leads.free_of_regimen(one.quote))
    shown = "\n".join(claim.text for claim in outcome.claims)
    return Packet(
        header=header,
        identity=Identity(
            patient_ref=question.asker.person or "unknown",
            role=question.asker.role.value,
            language=question.language or "unknown",
        ),
        situation=Situation(
            reason=_reason(outcome),
            question=question.text,
            urgency_by_rule=outcome.urgency if isinstance(outcome, Emergency) else None,
            urgency_by_model=NOT_MEASURED,
            told=shown,
            told_sha256=sha256(shown.encode()).hexdigest(),
        ),
        background=Background(turns=question.history, facts=facts, reported=tuple(leads.reported)),
        assessment=Assessment(
            rules=outcome.rules if isinstance(outcome, Blocked | Emergency) else (),
            uncertainty=dict(outcome.trace.signals),
            risk=outcome.trace.risk,
            guideline_facts=plain[:_DRAFTED],
            missing=tuple(one.name for one in facts if one.standing == "unknown"),
        ),
        request=Request(
            decision=wording(f"handover.decide_{_asked(outcome)}", language),
            options=get_args(Decision),
            draft=tuple(
                DraftClaim(number=number, text=one.quote, source=one.passage_id)
                for number, one in enumerate(plain[:_DRAFTED], start=1)
            ),
            withheld=len(found) - len(plain),
            safety_net=shown,
        ),
        trace=Origins(versions=dict(outcome.trace.versions), record_id=record_id),
    )


def _cited(outcome: Outcome) -> tuple[Citation, ...]:
    return tuple(citation for claim in outcome.claims for citation in claim.citations)


def _reason(outcome: Outcome) -> str:
    return outcome.reason or "reviewed"


def _asked(outcome: Outcome) -> str:
    if isinstance(outcome, Emergency):
        return "emergency"
    return "blocked" if isinstance(outcome, Blocked) else "question"
