"""Read first: one question, walked. Gate -> find -> draft -> ground -> decide -> record.

The urgent path never reaches a model. A drafted sentence leaves only as a claim whose quotation has resolved.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass

from assistant.briefing import Briefing
from assistant.citing import Citing
from assistant.deferral import Bars, nearness, shortfall
from assistant.errors import ModelUnavailableError, StoreError
from assistant.exchange import (
    NOT_MEASURED,
    Answered,
    Blocked,
    Claim,
    ClaimShown,
    Deferred,
    Dropped,
    Emergency,
    Event,
    EvidenceCard,
    EvidenceFound,
    Finished,
    Outcome,
    Question,
    SentenceDropped,
)
from assistant.grounding import EvidenceText, check
from assistant.grounding.grounder import Grounded, Grounder
from assistant.grounding.sentences import DraftSentence, SentenceStream
from assistant.ports import DraftLimits, DraftModel, Gate, GateVerdict, Recorder
from assistant.searching import Searching
from assistant.verbatim import verbatim_choice
from assistant.walk import Walk
from assistant.wording import text as wording
from guidelines import Status
from guidelines.errors import GuidelineError
from retrieval.errors import RetrievalError, UnknownCollectionError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The rooms that a question walks through; `model is None` means that it is switched off."""

    gate: Gate
    searching: Searching
    briefing: Briefing
    model: DraftModel | None
    grounder: Grounder
    citing: Citing
    recorder: Recorder
    limits: DraftLimits
    bars: Bars


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
        async for event in self.stream(question):
            if isinstance(event, Finished):
                return event.outcome
        raise AssertionError("a stream always ends with Finished")

    async def stream(self, question: Question) -> AsyncGenerator[Event, None]:
        """Walk a question through the rooms; the last event is `Finished`, and it is already recorded."""
        walk = Walk(question)
        try:
            closed = self._pass_gate(walk)
            if closed is None:
                async for event in self._answer(walk):
                    yield event
                closed = self._decide(walk)
            yield Finished(self._record(walk, closed))
        finally:
            if not walk.recorded:
                self._record(walk, self._deferred(walk, "asker_left"))

    async def _answer(self, walk: Walk) -> AsyncGenerator[Event, None]:
        """Find evidence, show it at once, then draft and ground sentence by sentence."""
        rooms = self._rooms
        with walk.watch.stage("find"):
            cards = await self._find(walk)
        yield EvidenceFound(cards)
        if walk.shortfall is not None:
            return
        if rooms.model is None:
            walk.interruption = "model_off"
        else:
            async for event in self._draft(walk, rooms.model):
                yield event
        if walk.needs_verbatim:
            for claim in self._verbatim(walk):
                yield ClaimShown(claim)

    async def _find(self, walk: Walk) -> tuple[EvidenceCard, ...]:
        """Find the evidence; where it cannot be searched or does not stand in the ledger, say so.

        Raises:
            UnknownCollectionError: the question names a collection that is not there.
        """
        rooms = self._rooms
        try:
            walk.found, walk.evidence = await asyncio.to_thread(rooms.searching.find, walk.question)
            cards = rooms.citing.cards(walk.evidence)
        except UnknownCollectionError:
            walk.recorded = True  # a question that cannot be asked has no outcome
            raise
        except (RetrievalError, GuidelineError, StoreError) as fault:
            logger.error("no search question=%s cause=%s", walk.question.id, type(fault).__name__)  # noqa: TRY400 - its words may quote
            walk.shortfall = "index_unavailable"
            return ()
        walk.shortfall = shortfall(walk.found, walk.evidence, bars=rooms.bars)
        walk.signals["tokens_exact"] = rooms.briefing.counter.exact
        walk.signals["nearness"] = (
            NOT_MEASURED if rooms.bars.nearness is None else round(nearness(walk.found, bars=rooms.bars), 4)
        )
        return cards

    async def _draft(self, walk: Walk, model: DraftModel) -> AsyncGenerator[Event, None]:
        """Let the model write; whatever fails, what has been shown so far stays valid."""
        language = walk.language
        prompt = self._rooms.briefing.write(walk.question.text, language, walk.evidence)
        walk.versions |= {"model": model.name, "prompt": prompt.digest}
        sentences = SentenceStream(silence=frozenset({wording("silence", "zh"), wording("silence", "en")}))
        with walk.watch.stage("draft"):
            try:
                async with aclosing(model.stream(prompt, self._rooms.limits)) as pieces:
                    async for piece in pieces:
                        for event in self._ground(walk, sentences.feed(piece)):
                            yield event
            except ModelUnavailableError as fault:
                logger.warning("draft broke off question=%s cause=%s", walk.question.id, type(fault).__name__)
                walk.interruption = "model_unavailable"
                for cut_off in sentences.finish():
                    yield SentenceDropped(walk.drop(Dropped(cut_off.text, "cut off in the middle")))
            for event in self._ground(walk, sentences.finish()):
                yield event
        walk.versions["model"] = model.name

    def _ground(self, walk: Walk, sentences: list[DraftSentence]) -> Iterator[Event]:
        """Show what stands, keep back what does not."""
        for sentence in sentences:
            if sentence.silent:
                walk.silent = True
                continue
            with walk.watch.stage("ground"):
                event = self._judge(walk, sentence)
            if event is not None:
                yield event

    def _judge(self, walk: Walk, sentence: DraftSentence) -> Event | None:
        grounded = self._rooms.grounder.ground(
            sentence, walk.evidence, language=walk.language, used=walk.used
        )
        if not isinstance(grounded, Grounded):
            return SentenceDropped(walk.drop(Dropped(grounded.text, grounded.why)))
        if walk.repeats(grounded.text):
            return None
        if grounded.origin != "verbatim":
            verdict = self._rooms.gate.outgoing(grounded.text, role=walk.question.asker.role)
            if verdict.verdict != "clear":
                return SentenceDropped(walk.drop(Dropped(grounded.text, f"gate: {verdict.rules[0].id}")))
        citations = self._rooms.citing.citations(grounded.sentences)
        walk.used |= {one.marker for one in grounded.sentences}
        return ClaimShown(walk.show(Claim(text=grounded.text, origin=grounded.origin, citations=citations)))

    def _verbatim(self, walk: Walk) -> Iterator[Claim]:
        """Put the best evidence itself before the reader, word for word."""
        for sentence in verbatim_choice(walk.evidence, used=walk.used):
            citations = self._rooms.citing.citations((sentence,))
            walk.used |= {sentence.marker}
            yield walk.show(Claim(text=sentence.text, origin="verbatim", citations=citations))

    def _pass_gate(self, walk: Walk) -> Outcome | None:
        """Stop at the gate what must not go further; emergencies come before everything."""
        question = walk.question
        with walk.watch.stage("gate"):
            verdict = self._rooms.gate.incoming(
                question.text, role=question.asker.role, history=question.history
            )
        walk.versions |= {"policy": verdict.policy, "index": self._rooms.searching.version}
        walk.signals["gate"] = verdict.verdict
        match verdict.verdict:
            case "emergency":
                return self._emergency(walk, verdict)
            case "blocked":
                return self._blocked(walk, verdict)
            case "injection":
                return self._deferred(walk, "injection")
            case "clear" if question.language is None:
                return self._deferred(walk, "unsupported_language")
            case _:
                return None

    def _decide(self, walk: Walk) -> Outcome:
        """Answer with what was shown, or say plainly why not."""
        walk.measure()
        if not walk.claims:
            return self._deferred(walk, walk.why_silent)
        if walk.interruption is not None:
            walk.note(walk.interruption)
        if any(citation.certainty != "checked" for claim in walk.claims for citation in claim.citations):
            walk.note("unchecked_fact")
        cited = {citation.status for claim in walk.claims for citation in claim.citations}
        for status in sorted(cited - {Status.CURRENT}):
            walk.note(status.value)
        flagged = walk.interruption is not None or "unchecked_fact" in walk.cautions
        return Answered(
            mode=walk.mode,
            claims=tuple(walk.claims),
            trace=walk.trace(),
            effect="flag" if flagged else None,
            reason=walk.interruption,
        )

    def _deferred(self, walk: Walk, reason: str) -> Deferred:
        text = wording(f"deferred.{reason}", walk.language)
        return Deferred(claims=(_template(text),), reason=reason, effect="hard", trace=walk.trace())

    def _blocked(self, walk: Walk, verdict: GateVerdict) -> Blocked:
        reason = verdict.rules[0].reason
        return Blocked(
            claims=(_template(wording("blocked", walk.language, rule=reason)),),
            reason=reason,
            rules=tuple(rule.id for rule in verdict.rules),
            trace=walk.trace(),
        )

    def _emergency(self, walk: Walk, verdict: GateVerdict) -> Emergency:
        urgency = verdict.urgency or "E120"
        return Emergency(
            claims=(_template(wording(f"emergency.{urgency}", walk.language)),),
            reason=verdict.rules[0].reason,
            rules=tuple(rule.id for rule in verdict.rules),
            urgency=urgency,
            trace=walk.trace(),
        )

    def _record(self, walk: Walk, outcome: Outcome) -> Outcome:
        """Append the outcome; an answer that cannot be recorded is withheld, an alarm never is."""
        walk.recorded = True
        try:
            self._rooms.recorder.append(walk.question, outcome)
        except StoreError:
            logger.exception("outcome not recorded question=%s", walk.question.id)
            if isinstance(outcome, Answered):
                return self._deferred(walk, "not_recorded")
        return outcome


def _template(text: str) -> Claim:
    return Claim(text=text, origin="template", citations=())
