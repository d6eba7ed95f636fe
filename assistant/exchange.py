"""One question and its one outcome, as values that every door shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from guidelines import GUIDELINES, Language
from guidelines.citation import Citation

Origin = Literal["model", "repaired", "verbatim", "template"]
Mode = Literal["model", "verbatim", "template"]
Effect = Literal["hard", "soft", "flag"]
Speaker = Literal["patient", "doctor", "clerk", "family", "nurse", "assistant"]
Signal: TypeAlias = float | int | bool | str
NOT_MEASURED = "not_measured"


class Role(StrEnum):
    """Who a person is to the hospital; from the sign-in, never from the text."""

    PATIENT = "patient"
    DOCTOR = "doctor"
    CLERK = "clerk"
    SAFETY_OFFICER = "safety_officer"
    ADMIN = "admin"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The person who asks; `person` is an opaque id, None for an operator on the command line."""

    role: Role
    person: str | None = None
    groups: frozenset[str] = frozenset({"all"})
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier utterance of the conversation."""

    speaker: Speaker
    text: str


Shut = Literal["twin_unavailable", "twin_scope", "twin_left", "twin_is_machine", "twin_answer_stale"]
"""Why a twin does not speak: no delegation in force, none for this, the talk is over, asked what it is,
the doctor's answer to this is no longer approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One shown sentence; every citation's quotation has resolved in its stored edition.

    Only `origin="template"` (fixed text of ours, or words that a doctor approved) may be without a citation.
    """

    text: str
    origin: Origin
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A doctor's approved answer to this question: given whole while its editions are in force, else not."""

    answer_id: str
    claims: tuple[Claim, ...]


REHEARSAL: Final = "rehearsal"
"""The twin's id in a question by which a doctor tries a card: no twin has it, and no task is made of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """For whom the machine speaks: a doctor's delegation as it stood when the question came.

    `families` limits what may be quoted, empty for all in force; `opening` and `closing` are the doctor's own
    words. `shut` says why it does not speak. `remind`: the talk has been long, and the asker is told so.
    `approved` is what the doctor has approved as the answer to this very question.
    """

    twin_id: str
    doctor: str
    doctor_name: str
    families: frozenset[str] = frozenset()
    opening: str = ""
    closing: str = ""
    shut: Shut | None = None
    remind: bool = False
    approved: Approved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What was asked, by whom, about which day; `as_of=None` means what holds today.

    `language` is that of the text, None when it is neither Chinese nor English. `voice` is given when a
    doctor's digital twin is asked.
    `department` is where an interview sent the person: a doctor of it is asked first.
    """

    id: str
    text: str
    asker: Asker
    language: Language | None
    as_of: date | None = None
    history: tuple[Turn, ...] = ()
    collection: str = GUIDELINES
    voice: Voice | None = None
    department: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that the model wrote and that was not shown, and why."""

    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What every outcome carries so that it can be replayed and compared.

    `signals` values are numbers, booleans, words or `NOT_MEASURED`; `timings_ms` has the keys of the
    interface (`gate, find, first_sentence, draft, ground, total`), absent where a stage did not run.
    """

    versions: Mapping[str, str]
    signals: Mapping[str, Signal] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    risk: float | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Verified sentences; `effect` is `soft` or `flag` when they come with a caution, else None."""

    mode: Mode
    claims: tuple[Claim, ...]
    trace: Trace
    effect: Effect | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """The machine does not answer; `claims` hold only fixed text (and, for doctors, verbatim pointers)."""

    claims: tuple[Claim, ...]
    reason: str
    effect: Effect
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A request that is never served: `reason` names the rule in one sentence."""

    claims: tuple[Claim, ...]
    reason: str
    rules: tuple[str, ...]
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """Go and get help now: template text, sent before anything else is computed."""

    claims: tuple[Claim, ...]
    reason: str
    rules: tuple[str, ...]
    urgency: str
    trace: Trace


Outcome: TypeAlias = Answered | Deferred | Blocked | Emergency


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCard:
    """A passage shown beside the answer while it is drafted: the stored words and where they stand."""

    marker: int
    citation: Citation
    passage_text: str
    quote_start: int
    quote_end: int


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """First event of an answer: the cards, before the model has written a word."""

    cards: tuple[EvidenceCard, ...]


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A sentence that has passed the grounding and may be shown."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class SentenceDropped:
    """A drafted sentence that stays inside, and why."""

    dropped: Dropped


@dataclass(frozen=True, slots=True)
class Finished:
    """Last event of every stream: the whole outcome, which supersedes what was shown piecemeal."""

    outcome: Outcome


Event: TypeAlias = EvidenceFound | ClaimShown | SentenceDropped | Finished
