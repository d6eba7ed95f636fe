"""The hash chain over the records: each link vouches for its body and for the link before it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal, TypeAlias

from assistant.exchange import Answered, Blocked, Deferred, Emergency, Outcome, Question

FIRST_PREVIOUS: Final = "0" * 64
"""What the first link names as the digest before it."""

OUTCOMES: Final = frozenset({"answered", "deferred", "blocked", "emergency"})
"""How the decision of a link begins that vouches for a question and its outcome."""


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


Fault = Literal["changed", "truncated", "rewritten", "signature"]
"""What was found: a link or body that does not hold, a cut-off end, another history, a head of nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The first link that does not hold, and why."""

    seq: int
    why: str
    fault: Fault = "changed"


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


def verify_chain(
    entries: Iterable[Entry], *, after: Head, head: Head | None, kept: Sequence[Head] = ()
) -> ChainVerdict:
    """Walk links in order from the one behind `after`; `head` is where the chain must end, if known.

    `kept` are heads that were taken down elsewhere: the chain must have passed each of them.
    """
    passed = _Passed(kept)
    last, first, count = after, None, 0
    for entry in entries:
        why = _fault(entry, last)
        if why is not None:
            return Broken(seq=last.seq + 1, why=why)
        last = Head(seq=entry.link.seq, digest=entry.digest)
        rewritten = passed.another(last)
        if rewritten is not None:
            return rewritten
        first = first or entry.link.seq
        count += 1
    if passed.newest > last.seq:
        why = f"the chain ends at link {last.seq}, a kept head has seen link {passed.newest}"
        return Broken(seq=last.seq + 1, why=why, fault="truncated")
    if head is not None and head != last:
        why = f"the chain ends at {last.seq}, its head says {head.seq}"
        return Broken(seq=last.seq + 1, why=why, fault="truncated")
    return Intact(links=count, first=first, last=last.seq if count else None, head=last.digest)


class _Passed:
    """The kept heads that a walk has passed, and those that are still to come."""

    def __init__(self, kept: Sequence[Head]) -> None:
        self._digests: dict[int, set[str]] = {}
        for one in kept:
            self._digests.setdefault(one.seq, set()).add(one.digest)
        self.newest: Final = max(self._digests, default=0)
        self._sure = 0

    def another(self, link: Head) -> Broken | None:
        """Say where the history became another one, if a kept head shows that at this link."""
        named = self._digests.get(link.seq)
        if named is None:
            return None
        if named != {link.digest}:
            why = (
                f"a kept head names another link {link.seq}: "
                f"something from link {self._sure + 1} to link {link.seq} was rewritten"
            )
            return Broken(seq=self._sure + 1, why=why, fault="rewritten")
        self._sure = link.seq
        return None


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


def is_outcome(decision: str) -> bool:
    """Say whether a link with this decision vouches for a question and its outcome."""
    return decision.partition(":")[0] in OUTCOMES


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
