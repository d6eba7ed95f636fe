"""What is kept of a conversation and who is told: every card is a record, some open a task."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from assistant.errors import StoreError
from assistant.exchange import Answered, Claim, Deferred, Emergency, Outcome, Question, Trace
from assistant.safety.incidents import IncidentKind
from assistant.triage import Direction
from assistant.wording import text as wording
from guidelines import Language
from serving.ui.patient import direction as directions
from serving.ui.patient.alarms import Alarm
from serving.ui.patient.health.noting import note_visit
from serving.ui.patient.talk import FeedbackIn, TalkIn
from serving.ui.patient.tickets import called_html, given_html
from serving.ui.patient.visitor import Visitor
from serving.ui.patient.words import script_in, spoken

if TYPE_CHECKING:
    from assistant.house import House

logger = logging.getLogger(__name__)
_LONGEST_QUESTION: Final = 20_000


class Filing:
    """Files what was told under the person's key; whoever agreed to nothing leaves no trace."""

    def __init__(self, house: House) -> None:
        """File in the records and the worklist of `house`."""
        self._house = house

    def question(
        self,
        talk: TalkIn,
        visitor: Visitor,
        language: Language,
        *,
        part: str = "",
        text: str | None = None,
        department: str | None = None,
    ) -> Question:
        """Make the question that a message is; `part` tells several of one conversation apart."""
        if visitor.asker is None:
            message = "nobody is signed in; a visitor's words are not filed"
            raise AssertionError(message)
        return Question(
            id=f"{talk.episode}{part}",
            text=(text or talk.text)[:_LONGEST_QUESTION],
            asker=visitor.asker,
            language=language,
            history=talk.history,
            department=department,
        )

    async def alarm(self, talk: TalkIn, alarm: Alarm, visitor: Visitor, language: Language) -> str:
        """Tell a person of an alarm; gives the ticket's card, empty where nobody may be told."""
        if not visitor.may_talk:
            return ""
        outcome = Emergency(
            claims=_claims(alarm.told(language)),
            reason="、".join(alarm.rules),
            rules=alarm.rules,
            urgency=alarm.level,
            trace=self._trace(),
        )
        await asyncio.to_thread(
            note_visit, self._house, visitor.person, talk.heard, alarm.level, alarm.departments
        )
        question = self.question(talk, visitor, language, part=":alarm")
        if not visitor.may_hand_over:
            await asyncio.to_thread(self._house.records.append, question, outcome)
            return ""
        told = await self._house.engine.file(question, outcome)
        return await self.given(told.trace.ticket, visitor, talk.episode)

    async def direction(
        self, talk: TalkIn, direction: Direction, visitor: Visitor, language: Language
    ) -> None:
        """Keep a direction that was given."""
        outcome = Answered(
            mode="template", claims=_claims(directions.told(direction, language)), trace=self._trace()
        )
        await self._house.engine.file(self.question(talk, visitor, language, part=":direction"), outcome)
        await asyncio.to_thread(
            note_visit, self._house, visitor.person, talk.heard, direction.urgency, direction.departments
        )

    async def person(
        self, talk: TalkIn, direction: Direction | None, visitor: Visitor, language: Language
    ) -> Outcome:
        """Give a conversation to a person, to a doctor of the department that it was directed to."""
        said = [turn.text for turn in talk.turns if turn.speaker == "patient"]
        wish = spoken("person_reason", script_in(language))
        text = talk.text.strip() or (said[0] if said else wish)
        where = direction.departments[0] if direction is not None and direction.complaints else None
        question = self.question(talk, visitor, language, part=":person", text=text, department=where)
        return await self._house.engine.hand_over(question)

    async def complaint(self, given: FeedbackIn, visitor: Visitor, language: Language) -> Outcome:
        """Give a person what somebody found wrong, with the words that it is about."""
        kind = spoken(f"feedback_{given.kind}", script_in(language))
        text = "\n".join(part for part in (kind, given.text.strip(), given.about.strip()) if part)
        outcome = Deferred(
            claims=_claims((wording("deferred.complaint", language),)),
            reason="complaint",
            effect="hard",
            trace=self._trace(),
        )
        question = self.question(given, visitor, language, part=":feedback", text=text)
        told = await self._house.engine.file(question, outcome)
        await asyncio.to_thread(self._register, question, given)
        return told

    def _register(self, question: Question, given: FeedbackIn) -> None:
        """Let the safety officer see it, too, with the answer that it is about."""
        answers = (given.episode, f"{given.episode}:direction")
        kind: IncidentKind = "wrong" if given.kind == "wrong" else "other"
        try:
            self._house.safety.incidents.note(question.asker, kind, question.text, answers=answers)
        except StoreError as fault:
            logger.error("no incident registered cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    async def report(
        self,
        question: Question,
        told: tuple[str, ...],
        *,
        critical: bool,
        visitor: Visitor,
        measured: Mapping[str, bool],
    ) -> str:
        """Keep what a report was said to hold, and what was measured; a critical value goes to a person."""
        if critical and visitor.may_hand_over:
            claims = (wording("deferred.critical_lab", question.language or "zh"), *told)
            outcome: Outcome = Deferred(
                claims=_claims(claims), reason="critical_lab", effect="hard", trace=self._trace(measured)
            )
        else:
            outcome = Answered(mode="template", claims=_claims(told), trace=self._trace(measured))
        kept = await self._house.engine.file(question, outcome)
        return await self.given(kept.trace.ticket, visitor, question.id.partition(":")[0])

    async def given(self, ticket: str | None, visitor: Visitor, episode: str) -> str:
        """Render the card of a ticket that was just opened, and hand over with it what was attached."""
        if ticket is None or visitor.person is None:
            return ""
        work, person = self._house.worklist, visitor.person
        task = await asyncio.to_thread(work.own, ticket, person)
        files = await asyncio.to_thread(self._house.attachments.pass_on, person, episode, task.task_id)
        due = None if task.kind == "emergency" else task.due_at
        return given_html(task.ticket, called_html(task, work.clocks), due, files=files)

    def _trace(self, signals: Mapping[str, bool] | None = None) -> Trace:
        return Trace(versions={"policy": self._house.gate.policy}, signals=dict(signals or {}))


def _claims(texts: tuple[str, ...]) -> tuple[Claim, ...]:
    return tuple(Claim(text=one, origin="template", citations=()) for one in texts)
