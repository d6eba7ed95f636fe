"""Answers that a doctor approved for the twin: what was signed, until when, and to which question."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Final, Literal

from assistant.errors import TwinRefusedError
from assistant.exchange import Role
from assistant.gate.identifiers import mask
from assistant.grounding import EvidenceText, check
from assistant.ports import Gate
from assistant.sufficiency.asked import asked_of, senses_in
from assistant.twin.card import MOST_DAYS, claims_a_person
from guidelines.citation import Citation
from guidelines.text import fold

REMIND_BEFORE: Final = timedelta(days=14)
"""How long before its end a doctor is reminded to approve again."""
MOST_SENTENCES: Final = 8
_LONGEST: Final = 400
_ALIKE: Final = 0.75
_NEGATED: Final = re.compile(r"不|没|无(?!论)|非(?!常)|别|勿|\b(?:not|no|never|without|cannot)\b|n't")
_MARKS: Final = re.compile(r"[^\w]+|请问|您好|你好|医生|谢谢|please|thanks?(?: you)?")
_TAIL: Final = re.compile(r"[呢吗啊呀]+$")
AnswerStanding = Literal["approved", "lapsed", "revoked"]
AnswerStep = Literal["approve", "approve_again", "take_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedSentence:
    """One sentence in the doctor's words, with the quotations that it stands on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedAnswer:
    """What a doctor signed to be given again; it lapses a quarter after it was last approved."""

    answer_id: str
    twin_id: str
    question: str
    sentences: tuple[ApprovedSentence, ...]
    approved_at: datetime
    version: int = 1
    revoked_at: datetime | None = None

    @property
    def until(self) -> datetime:
        """When it lapses unless it is approved again."""
        return self.approved_at + timedelta(days=MOST_DAYS)

    def standing(self, now: datetime) -> AnswerStanding:
        """Say whether it may be given now, as far as the doctor's approval goes."""
        if self.revoked_at is not None:
            return "revoked"
        return "approved" if now < self.until else "lapsed"

    def due(self, now: datetime) -> bool:
        """Say whether the doctor is reminded to approve it again."""
        return self.revoked_at is None and now >= self.until - REMIND_BEFORE

    def again(self, now: datetime) -> ApprovedAnswer:
        """Give it approved once more.

        Raises:
            TwinRefusedError: it was taken back.
        """
        if self.revoked_at is not None:
            message = "this answer was taken back; write it anew"
            raise TwinRefusedError(message)
        return replace(self, approved_at=now, version=self.version + 1)

    def revoked(self, now: datetime) -> ApprovedAnswer:
        """Give it taken back; it stays so if it was."""
        return self if self.revoked_at else replace(self, revoked_at=now, version=self.version + 1)

    def digest(self) -> str:
        """Give the SHA-256 that binds question, words, quotations and time."""
        bound = asdict(self) | {"approved_at": self.approved_at.isoformat(), "revoked_at": None}
        return sha256(dumps(bound, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def new_answer_id() -> str:
    """Draw an id that nobody guesses."""
    return f"v_{secrets.token_hex(10)}"


def check_answer(question: str, sentences: Iterable[ApprovedSentence], gate: Gate) -> None:
    """Refuse what no twin may repeat.

    Raises:
        TwinRefusedError: no question, a sentence without a quotation or against it, a regimen, somebody's
            name or number, or words that claim to be a person.
    """
    told = tuple(sentences)
    if not question.strip() or len(question) > _LONGEST:
        message = f"write the question that it answers, in general words, at most {_LONGEST} characters"
        raise TwinRefusedError(message)
    if not 1 <= len(told) <= MOST_SENTENCES:
        message = f"an answer has 1 to {MOST_SENTENCES} sentences"
        raise TwinRefusedError(message)
    faults = [*_private(question, "the question"), *(one for part in told for one in _faults(part, gate))]
    if faults:
        raise TwinRefusedError(faults[0])


def same_question(asked: str, approved: str) -> bool:
    """Say whether two texts ask the same of the same people; in doubt they do not.

    Everything named, the kind of answer, ages, quantities, choices and negation must agree.
    """
    left, right = _plain(asked), _plain(approved)
    if left == right:
        return True
    one, other = asked_of(asked), asked_of(approved)
    alike = (one.kind, one.names, one.ages, one.given, one.options, one.premise, one.language) == (
        other.kind, other.names, other.ages, other.given, other.options, other.premise, other.language,
    )  # fmt: skip
    if not alike or senses_in(asked) != senses_in(approved):
        return False
    if bool(_NEGATED.search(left)) != bool(_NEGATED.search(right)):
        return False
    words, others = one.content, other.content
    return bool(words & others) and len(words & others) / len(words | others) >= _ALIKE


def _plain(text: str) -> str:
    return _TAIL.sub("", _MARKS.sub("", fold(text).lower()))


def _faults(part: ApprovedSentence, gate: Gate) -> Iterator[str]:
    text = part.text.strip()
    if not text or len(text) > _LONGEST:
        yield f"a sentence has 1 to {_LONGEST} characters"
        return
    if not part.citations:
        yield f"the sentence {text[:20]!r} stands on no passage; name one that says it"
        return
    if claim := claims_a_person(text):
        yield f"the sentence claims to be a person ({claim!r}); the machine never does"
    yield from _private(text, f"the sentence {text[:20]!r}")
    verdict = gate.outgoing(text, role=Role.PATIENT)
    if verdict.verdict != "clear":
        yield f"the sentence falls under rule {verdict.rules[0].id}: {verdict.rules[0].reason}"
    grounded = check(text, [EvidenceText(text=one.quote) for one in part.citations])
    if grounded.verdict == "unsupported":
        yield f"the sentence {text[:20]!r} says otherwise than its passages ({grounded.why}); correct it"


def _private(text: str, what: str) -> Iterator[str]:
    if mask(text).text != text:
        yield f"{what} names somebody, or a number of theirs; no patient's story is told again"
