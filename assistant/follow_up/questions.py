"""What a plan asks, and what may be answered: yes or no, a number in a unit, better or worse, free words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from assistant.errors import FollowUpError

LONGEST_QUESTION: Final = 200
LONGEST_ANSWER: Final = 1_000
MOST_QUESTIONS: Final = 12
UNKNOWN: Final = "unknown"
"""What is answered by who does not know, or has not measured."""
_PLAIN: Final = re.compile(r"[+-]?[0-9]{1,9}(?:\.[0-9]{1,6})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """A question for yes or no; `unexpected` is the answer that a doctor wants to hear of, if any."""

    key: str
    text: str
    unexpected: Literal["yes", "no"] | None = None
    kind: Literal["yes_no"] = "yes_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A question for a number in a unit; the doctor expects it from `low` to `high`, both included."""

    key: str
    text: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    kind: Literal["number"] = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A question whether something is better, the same or worse; worse deviates."""

    key: str
    text: str
    kind: Literal["change"] = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A question for free words; they deviate where they say that something got worse."""

    key: str
    text: str
    kind: Literal["words"] = "words"


Question: TypeAlias = YesNo | Number | Change | Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it was given; `value` is the number it holds, in the question's unit.

    Free words may be empty: there is nothing more to say.
    """

    key: str
    said: str
    value: Decimal | None = None

    @property
    def known(self) -> bool:
        """Whether it says anything but that the person does not know."""
        return self.said not in {UNKNOWN, ""}


def refuse_unusable(questions: Sequence[Question]) -> None:
    """Refuse questions that nobody could answer or judge.

    Raises:
        FollowUpError: none or too many, a text or key that is empty, too long or doubled, a number without a
            unit, a range whose ends are the wrong way round.
    """
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        message = f"a plan has 1 to {MOST_QUESTIONS} questions"
        raise FollowUpError(message)
    keys = [one.key for one in questions]
    if len(set(keys)) < len(keys):
        message = "two questions have the same key; name each apart"
        raise FollowUpError(message)
    for number, one in enumerate(questions, start=1):
        if fault := _fault(one):
            message = f"question {number}: {fault}"
            raise FollowUpError(message)


def answers_from(questions: Sequence[Question], given: Mapping[str, str]) -> tuple[Answer, ...]:
    """Read what was given to each question, in their order; whoever does not know says `unknown`.

    Raises:
        FollowUpError: a question without an answer, an answer without a question, or one that does not fit.
    """
    if strange := sorted(given.keys() - {one.key for one in questions}):
        message = f"no question has the key {strange[0]!r}; answer the questions as they stand"
        raise FollowUpError(message)
    return tuple(_answer(one, given.get(one.key, "").strip()) for one in questions)


def as_said(questions: Sequence[Question], given: Mapping[str, str]) -> tuple[Answer, ...]:
    """Take what was given as it stands, whether or not it fits: what raises an alarm is never sent back."""
    return tuple(_as_it_stands(one, given.get(one.key, "").strip()[:LONGEST_ANSWER]) for one in questions)


def _as_it_stands(question: Question, said: str) -> Answer:
    try:
        return _answer(question, said)
    except FollowUpError:
        return Answer(key=question.key, said=said or UNKNOWN)


def _fault(one: Question) -> str | None:
    if not one.text.strip() or not one.key.strip():
        return "it has no words"
    if len(one.text) > LONGEST_QUESTION:
        return f"at most {LONGEST_QUESTION} characters"
    return _number_fault(one) if isinstance(one, Number) else None


def _number_fault(one: Number) -> str | None:
    if not one.unit.strip():
        return "a number needs a unit; name the one that it is expected in"
    bounds = [bound for bound in (one.low, one.high) if bound is not None]
    if not all(bound.is_finite() for bound in bounds):
        return "a range has plain numbers"
    return "the range ends below its beginning" if bounds != sorted(bounds) else None


def _answer(question: Question, said: str) -> Answer:
    if not said and not isinstance(question, Words):
        message = f"{question.key!r} has no answer; who does not know says {UNKNOWN!r}"
        raise FollowUpError(message)
    if len(said) > LONGEST_ANSWER:
        message = f"{question.key!r}: at most {LONGEST_ANSWER} characters"
        raise FollowUpError(message)
    if said == UNKNOWN:
        return Answer(key=question.key, said=said)
    match question:
        case YesNo():
            _refuse_other(question.key, said, ("yes", "no"))
        case Change():
            _refuse_other(question.key, said, ("better", "same", "worse"))
        case Number():
            return Answer(key=question.key, said=said, value=_number(question, said))
        case Words():
            pass
    return Answer(key=question.key, said=said)


def _refuse_other(key: str, said: str, allowed: Sequence[str]) -> None:
    if said not in allowed:
        message = f"{key!r} takes {', '.join(allowed)} or {UNKNOWN}"
        raise FollowUpError(message)


def _number(question: Number, said: str) -> Decimal:
    """Read a number, with or without the question's own unit behind it."""
    bare = said.removesuffix(question.unit).strip()
    if not _PLAIN.fullmatch(bare):
        message = f"{question.key!r} takes a number in {question.unit}; write it in figures"
        raise FollowUpError(message)
    return Decimal(bare)
