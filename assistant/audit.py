"""The hash chain over the records: each link vouches for its body and for the link before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeAlias

from assistant.exchange import Answered, Blocked, Deferred, Emergency, Outcome, Question

FIRST_PREVIOUS: Final = "0" * 64
"""What the first link names as the digest before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the chain: no words, only what proves them; `at` is UTC, `2026-01-31T08:00:00.000000Z`."""

    seq: int
    at: str
    record_id: str
    person: str
    role: str
    decision: str
    versions: Mapping[str, str] = field(default_factory=dict)
    body_sha256: str
    previous: str

    def digest(self) -> str:
        """Hash the canonical JSON of the link (sorted keys, no spaces, UTF-8)."""
        fields = {
            "seq": self.seq,
            "at": self.at,
            "record_id": self.record_id,
            "person": self.person,
            "role": self.role,
            "decision": self.decision,
            "versions": dict(self.versions),
            "body_sha256": self.body_sha256,
            "previous": self.previous,
        }
        canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A link as it is stored: with its digest, and the hash of the sealed body as it lies there now.

    `stored_body_sha256 is None`: the body is missing.
    """

    link: Link
    digest: str
    stored_body_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest link's number and digest."""

    seq: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intact:
    """Every link from `first` to `last` holds; `links == 0` means there was nothing to look at."""

    links: int
    first: int | None
    last: int | None
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first link that does not hold, and why."""

    seq: int
    why: str


ChainVerdict: TypeAlias = Intact | Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A record as it was: the question, the outcome, and its link."""

    link: Link
    question: Question
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """A record whose person was erased: the link stands, the words are gone for ever."""

    link: Link


Replay: TypeAlias = Replayed | Erased


def verify_chain(entries: Iterable[Entry], *, after: Head, head: Head | None) -> ChainVerdict:
    """Walk links in order from the one behind `after`; `head` is where the chain must end, if known."""
    last, first, count = after, None, 0
    for entry in entries:
        why = _fault(entry, last)
        if why is not None:
            return Broken(seq=last.seq + 1, why=why)
        last = Head(seq=entry.link.seq, digest=entry.digest)
        first = first or entry.link.seq
        count += 1
    if head is not None and head != last:
        return Broken(seq=last.seq + 1, why=f"the chain ends at {last.seq}, its head says {head.seq}")
    return Intact(links=count, first=first, last=last.seq if count else None, head=last.digest)


def _fault(entry: Entry, last: Head) -> str | None:
    link = entry.link
    if link.seq != last.seq + 1:
        return f"link {last.seq + 1} is missing; the next one is {link.seq}"
    if link.previous != last.digest:
        return "it does not follow from the link before it"
    if link.digest() != entry.digest:
        return "its fields were changed"
    if entry.stored_body_sha256 is None:
        return "its sealed body is missing"
    if entry.stored_body_sha256 != link.body_sha256:
        return "its sealed body was changed"
    return None


def decision_of(outcome: Outcome) -> str:
    """Name what was decided, as the interface does, with the degree of a deferral or caution."""
    match outcome:
        case Answered(effect=None):
            return "answered"
        case Answered(effect=effect):
            return f"answered:{effect}"
        case Deferred(effect=effect):
            return f"deferred:{effect}"
        case Blocked():
            return "blocked"
        case Emergency(urgency=urgency):
            return f"emergency:{urgency}"
