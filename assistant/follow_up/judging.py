"""What of a round's answers a doctor is told of, the gravest first."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.follow_up.plan import Deviation
from assistant.follow_up.questions import Answer, Change, Number, Question, Words, YesNo
from assistant.follow_up.screening import Screening


def deviations(
    questions: Sequence[Question], answers: Sequence[Answer], screening: Screening
) -> tuple[Deviation, ...]:
    """Give what deviates, the gravest first; a round of nothing but `unknown` is no answer."""
    found = [Deviation(kind="red_flag")] if screening.alarming else []
    pairs = zip(questions, answers, strict=True)
    found += [one for question, answer in pairs if (one := _deviation(question, answer, screening))]
    if not any(one.known for one in answers):
        found.append(Deviation(kind="no_answer"))
    return tuple(found)


def outside(question: Number, answer: Answer) -> bool:
    """Say whether a number lies outside what the doctor expects; what was not measured does not."""
    if answer.value is None:
        return False
    below = question.low is not None and answer.value < question.low
    return below or (question.high is not None and answer.value > question.high)


def _deviation(question: Question, answer: Answer, screening: Screening) -> Deviation | None:
    match question:
        case Number():
            return Deviation(kind="out_of_range", key=question.key) if outside(question, answer) else None
        case YesNo(unexpected=unexpected) if unexpected is not None and answer.said == unexpected:
            return Deviation(kind="unexpected", key=question.key)
        case Change() if answer.said == "worse":
            return Deviation(kind="worse", key=question.key)
        case Words() if question.key in screening.worse:
            return Deviation(kind="worse", key=question.key)
        case _:
            return None
