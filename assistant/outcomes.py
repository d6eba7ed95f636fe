"""From a finished walk to its one outcome: answered, deferred, blocked or emergency, all texts fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.exchange import (
    Answered,
    Blocked,
    Claim,
    Deferred,
    Effect,
    Emergency,
    Outcome,
    Question,
    Role,
    Voice,
)
from assistant.ports import GateVerdict
from assistant.walk import Walk
from assistant.wording import keys as wording_keys
from assistant.wording import text as wording
from guidelines import Certainty, Language, Status


def decided(walk: Walk) -> Outcome:
    """Answer with what was shown, or say plainly why not."""
    walk.measure()
    if not walk.claims:
        return deferred(walk, walk.why_silent)
    citations = [citation for claim in walk.claims for citation in claim.citations]
    if walk.interruption is not None:
        walk.note(walk.interruption)
    unchecked = any(citation.certainty is not Certainty.CHECKED for citation in citations)
    if unchecked:
        walk.note("unchecked_fact")
    for status in sorted({citation.status for citation in citations} - {Status.CURRENT}):
        walk.note(status.value)
    if len({citation.edition_id for citation in citations}) > 1:
        walk.note("several_sources")
    doubtful = walk.weighed.doubtful
    if doubtful:
        walk.note("doubtful")
        if walk.question.asker.role is Role.PATIENT and walk.question.asker.person is not None:
            walk.note("person_offered")
    return Answered(
        mode=walk.mode,
        claims=tuple(walk.claims),
        trace=walk.trace(),
        effect=_caution(walk, flagged=unchecked or walk.interruption is not None, doubtful=doubtful),
        reason=walk.interruption or ("doubtful" if doubtful else None),
    )


def _caution(walk: Walk, *, flagged: bool, doubtful: bool) -> Effect | None:
    """A doubtful answer is marked for a doctor; a patient is offered a person."""
    if doubtful and walk.question.asker.role is Role.PATIENT:
        return "soft"
    return "flag" if flagged or doubtful else None


def deferred(walk: Walk, reason: str) -> Deferred:
    """Hand the question back with its reason in plain words and nothing clinical."""
    text = wording(f"deferred.{reason}", walk.language)
    return Deferred(claims=(_template(text),), reason=reason, effect="hard", trace=walk.trace())


def stopped(walk: Walk, notice: Sequence[str]) -> Deferred:
    """Say that a person has stopped the assistant, and whom to call; what was drafted stays inside."""
    return Deferred(claims=tuple(map(_template, notice)), reason="stopped", effect="hard", trace=walk.trace())


def broken_off(walk: Walk, reason: str) -> Deferred:
    """Say for the record what a person had read when the walk ended before its time."""
    walk.measure()
    closed = deferred(walk, reason)
    return Deferred(
        claims=(*walk.claims, *closed.claims), reason=reason, effect=closed.effect, trace=closed.trace
    )


def blocked(walk: Walk, verdict: GateVerdict) -> Blocked:
    """Name the rule in one sentence and offer the ways that are open."""
    reason = verdict.rules[0].reason
    return Blocked(
        claims=tuple(map(_template, (wording("blocked", walk.language, rule=reason), *verdict.offers))),
        reason=reason,
        rules=tuple(rule.id for rule in verdict.rules),
        trace=walk.trace(),
    )


def emergency(walk: Walk, verdict: GateVerdict) -> Emergency:
    """Give the card of the urgency that the gate found, with the first aid of its most urgent finding."""
    urgency = verdict.urgency or "E120"
    texts = [wording(f"emergency.{urgency}", walk.language)]
    aids = [f"first_aid.{rule.id}" for rule in verdict.rules if f"first_aid.{rule.id}" in wording_keys()]
    texts += [wording(aid, walk.language) for aid in aids[:1]]
    return Emergency(
        claims=tuple(map(_template, (*texts, *verdict.offers))),
        reason=verdict.rules[0].reason,
        rules=tuple(rule.id for rule in verdict.rules),
        urgency=urgency,
        trace=walk.trace(),
    )


def in_voice(outcome: Outcome, question: Question) -> Outcome:
    """Say in every reply of a twin whose assistant speaks; an alarm is left as it is."""
    voice, language = question.voice, question.language or "zh"
    if voice is None or isinstance(outcome, Emergency):
        return outcome
    reminder = wording("twin.reminder", language) if voice.remind else ""
    own = (voice.opening, voice.closing) if isinstance(outcome, Answered) else ("", "")
    before = (_template(words) for words in (reminder, own[0]) if words)
    after = (_template(words) for words in own[1:] if words)
    return replace(outcome, claims=(whose_assistant(voice, language), *before, *outcome.claims, *after))


def whose_assistant(voice: Voice, language: Language) -> Claim:
    """Say that a machine speaks, and whose assistant it is: the first words of every reply of a twin."""
    return _template(wording("twin.label", language, name=voice.doctor_name))


def _template(text: str) -> Claim:
    return Claim(text=text, origin="template", citations=())
