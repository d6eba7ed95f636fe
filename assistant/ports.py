"""What the assistant needs from the outside: each port states its law."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from assistant.audit import ChainVerdict, Replay
from assistant.exchange import Outcome, Question, Role, Turn
from guidelines import Language
from guidelines.citation import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What is said to the model: constant head and examples first, so that their prefix stays cached.

    `digest` identifies the template (id, version, content hash); `tokens` counts all parts together.
    """

    system: str
    user: str
    digest: str
    tokens: int
    examples: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLimits:
    """How much and how long a draft may be: output tokens, seconds to the first token, seconds in all.

    `pattern` is a regular expression that the answer must follow (structured decoding), if any.
    """

    max_tokens: int = 320
    first_token_s: float = 60.0
    total_s: float = 180.0
    pattern: str | None = None


class DraftModel(Protocol):
    """Streams the answer's text; reasoning is never yielded, whatever field or tag it arrives in.

    Raises `ModelUnavailableError` when nothing (more) can be had: off, down, too slow, broken off, or an
    answer that holds nothing but reasoning. What was yielded before stays valid.
    """

    @property
    def name(self) -> str:
        """Name the model and its revision, for the record."""
        ...

    def stream(self, prompt: Prompt, limits: DraftLimits) -> AsyncGenerator[str, None]:
        """Yield pieces of answer text in order; closing the generator ends the request."""
        ...

    async def ready(self) -> bool:
        """Say whether a request now would be served; never raises."""
        ...


Verdict = Literal["clear", "emergency", "blocked", "injection"]
Level = Literal["E120", "ED", "C24", "C72", "SELF"]
GateAction = Literal["answer", "cite", "transcribe", "block", "emergency"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """A rule that fired at `start:end` of the text as given, and its reason in words.

    Only a red flag has an `urgency`, a level of `interfaces.md`.
    """

    id: str
    kind: str
    start: int
    end: int
    reason: str
    urgency: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateVerdict:
    """What the gate says of one turn; `urgency` is a level of `interfaces.md` or None.

    `action` is what the asker's role may be served with: the table of the domain report §2.4. `offers` are
    the hospital's own lines: its numbers beside a red flag, else whom a blocked asker can turn to.
    """

    verdict: Verdict
    rules: tuple[RuleHit, ...]
    policy: str
    urgency: str | None = None
    action: GateAction = "block"
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch of an outgoing text that is a verbatim quotation or transcription, end exclusive."""

    start: int
    end: int


class Guard(Protocol):
    """Judges one answer, sentence by sentence, each with those that it let out before."""

    def sentence(self, text: str) -> GateVerdict:
        """Judge the next sentence that is not a verbatim quotation."""
        ...


class Gate(Protocol):
    """Judges a turn before any model sees it: deterministic, within milliseconds, emergencies first."""

    @property
    def policy(self) -> str:
        """Name the version of the rules in force."""
        ...

    def warm_up(self) -> None:
        """Prepare now what the first texts would wait for."""
        ...

    def incoming(self, text: str, *, role: Role, history: Sequence[Turn]) -> GateVerdict:
        """Judge what a person wrote."""
        ...

    def outgoing(self, text: str, *, role: Role, quotes: Sequence[Quoted] = ()) -> GateVerdict:
        """Judge a drafted text; what is quoted verbatim in it is let through."""
        ...

    def guard(self, role: Role) -> Guard:
        """Make the guard of one answer to a reader of this role."""
        ...


class Chain(Protocol):
    """Says whether the records still are what they were when they were written; raises `StoreError`."""

    def verify(self, since: date | None = None, until: date | None = None) -> ChainVerdict:
        """Walk the chain, or the days `since` to `until` (UTC, both included), to its first broken link."""
        ...


class Recorder(Chain, Protocol):
    """Keeps every outcome so that it can be replayed; appends only, in a hash chain.

    Raises `StoreError`; an outcome that cannot be recorded is not shown as answered.
    """

    def append(self, question: Question, outcome: Outcome) -> str:
        """Record one outcome; returns the record's id."""
        ...


class Delegations(Protocol):
    """Says whether a doctor's digital twin may speak now; raises `StoreError`."""

    def speaks(self, twin_id: str) -> bool:
        """Say whether its delegation is signed, in time and not revoked."""


class Switch(Protocol):
    """Says whether a person has stopped the whole assistant; knows of it within seconds, never raises."""

    def stopped(self) -> bool:
        """Say whether nothing is to be answered now; may wait for the store."""
        ...

    def notice(self, language: Language) -> tuple[str, ...]:
        """Tell whoever asks meanwhile what to do and whom to call."""
        ...


class Recall(Protocol):
    """Gives a person's own records back; raises `StoreError`."""

    def records_of(self, person: str) -> tuple[str, ...]:
        """List the ids of a person's records, oldest first; steps of tasks are among them."""
        ...

    def replay(self, record_id: str) -> Replay:
        """Give back what was asked and answered.

        Raises:
            UnknownRecordError: there is no such record, or it is a task's step.
        """
        ...


class Tasks(Protocol):
    """Hands to a person what the machine does not answer; raises `StoreError`."""

    def open(self, question: Question, outcome: Outcome, evidence: Sequence[Citation]) -> Outcome | None:
        """Record the outcome with a ticket and open its task, both or neither; None where no task is due."""
        ...
