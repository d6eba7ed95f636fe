"""Read first: one question, walked. Gate -> find -> draft -> ground -> decide -> record.

The urgent path never reaches a model. A drafted sentence leaves only as a claim whose quotation has resolved.
Whatever may wait runs in a thread, what keeps a processor busy in a lane: no stream stalls another.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from assistant.briefing import Briefing
from assistant.changes import ChangeLog
from assistant.citing import Citing
from assistant.deferral import shortfall
from assistant.deferral_triggers import for_a_person, with_triggers
from assistant.errors import ModelUnavailableError, StoreError
from assistant.exchange import (
    Answered,
    Approved,
    Claim,
    ClaimShown,
    Dropped,
    Emergency,
    Event,
    EvidenceCard,
    EvidenceFound,
    Finished,
    Outcome,
    Question,
    Role,
    SentenceDropped,
)
from assistant.gate.identifiers import mask
from assistant.grounding import EvidenceText, check
from assistant.grounding.echo import echoes
from assistant.grounding.grounder import Grounded, Grounder
from assistant.grounding.sentences import DraftSentence, SentenceStream
from assistant.lanes import GATE, THINKING, WRITING
from assistant.outcomes import (
    blocked,
    broken_off,
    decided,
    deferred,
    emergency,
    in_voice,
    stopped,
    whose_assistant,
)
from assistant.ports import (
    Delegations,
    DraftLimits,
    DraftModel,
    Gate,
    Guard,
    Prompt,
    Recorder,
    Switch,
    Tasks,
)
from assistant.quoting import quoted
from assistant.searching import Searching
from assistant.shortlist import shortlist
from assistant.sufficiency import Weighing
from assistant.walk import Walk
from assistant.wording import text as wording
from guidelines import GuidelineError
from retrieval.errors import RetrievalError, UnknownCollectionError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The rooms that a question walks through.

    `model is None` means that it is switched off, `changes is None` that answers do not say what changed,
    `tasks is None` that nobody takes over what is deferred, `delegations is None` that no twin speaks,
    `switch is None` that nobody can stop it.
    """

    gate: Gate
    searching: Searching
    briefing: Briefing
    model: DraftModel | None
    grounder: Grounder
    citing: Citing
    recorder: Recorder
    limits: DraftLimits
    weighing: Weighing
    changes: ChangeLog | None = None
    tasks: Tasks | None = None
    delegations: Delegations | None = None
    switch: Switch | None = None


class Engine:
    """One question in, one outcome out, whichever door it came through."""

    def __init__(self, rooms: Rooms) -> None:
        """Take the rooms; the composition root decides what stands in them."""
        self._rooms = rooms

    def warm_up(self) -> None:
        """Load the word lists and the tokenizer, which otherwise the first question would wait for."""
        check("预热。", [EvidenceText(text="预热。")])
        self._rooms.briefing.counter.count("预热")

    async def ask(self, question: Question) -> Outcome:
        """Answer, defer, block or raise the alarm; never raises for a model or an index that fails."""
        async with aclosing(self.stream(question)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    return event.outcome
        raise AssertionError("a stream always ends with Finished")

    async def hand_over(self, question: Question) -> Outcome:
        """Give a question to a person because its asker wants one; an emergency card comes first even so."""
        walk = Walk(question)
        closed = await self._pass_gate(walk)
        if not isinstance(closed, Emergency):
            closed = deferred(walk, "person_asked")
        return await self._record(walk, closed)

    async def file(self, question: Question, outcome: Outcome) -> Outcome:
        """Record what another room decided, with the task that it opens; an alarm goes out all the same."""
        return await self._record(Walk(question), outcome)

    async def stream(self, question: Question) -> AsyncGenerator[Event, None]:
        """Walk a question through the rooms; the last event is `Finished`, and it is already recorded.

        `Finished` supersedes what was shown before: an answer that cannot be recorded is withdrawn there.
        """
        walk = Walk(question)
        leaving = "asker_left"
        try:
            closed = await self._pass_gate(walk) or await self._delegated(walk)
            if closed is None:
                if question.voice is not None:
                    yield ClaimShown(whose_assistant(question.voice, walk.language))
                async with aclosing(self._answer(walk)) as events:
                    async for event in events:
                        if await self._halted() or await self._delegated(walk):
                            break
                        yield event
                await self._look_again(walk)
                await self._compare(walk)
                closed = await self._stopped(walk) or await self._delegated(walk) or decided(walk)
            yield Finished(await self._record(walk, in_voice(closed, question)))
        except UnknownCollectionError:
            walk.recorded = True  # a question that cannot be asked has no outcome
            raise
        except Exception:
            leaving = "failed"
            raise
        finally:
            if not walk.recorded:
                await asyncio.shield(self._record(walk, broken_off(walk, leaving)))

    async def _pass_gate(self, walk: Walk) -> Outcome | None:
        """Stop at the gate what must not go further; emergencies come before everything."""
        question = walk.question
        with walk.watch.stage("gate"):
            verdict = await GATE.do(
                self._rooms.gate.incoming, question.text, role=question.asker.role, history=question.history
            )
        walk.versions["policy"] = verdict.policy
        walk.signals["gate"] = verdict.verdict
        if verdict.verdict == "emergency":
            return emergency(walk, verdict)
        if closed := await self._stopped(walk):
            return closed
        match verdict.verdict:
            case "blocked":
                return blocked(walk, verdict)
            case "injection":
                return deferred(walk, "injection")
            case "clear" if question.language is None:
                return deferred(walk, "unsupported_language")
            case _:
                reason = await asyncio.to_thread(for_a_person, question)
                return None if reason is None else deferred(walk, reason)

    async def _halted(self) -> bool:
        """Say whether a person has stopped the assistant."""
        switch = self._rooms.switch
        return switch is not None and await asyncio.to_thread(switch.stopped)

    async def _stopped(self, walk: Walk) -> Outcome | None:
        """Answer nothing once the assistant is stopped, also what was under way; only alarms pass."""
        if self._rooms.switch is None or not await self._halted():
            return None
        walk.signals["stopped"] = True
        return stopped(walk, self._rooms.switch.notice(walk.language))

    async def _delegated(self, walk: Walk) -> Outcome | None:
        """Stop where a twin is asked that may not speak, or not to this; looked up each time, then kept."""
        voice, delegations = walk.question.voice, self._rooms.delegations
        if voice is None:
            return None
        if voice.shut is None and (
            delegations is None or not await asyncio.to_thread(delegations.speaks, voice.twin_id)
        ):
            voice = replace(voice, shut="twin_unavailable")
            walk.question = replace(walk.question, voice=voice)
        return None if voice.shut is None else deferred(walk, voice.shut)

    async def _answer(self, walk: Walk) -> AsyncGenerator[Event, None]:
        """Find evidence, show it at once, then draft and ground sentence by sentence.

        A patient sees passages only beside an answer: a deferral withholds clinical content from them.
        """
        voice = walk.question.voice
        if voice is not None and voice.approved is not None:
            await self._say_again(walk, voice.approved)
            for claim in walk.claims:
                yield ClaimShown(claim)
            return
        with walk.watch.stage("find"):
            cards = await self._find(walk)
        held_back = EvidenceFound(cards) if walk.question.asker.role is Role.PATIENT else None
        if held_back is None:
            yield EvidenceFound(cards)
        async for event in self._sentences(walk):
            if held_back is not None and isinstance(event, ClaimShown):
                yield held_back
                held_back = None
            yield event

    async def _say_again(self, walk: Walk, approved: Approved) -> None:
        """Take a doctor's approved answer, whole while all that it cites is in force, else not at all."""
        walk.versions["approved"] = approved.answer_id
        walk.claims = list(approved.claims)
        await self._look_again(walk)

    async def _sentences(self, walk: Walk) -> AsyncGenerator[Event, None]:
        """Draft where a model stands; where none does, or nothing it wrote stood, let the evidence speak."""
        if walk.shortfall is not None:
            return
        if self._rooms.model is None:
            walk.interruption = "model_off"
        else:
            async for event in self._draft(walk, self._rooms.model):
                yield event
            walk.signals["model_silent"] = walk.silent and not walk.claims
            if walk.claims:
                walk.weighed = self._rooms.weighing.after_speech(walk.weighed)
            elif walk.silent:
                walk.weighed = self._rooms.weighing.after_silence(walk.weighed)
        for event in await THINKING.do(quoted, walk):
            yield event

    async def _find(self, walk: Walk) -> tuple[EvidenceCard, ...]:
        """Find the evidence and cite it; where that fails, say so instead of answering.

        Raises:
            UnknownCollectionError: the question names a collection that is not there.
        """
        rooms = self._rooms

        def find() -> tuple[EvidenceCard, ...]:
            walk.versions["index"] = rooms.searching.version(walk.question.collection)
            walk.found, walk.evidence = rooms.searching.find(walk.question)
            walk.weighed = rooms.weighing.weigh(walk.question.text, walk.found, walk.evidence)
            return rooms.citing.cards(walk.evidence)

        try:
            cards = await THINKING.do(find)
        except UnknownCollectionError:
            raise
        except (RetrievalError, GuidelineError, StoreError) as fault:
            logger.error("no search walk=%s cause=%s", walk.id, type(fault).__name__)  # noqa: TRY400 - its words may quote
            walk.shortfall = "index_unavailable"
            return ()
        walk.citations = {card.marker: card.citation for card in cards}
        walk.shortfall = shortfall(
            walk.question.text, walk.evidence, walk.weighed, drafting=rooms.model is not None
        )
        walk.signals["tokens_exact"] = rooms.briefing.counter.exact
        return cards

    async def _draft(self, walk: Walk, model: DraftModel) -> AsyncGenerator[Event, None]:
        """Let the model write; whatever fails, what has been shown so far stays valid."""
        prompt = await THINKING.do(self._brief, walk)
        walk.versions |= {"model": model.name, "prompt": prompt.digest}
        guard = self._rooms.gate.guard(walk.question.asker.role)
        sentences = SentenceStream(silence=frozenset({wording("silence", "zh"), wording("silence", "en")}))
        with walk.watch.stage("draft"):
            try:
                async with aclosing(model.stream(prompt, self._rooms.limits)) as pieces:
                    async for piece in pieces:
                        for event in await self._grounded(walk, guard, sentences.feed(piece)):
                            yield event
            except ModelUnavailableError as fault:
                logger.warning("draft broke off walk=%s cause=%s", walk.id, type(fault).__name__)
                walk.interruption = "model_unavailable"
                for cut_off in sentences.finish():
                    yield SentenceDropped(walk.drop(Dropped(cut_off.text, "cut off in the middle")))
            for event in await self._grounded(walk, guard, sentences.finish()):
                yield event
        walk.versions["model"] = model.name

    def _brief(self, walk: Walk) -> Prompt:
        """Write what the model is told: the question without names, and the sentences that fit best."""
        asked = mask(walk.question.text, walk.pseudonyms).text
        return self._rooms.briefing.write(asked, walk.language, shortlist(walk.evidence, walk.weighed))

    async def _grounded(self, walk: Walk, guard: Guard, sentences: list[DraftSentence]) -> list[Event]:
        """Ground what is complete; most pieces complete no sentence."""
        return await THINKING.do(lambda: list(self._ground(walk, guard, sentences))) if sentences else []

    def _ground(self, walk: Walk, guard: Guard, sentences: list[DraftSentence]) -> Iterator[Event]:
        """Show what stands, keep back what does not."""
        for sentence in sentences:
            if sentence.silent:
                walk.silent = True
                continue
            with walk.watch.stage("ground"):
                named = replace(sentence, text=walk.pseudonyms.unmask(sentence.text))
                event = self._judge(walk, guard, named)
            if event is not None:
                yield event

    def _judge(self, walk: Walk, guard: Guard, sentence: DraftSentence) -> Event | None:
        grounded = self._rooms.grounder.ground(
            sentence, walk.evidence, language=walk.language, used=walk.used
        )
        if isinstance(grounded, Grounded) and grounded.origin == "verbatim":
            return ClaimShown(walk.show_from(grounded.text, "verbatim", grounded.sentences))
        # In the model's own words, shown or dropped, nobody is told a regimen, at once or in pieces.
        verdict = guard.sentence(grounded.text)
        if verdict.verdict != "clear":
            return SentenceDropped(walk.withhold(f"gate: {verdict.rules[0].id}"))
        if not isinstance(grounded, Grounded):
            return SentenceDropped(walk.drop(Dropped(grounded.text, grounded.why)))
        if walk.repeats(grounded.text):
            return None
        if echoes(walk.question.text, grounded.text):
            return SentenceDropped(walk.drop(Dropped(grounded.text, "says the question again")))
        return ClaimShown(walk.show_from(grounded.text, grounded.origin, grounded.sentences))

    async def _look_again(self, walk: Walk) -> None:
        """Take back what was quoted from an edition that was withdrawn or replaced in the meantime."""

        def stands(claim: Claim) -> bool:
            return all(self._rooms.searching.stands(walk.question, one) for one in claim.citations)

        try:
            standing = await asyncio.to_thread(lambda: [one for one in walk.claims if stands(one)])
        except (GuidelineError, StoreError) as fault:
            logger.error("no second look walk=%s cause=%s", walk.id, type(fault).__name__)  # noqa: TRY400 - its words may quote
            standing = []
        if len(standing) < len(walk.claims) and "approved" in walk.versions:
            walk.claims, walk.shortfall = [], "twin_answer_stale"
        elif len(standing) < len(walk.claims):
            walk.claims = standing
            walk.shortfall = "changed_meanwhile"
            walk.note("changed_meanwhile")

    async def _compare(self, walk: Walk) -> None:
        """Note which cited statements another edition states otherwise; an answer does not fail on it."""
        changes, asker = self._rooms.changes, walk.question.asker
        citations = [citation for claim in walk.claims for citation in claim.citations]
        if changes is None or not citations:
            return
        try:
            walk.remarks = await asyncio.to_thread(changes.remarks, citations, asker, walk.language)
            walk.signals["D04"] = await asyncio.to_thread(changes.disagree, citations, walk.language)
        except (GuidelineError, StoreError) as fault:
            logger.error("no comparison walk=%s cause=%s", walk.id, type(fault).__name__)  # noqa: TRY400 - its words may quote
            walk.signals["editions_compared"] = False

    async def _record(self, walk: Walk, outcome: Outcome) -> Outcome:
        """Append the outcome; an answer that cannot be recorded is withdrawn, an alarm never is."""
        walk.recorded = True
        today = datetime.now(tz=UTC).date()
        outcome = await asyncio.to_thread(with_triggers, walk.question, outcome, on=today)
        try:
            return await WRITING.do(self._keep, walk, outcome)
        except StoreError:
            logger.exception("outcome not recorded walk=%s", walk.id)
            if isinstance(outcome, Answered):
                return with_triggers(walk.question, deferred(walk, "not_recorded"), on=today)
        return outcome

    def _keep(self, walk: Walk, outcome: Outcome) -> Outcome:
        """Record the outcome, together with the task that it opens where a person is to take over."""
        rooms = self._rooms
        if rooms.tasks is not None:
            told = rooms.tasks.open(walk.question, outcome, tuple(walk.citations.values()))
            if told is not None:
                return told
        rooms.recorder.append(walk.question, outcome)
        return outcome
