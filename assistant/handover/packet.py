"""The hand-over packet of the domain report §4.2 as values; facts and inferences lie in different blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.exchange import Signal, Turn
from assistant.health_file.file import Reported
from guidelines.citation import Citation

Standing = Literal["value", "denied", "unknown"]
Decision = Literal["advise", "clinic", "ed", "admit", "refer", "no_action", "his_order", "reject"]
"""What a person may decide; `his_order` names an order that was written in the hospital's own system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that was or was not said; `said` holds the asker's own sentences, nothing normalised.

    `unknown` means that nobody spoke of it, which is not a denial.
    """

    name: str
    standing: Standing
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Which task this is, by when, and why it came to a person."""

    ticket: str
    priority: str
    created_at: datetime
    due_at: datetime
    triggers: tuple[str, ...]
    ai_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who asks, as far as the sign-in tells; everything else about the person is in the background."""

    patient_ref: str
    role: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Why a person is asked, the question as it was written, and what the asker has read so far."""

    reason: str
    question: str
    urgency_by_rule: str | None
    urgency_by_model: str
    told: str
    told_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What was said, verbatim: earlier turns, and what they hold of allergy, drugs, illness and the like.

    `reported` is what was said on other days and stands in the health file: nothing of it is today's.
    """

    turns: tuple[Turn, ...]
    facts: tuple[Fact, ...]
    attachments: str = "unknown"
    reported: tuple[Reported, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The machine's part, labelled: rules that fired, measured uncertainty, passages, what is missing."""

    rules: tuple[str, ...]
    uncertainty: Mapping[str, Signal]
    risk: float | None
    guideline_facts: tuple[Citation, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftClaim:
    """One sentence that the doctor accepts, edits or rejects; `source` is the passage it stands on."""

    number: int
    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What must be decided, which ways are open (none is a regimen), and a draft to work on."""

    decision: str
    options: tuple[str, ...]
    draft: tuple[DraftClaim, ...]
    withheld: int
    safety_net: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """With what the machine worked, and which record proves it."""

    versions: Mapping[str, str]
    record_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """I-SBAR: identity, situation, background, assessment, request; and where it all came from."""

    header: Header
    identity: Identity
    situation: Situation
    background: Background
    assessment: Assessment
    request: Request
    trace: Origins
    format: Literal[1] = field(default=1)
