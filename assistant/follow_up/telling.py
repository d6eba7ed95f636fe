"""What follows from a round: a task for a person, and the words to whoever answered or did not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from assistant.exchange import Asker, Claim, Deferred, Emergency, Outcome, Role, Trace
from assistant.exchange import Question as Filed
from assistant.follow_up.plan import Deviation, Plan, Round
from assistant.follow_up.questions import UNKNOWN, Answer, Question
from assistant.follow_up.screening import Screening, spoken
from assistant.wording import keys as wording_keys
from assistant.wording import text as wording
from assistant.worklist.opening import First
from guidelines import Language
from guidelines.citation import Citation
from guidelines.text import language_of

_MINUTE: Final = "%Y-%m-%d %H:%M"


class Opener(Protocol):
    """Records an outcome and opens its task, both or neither; the same one twice is one task."""

    def open(
        self, question: Filed, outcome: Outcome, evidence: Sequence[Citation], *, first: First | None = None
    ) -> Outcome | None:
        """Give the outcome with its ticket; None where no task is due."""
        ...


class Telling:
    """Opens the tasks of plans; `named` calls a doctor by name."""

    def __init__(
        self, opener: Opener, *, policy: Callable[[], str], named: Callable[[str], str | None]
    ) -> None:
        """Open tasks by `opener`; `policy` names the rules in force."""
        self._opener, self._policy, self._named = opener, policy, named

    def alarm(self, plan: Plan, one: Round, answers: Sequence[Answer], screening: Screening) -> Outcome:
        """Give a red flag to whoever is on call."""
        language = language_in(plan)
        outcome = Emergency(
            claims=_claims(card(screening, language)),
            reason="、".join(screening.rules),
            rules=screening.rules,
            urgency=screening.level,
            trace=self._trace(),
        )
        return self._open(plan, one, _written(plan, one, answers, ()), outcome)

    def deviation(
        self, plan: Plan, one: Round, answers: Sequence[Answer], found: Sequence[Deviation]
    ) -> Outcome:
        """Tell whom the plan names what deviates."""
        silent = all(deviation.kind == "no_answer" for deviation in found)
        reason = "follow_up_missed" if silent else "follow_up_deviation"
        return self._open(plan, one, _written(plan, one, answers, found), self._deferred(plan, reason))

    def missed(self, plan: Plan, one: Round) -> Outcome:
        """Tell whom the plan names that nobody answered in time."""
        return self._open(plan, one, _written(plan, one, (), ()), self._deferred(plan, "follow_up_missed"))

    def _deferred(self, plan: Plan, reason: str) -> Deferred:
        told = wording(f"deferred.{reason}", language_in(plan))
        return Deferred(claims=_claims((told,)), reason=reason, effect="hard", trace=self._trace())

    def _open(self, plan: Plan, one: Round, text: str, outcome: Deferred | Emergency) -> Outcome:
        question = Filed(
            id=f"{plan.plan_id}:{one.number}:{outcome.reason}",
            text=text,
            asker=Asker(role=Role.PATIENT, person=plan.person),
            language=language_in(plan),
        )
        queue = plan.terms_of(one).tell
        called = self._named(queue.name) if queue.kind == "doctor" else None
        opened = self._opener.open(question, outcome, (), first=First(queue=queue, called=called))
        return outcome if opened is None else opened

    def _trace(self) -> Trace:
        return Trace(versions={"policy": self._policy()})


def card(screening: Screening, language: Language) -> tuple[str, ...]:
    """Give the emergency card's words: the level's, the first aid that is known, the hospital's own lines."""
    known = wording_keys()
    aid = [f"first_aid.{rule}" for rule in screening.rules if f"first_aid.{rule}" in known]
    texts = [f"emergency.{screening.level}", *aid[:1]]
    return (*(wording(one, language) for one in texts), *screening.verdict.offers)


def language_in(plan: Plan) -> Language:
    """Give the language that a plan is written in."""
    return language_of(f"{plan.title} {plan.standing.questions[0].text}") or "zh"


def _written(plan: Plan, one: Round, answers: Sequence[Answer], found: Sequence[Deviation]) -> str:
    """Write a round for whoever takes the task: questions, answers, what deviates marked."""
    language = language_in(plan)
    head = wording("follow_up.round", language, title=plan.title, due=_moment(one.due_at))
    marked = {deviation.key: deviation.kind for deviation in found if deviation.key is not None}
    given = {answer.key: answer.said for answer in answers}
    lines = [_line(question, given, marked, language) for question in plan.terms_of(one).questions]
    return "\n".join((head, *(lines if answers else (wording("follow_up.silent", language),))))


def _line(question: Question, given: Mapping[str, str], marked: Mapping[str, str], language: Language) -> str:
    said = spoken(question, given.get(question.key, UNKNOWN), language)
    mark = f" [{wording(f'follow_up.{marked[question.key]}', language)}]" if question.key in marked else ""
    return f"{question.text} {said}{mark}"


def _moment(at: datetime) -> str:
    return at.astimezone().strftime(_MINUTE)


def _claims(texts: Sequence[str]) -> tuple[Claim, ...]:
    return tuple(Claim(text=one, origin="template", citations=()) for one in texts)
