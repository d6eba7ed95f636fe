"""One message walked, in reading order: alarm, consent, a person, a report, the interview, the guidelines.

The alarm is looked for before anything else and needs neither account nor consent. What is given is a stream
of named fragments: `html` a message, `begin`, `grow`, `end` one that grows, `state` what the browser keeps.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final, TypeAlias

from assistant.errors import UnknownTwinError
from assistant.exchange import ClaimShown, Emergency, Finished, Question, Role
from assistant.lanes import GATE, THINKING
from assistant.triage import Direction
from guidelines import Language
from guidelines.script import simplified
from guidelines.text import language_of
from serving.api.services import Serving
from serving.ui.patient import direction as directions
from serving.ui.patient.alarms import Alarm, alarm_html, alarm_of, reminder_html
from serving.ui.patient.answer import answer_html, growing_html, sentence_html, stopped_html
from serving.ui.patient.asking import question_html
from serving.ui.patient.attached import Attached
from serving.ui.patient.filing import Filing
from serving.ui.patient.frame import message, note, paragraph
from serving.ui.patient.heard import Ear, Heard
from serving.ui.patient.intents import wants_person
from serving.ui.patient.reports import Reports
from serving.ui.patient.talk import FeedbackIn, TalkIn
from serving.ui.patient.visitor import Visitor
from serving.ui.patient.words import language_in, script_in, spoken

Fragment: TypeAlias = tuple[str, str]
Given: TypeAlias = tuple[str, dict[str, object]]
_FIRST: Final = 1


class Course:
    """Walks messages of a house's visitors; holds nothing of any of them."""

    def __init__(self, serving: Serving) -> None:
        """Take the application's parts."""
        self._serving, self._house = serving, serving.house
        self._filing = Filing(serving.house)
        self._ear = Ear(serving.house)
        self._attached = Attached(serving.house, self._filing, serving.files)
        self._reports = Reports(serving.house, self._filing)

    async def walk(self, talk: TalkIn, visitor: Visitor) -> AsyncGenerator[Fragment, None]:
        """Answer one message; the last fragment is `state`."""
        heard = await GATE.do(self._ear.hear, talk, visitor.person)
        state: dict[str, Any] = {"mode": heard.mode} | _script(talk)
        steps = self._steps(heard, visitor, state)
        async with aclosing(steps) as fragments:
            async for fragment in fragments:
                yield fragment
        yield "state", json.dumps(state, ensure_ascii=False)

    async def person(self, talk: TalkIn, visitor: Visitor) -> Given:
        """Give the conversation to a person; an alarm in it comes first even so."""
        if not visitor.may_hand_over:
            return note("hand_over_needed"), {"need": "consent"}
        heard = await GATE.do(self._ear.hear, talk)
        directed = heard.direction if heard.mode == "triage" else None
        outcome = await self._filing.person(talk, directed, visitor, heard.language)
        ticket = await self._filing.given(outcome.trace.ticket, visitor, talk.episode)
        if isinstance(outcome, Emergency) and heard.alarm is not None:
            return f"{reminder_html(heard.alarm)}{message(ticket)}", {
                "alarm": heard.alarm.kind,
                "urgent": True,
            }
        return message(ticket or paragraph("fault"), kind="yp-card"), {}

    async def complaint(self, given: FeedbackIn, visitor: Visitor) -> Given:
        """Give a complaint or correction to a person; whoever is in need in it is helped first."""
        verdict = self._house.gate.incoming(given.text, role=Role.PATIENT, history=())
        language = language_of(given.text) or language_in(given.script)
        alarm = alarm_of(verdict, None)
        if alarm is not None:
            ticket = await self._filing.alarm(given, alarm, visitor, language)
            return alarm_html(alarm, language, extra=(ticket,)), {"alarm": alarm.kind, "urgent": True}
        if not visitor.may_hand_over:
            return note("hand_over_needed"), {"need": "consent"}
        outcome = await self._filing.complaint(given, visitor, language)
        ticket = await self._filing.given(outcome.trace.ticket, visitor, given.episode)
        return message(f"{paragraph('feedback_sent')}{ticket}", kind="yp-card", acts=False), {}

    async def file(self, data: bytes, talk: TalkIn, visitor: Visitor) -> Given:
        """Read a photographed or attached report; what is none is told so and kept for a person to see."""
        if (stopped := await self._stopped(language_in(talk.script))) is not None:
            return stopped, {}
        shown = await self._attached.taken(data, talk, visitor)
        return shown.html, {"mode": "report", "urgent": shown.critical}

    async def _steps(
        self, heard: Heard, visitor: Visitor, state: dict[str, Any]
    ) -> AsyncGenerator[Fragment, None]:
        """Say what follows from a message; `state` is told what the browser has to keep."""
        if heard.alarm is not None:
            async for fragment in self._alarmed(heard, heard.alarm, visitor, state):
                yield fragment
            if heard.mode != "report" or not visitor.may_talk:
                return
        async for fragment in self._calmly(heard, visitor, state):
            yield fragment

    async def _calmly(
        self, heard: Heard, visitor: Visitor, state: dict[str, Any]
    ) -> AsyncGenerator[Fragment, None]:
        """Go on as the message asks for; once the assistant is stopped, only to a person."""
        wish = visitor.may_talk and wants_person(heard.talk.text)
        if not wish and (stopped := await self._stopped(heard.language)) is not None:
            yield "html", stopped
            return
        if wish or not visitor.may_talk:
            state["need"] = "person" if wish else "consent" if visitor.asker else "account"
            return
        match heard.mode:
            case "report":
                walk = self._report(heard, visitor, state)
            case "triage":
                walk = self._interview(heard, visitor, state)
            case "ask":
                walk = self._ask(heard, visitor)
        async for fragment in walk:
            yield fragment

    async def _stopped(self, language: Language) -> str | None:
        """Give the notice that stands in place of every answer while the assistant is stopped."""
        stop = self._house.safety.stop
        if not await asyncio.to_thread(stop.stopped):
            return None
        return stopped_html(stop.notice(language), language)

    async def _alarmed(
        self, heard: Heard, alarm: Alarm, visitor: Visitor, state: dict[str, Any]
    ) -> AsyncIterator[Fragment]:
        """Give the card, and tell a person where that is agreed; a crisis is kept talking."""
        state |= {"alarm": alarm.kind, "urgent": True}
        new = alarm.adds_to(heard.talk.alarm)
        ticket = ""
        if new or alarm.crisis:
            ticket = await self._filing.alarm(heard.talk, alarm, visitor, heard.language)
        if not new:
            yield "html", reminder_html(alarm, told=bool(ticket))
        else:
            where = directions.departments_html(alarm.departments)
            alone = "" if ticket else paragraph(self._untold(visitor), kind="yp-untold")
            yield "html", alarm_html(alarm, heard.language, departments=where, extra=(ticket, alone))
        if alarm.crisis and heard.direction.next_slot == "support" and heard.direction.next_question:
            question = heard.direction.next_question
            state["turn"] = question
            yield "html", question_html(question, heard.language)

    @staticmethod
    def _untold(visitor: Visitor) -> str:
        return "no_consent_told" if visitor.asker else "nobody_told"

    async def _interview(
        self, heard: Heard, visitor: Visitor, state: dict[str, Any]
    ) -> AsyncIterator[Fragment]:
        """Ask the next question, or give the direction; a wish for a medicine is answered beside it."""
        if heard.verdict.verdict != "clear":
            async for fragment in self._ask(heard, visitor):
                yield fragment
            if heard.verdict.verdict == "injection" or not heard.direction.complaints:
                return
        direction, asked = heard.direction, sum(turn.speaker == "assistant" for turn in heard.talk.turns)
        if direction.done:
            yield "html", await self._directed_html(heard, visitor)
            state["done"] = True
            return
        question = direction.next_question
        if not direction.complaints and asked < _FIRST:
            question = spoken("where_hurts", script_in(heard.language))
        if question is None:
            return
        if not direction.complaints and asked >= _FIRST:
            yield "html", note("not_understood")
        state["turn"] = question
        yield "html", question_html(question, heard.language, number=asked + 1)

    async def _directed_html(self, heard: Heard, visitor: Visitor) -> str:
        """Give the direction; one that did not change is not told all over again."""
        now, before = heard.direction, heard.before
        known = before is not None and before.done
        if known and before is not None and _same(before, now):
            return note("same_direction", spoken(f"level_{now.urgency}", heard.talk.script))
        await self._filing.direction(heard.talk, now, visitor, heard.language)
        times = await asyncio.to_thread(self._house.booking.has_times)
        return directions.direction_html(now, heard.language, changed=known, bookable=times)

    async def _report(self, heard: Heard, visitor: Visitor, state: dict[str, Any]) -> AsyncIterator[Fragment]:
        shown = await self._reports.pasted(heard.talk, visitor, quiet=heard.alarm is not None)
        state["urgent"] = state.get("urgent", False) or shown.critical
        yield "html", shown.html

    async def _voiced(self, question: Question, heard: Heard) -> Question:
        """Let the twin speak that the person chose; in an interview and for a report none does."""
        if heard.talk.twin is None or heard.mode != "ask":
            return question
        voice = await THINKING.do(self._house.twins.voice, heard.talk.twin, question)
        return replace(question, voice=voice)

    async def _ask(self, heard: Heard, visitor: Visitor) -> AsyncIterator[Fragment]:
        """Answer from the guidelines, sentence by sentence as they are verified."""
        question = self._filing.question(heard.talk, visitor, heard.language)
        try:
            question = await self._voiced(question, heard)
        except UnknownTwinError:
            yield "html", note("twin_gone")
            return
        started = False
        async with aclosing(self._serving.service.events(question)) as events:
            async for event in events:
                if isinstance(event, ClaimShown):
                    if not started:
                        yield "begin", growing_html()
                    started = True
                    yield "grow", sentence_html(event.claim, heard.language)
                elif isinstance(event, Finished):
                    self._serving.service.finished(question.id, event.outcome)
                    ticket = await self._filing.given(event.outcome.trace.ticket, visitor, heard.talk.episode)
                    whole = answer_html(event.outcome, heard.language, ticket=ticket)
                    yield "end" if started else "html", whole


def _same(before: Direction, now: Direction) -> bool:
    return before.urgency == now.urgency and before.departments[:1] == now.departments[:1]


def _script(talk: TalkIn) -> dict[str, str]:
    """Name the script that a person writes in, for the page to follow."""
    language = language_of(talk.text)
    if language == "en":
        return {"script": "en"}
    if language != "zh":
        return {}
    full = any(simplified(one) != one for one in talk.text)
    return {"script": "zh-Hant" if full else "zh-Hans"} if full or talk.script == "en" else {}
