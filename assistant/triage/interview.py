"""The interview, in reading order: hear, raise flags, name complaints, fill slots, decide, direct, ask.

Urgency is the highest of the red flags of every turn, the complaints' own levels, and one level more where a
question that matters stays unknown. Nothing that is said later lowers it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from typing import Final

from assistant.exchange import Turn
from assistant.gate.redflags import RedFlagFinding, RedFlags
from assistant.gate.redflags.finder import language_of, likeness
from assistant.gate.redflags.formula import parse
from assistant.gate.redflags.learned.channel import FLAG, channel
from assistant.gate.redflags.rulebook import LEVELS, Level
from assistant.reader import Read, ReaderFileError, Reads
from assistant.triage.advice import Advice, advise
from assistant.triage.asking import Ended, ended, missing, next_question
from assistant.triage.departments import Departments, departments, ranked
from assistant.triage.hearing import Heard, hear
from assistant.triage.lasting import only_lasting
from assistant.triage.learned.channel import Channel as DepartmentChannel
from assistant.triage.learned.channel import channel as department_channel
from assistant.triage.learned.shares import both
from assistant.triage.learned.urgency import AGREES, SURE, raised, urgency
from assistant.triage.patient import Patient, completed
from assistant.triage.rulebook import Complaint, TriageBook, triage_book
from assistant.triage.slots import Filled, fill
from assistant.triage.story import story
from assistant.triage.told import Reader, Told
from guidelines import Language

logger = logging.getLogger(__name__)
_PREGNANT: Final = parse("pregnant ! conceive")
_ALONE: Final = parse("minor_alone_say")
_PARTS: Final = (
    "p_chest", "p_belly", "p_low_belly", "p_head", "p_back", "p_male", "p_eye", "p_leg", "p_arm", "p_throat",
)  # fmt: skip
_CRISIS: Final = frozenset({"RF100", "RF101", "RF102", "SG-VIOLENCE"})
_WARMING: Final = (
    "我爸六十岁，突然胸口像石头压着，喘不上气，一身冷汗，说话不清楚，左边胳膊没力气，头晕想吐，肚子疼，发烧三天，拉肚子",
    "my mother is 70 and suddenly has chest pain, short of breath, slurred speech, weak left arm, fever",
)
_URGENT: Final = frozenset({"E120", "ED"})
_PART_ONLY: Final = 2
_AT_LENGTH: Final = 16
"""Characters of a turn from which on the learned channel reads it: answers are too short for it."""
_TOLD: Final = 8
"""Characters of a turn from which on it tells something: a greeting is shorter."""
_CERTAIN: Final = 1.0
"""How sure the learned channel must be of 120 here, where the complaint's own questions come as well."""
_STRIKING: Final = 2.0
"""The likeness to emergencies that counts in full though the complaint is understood and is a calmer one."""
SURELY_URGENT: Final = 0.97
STILL_URGENT: Final = 0.9
URGENT_ALONE: Final = 0.9
"""Shares of urgent levels from which a story is taken for an emergency, whatever is understood of it: at one
turn, at two running, and for the words of one turn by themselves (figures in assistant/reader/CARD.md)."""
_VAGUE: Final = 1
"""Weight of complaints that say too little to be understood: `unwell`, a check-up."""
_FIRST_LEVEL: Final[Level] = "C72"
"""Where no complaint was understood: nothing is known, so nobody is sent home to wait."""
_STILL_RAISED: Final = frozenset({"C24", "C72", "SELF"})
_NEVER_UNKNOWN: Final = frozenset({"vitals", "bp_value", "onset", "past_history", "current_drugs", "allergy"})
"""Slots whose `不知道` raises nothing: they order no red flag by themselves."""
_THANKS: Final = re.compile(
    r"(?:(?:好(?:的|吧|嘞)?|嗯+|哦+|行|知道了|明白了?|收到|(?:谢谢|多谢|感谢|谢)(?:你|您|啦|了|医生|大夫)*|辛苦了?|再见|拜拜"
    r"|ok(?:ay)?|thanks?|thank you|got it|bye|cheers)[\s,，。.!！~]*)+",
    re.IGNORECASE,
)
"""A turn of mere courtesy tells nothing of an illness."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedFlagRaised:
    """A red flag and the words that raised it."""

    id: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """How soon, where to, what is known, missing and asked next; `done` once a first direction is due."""

    urgency: Level
    red_flags: tuple[RedFlagRaised, ...]
    complaints: tuple[str, ...]
    departments: tuple[str, ...]
    slots: Mapping[str, Filled]
    missing: tuple[str, ...]
    next_slot: str | None
    next_question: str | None
    done: bool
    ended_by: Ended | None
    advice: tuple[Advice, ...]


class Triage:
    """Leads interviews without model, network or clock; holds nothing of any of them."""

    def __init__(
        self,
        book: TriageBook | None = None,
        *,
        learned: DepartmentChannel | None,
        reader: Reads | None = None,
    ) -> None:
        """Take the packaged complaints, or others, and what orders departments beside them, if anything.

        `learned` reads the letters of a story, `reader` the whole of it.
        """
        self._learned = learned
        self._whole = reader
        self._book = book or triage_book()
        self._flags = RedFlags(self._book.red_flags)
        alike = replace(channel(), certain=_CERTAIN)
        self._alike = RedFlags(self._book.red_flags, learned=alike)
        self._striking = RedFlags(self._book.red_flags, learned=replace(alike, threshold=_STRIKING))
        silent = replace(channel(), threshold=inf)
        self._by_itself = RedFlags(
            self._book.red_flags, learned=silent, reader=reader, urgent_from=URGENT_ALONE
        )
        self._urgency = urgency()
        self._reader = Reader(self._book.red_flags.lexicon)
        self._clinical = frozenset(
            name for one in self._book.complaints for formula in one.when for name in formula.names
        ) | {
            name
            for flag in self._book.red_flags.flags
            for _, formula in flag.formulas
            for name in formula.names
        }

    def interview(
        self, turns: Sequence[Turn], patient: Patient, known: Departments | None = None
    ) -> Direction:
        """Give the direction after these turns, oldest first; `known` are the departments to name."""
        heard = hear(turns, self)
        readings = [self._reader.read(one.statement) for one in heard]
        language = _language(heard)
        bare = Told(heard=heard, readings=readings, context=self._reader.read(""), facts=frozenset())
        patient = completed(patient, [one.text for one in heard], pregnant=bare.holds(_PREGNANT) is not None)
        told = Told(
            heard=heard,
            readings=readings,
            context=self._reader.read(patient.statement()),
            facts=patient.facts,
        )
        reads = [self._read(heard[: number + 1], patient) for number in range(len(heard))]
        scores = self._urgency.scores([one.text for one in heard])
        findings = self._findings(told, patient, scores, reads)
        complaints = self._complaints(told)
        about = complaints or self._complaints(told.with_questions())
        filled = fill(self._book.slots, told, patient)
        alone = _alone(told, patient)
        unknown = _unknown(complaints, filled)
        level = _level(findings, complaints, told, wary=alone or unknown, unread=_unread(complaints, told))
        level = raised(level, scores)
        lacking = missing(complaints, filled, patient)
        why = ended(
            urgent=level in _URGENT,
            alone=alone,
            complaints=complaints,
            lacking=lacking,
            asked=sum(turn.speaker == "assistant" for turn in turns),
            first=("pregnancy_lmp",) if patient.once_pregnant else (),
        )
        flags = [one.rule_id for one in findings]
        asking = self._asks(lacking, filled, flags, why)
        question = None if asking is None else self._book.slots[asking].question.text(language)
        return Direction(
            urgency=level,
            red_flags=tuple(RedFlagRaised(id=one.rule_id, evidence=one.evidence) for one in findings),
            complaints=tuple(one.id for one in complaints),
            departments=tuple(
                ranked(
                    about,
                    told,
                    patient,
                    level,
                    known or departments(),
                    self._alike_to(heard, about, level, reads[-1] if reads else None),
                    own_door=_only_alike(findings, complaints, told),
                )
            ),
            slots=filled,
            missing=lacking,
            next_slot=asking,
            next_question=question,
            done=why is not None,
            ended_by=why,
            advice=advise(
                level,
                complaints=complaints,
                flags=flags,
                patient=patient,
                notes=[*(["guardian"] if alone else []), *(["unknown"] if unknown else [])],
                language=language,
            ),
        )

    def _alike_to(
        self, heard: Sequence[Heard], complaints: Sequence[Complaint], level: Level, read: Read | None
    ) -> Mapping[str, float]:
        """Give the departments to which stories like this one are told, by their shares.

        What the story reads like orders nothing where the answer is urgent.
        """
        if self._learned is None:
            return {}
        said = "。".join(one.text for one in heard if not _THANKS.fullmatch(one.text.strip()))
        letters = self._learned.shares(said, [one.id for one in complaints])
        return letters if read is None or level in _URGENT or not letters else both(letters, read.departments)

    def _read(self, heard: Sequence[Heard], patient: Patient) -> Read | None:
        """Read the story so far, or nothing where nobody reads."""
        told = story(((one.question, one.text) for one in heard), patient.statement())
        try:
            return None if self._whole is None else self._whole.read(told)
        except ReaderFileError as fault:
            logger.warning("nobody reads a story cause=%s", fault)
            return None

    def clinical(self, text: str) -> bool:
        """Say whether a text names any finding."""
        return not self._clinical.isdisjoint(self._reader.read(text).possible)

    def part(self, text: str) -> str:
        """Give the first part of the body that a text names, empty where it names none."""
        reading = self._reader.read(text)
        spans = sorted(span for name in _PARTS for span in reading.spans(name))
        return reading.spelt.text[slice(*spans[0])] if spans else ""

    def _findings(
        self, told: Told, patient: Patient, scores: Sequence[float], reads: Sequence[Read | None]
    ) -> tuple[RedFlagFinding, ...]:
        """Give the red flags of every turn, each with the words of the turn in which it first stood.

        What is only alike counts where the second opinion, its `scores` turn by turn, agrees; what a turn, or
        the story (`reads`), reads like counts by itself where it is sure.
        """
        context = [Turn(speaker="patient", text=said)] if (said := patient.statement()) else []
        found: dict[str, RedFlagFinding] = {}
        for number, one in enumerate(told.heard):
            earlier = [Turn(speaker="patient", text=before.statement) for before in told.heard[:number]]
            named = list(self._flags.find(one.statement, history=[*earlier, *context]))
            at_length = one.reply == "told" and len(one.text) >= _AT_LENGTH
            alike = _likeness(self._alike, one.text) if at_length and not only_lasting(one.text) else []
            if alike and scores[number] >= AGREES:
                named += self._resembling(one.text, alike, named, told.until(number), scores[number])
            named += _likeness(self._by_itself, one.text) if at_length else []
            before = reads[number - 1] if number else None
            for finding in (*named, *_read_urgent(before, reads[number], one.text)):
                other = found.get(finding.rule_id)
                if other is None or LEVELS.index(finding.urgency) < LEVELS.index(other.urgency):
                    found[finding.rule_id] = finding
        return tuple(sorted(found.values(), key=lambda one: (LEVELS.index(one.urgency), one.rule_id)))

    def _resembling(
        self,
        text: str,
        alike: Sequence[RedFlagFinding],
        named: Sequence[RedFlagFinding],
        told: Told,
        score: float,
    ) -> Sequence[RedFlagFinding]:
        """Give what a turn is `alike`: one level at most above what rules and complaints find in it so far.

        A striking likeness counts in full beside a complaint, never beside a red flag of the rules; any does
        where nothing is understood and the second opinion, its `score`, is sure.
        """
        understood = [one for one in self._complaints(told) if one.weight > _VAGUE] if alike else []
        in_full = score >= SURE if not understood else bool(_likeness(self._striking, text))
        if not named and in_full:
            return alike
        highest = max(LEVELS.index(_level(named, understood, told)) - 1, 0)
        return [replace(one, urgency=LEVELS[max(LEVELS.index(one.urgency), highest)]) for one in alike]

    def _complaints(self, told: Told) -> tuple[Complaint, ...]:
        """Name what brings the person: what tells most of the department first, then what was told first."""
        found = [
            (place, complaint.weight - loss, complaint)
            for complaint in self._book.complaints
            for place, loss in (_named(complaint, told),)
            if place is not None
        ]
        found.sort(key=lambda one: (min(one[0], 2) - one[1], one[0]))
        return tuple(complaint for _, _, complaint in found)

    def _asks(
        self, lacking: Sequence[str], filled: Mapping[str, Filled], flags: Sequence[str], why: Ended | None
    ) -> str | None:
        """Name the slot to ask for; once directed, only a crisis is kept talking."""
        if why is None:
            slot = next_question(lacking, self._book.slots)
            return None if slot is None else slot.id
        return "support" if _CRISIS & set(flags) and "support" not in filled else None


def _read_urgent(before: Read | None, read: Read | None, text: str) -> list[RedFlagFinding]:
    """Give what a story, told up to this text, reads like where that is an emergency, surely or still.

    Both only add up over the turns: what a later turn reads like takes nothing back.
    """
    if read is None:
        return []
    still = before is not None and min(before.urgent, read.urgent) >= STILL_URGENT
    if not still and read.urgent < SURELY_URGENT:
        return []
    level: Level = "E120" if read.levels["E120"] >= SURELY_URGENT else "ED"
    return [likeness(level, text)]


def _only_alike(findings: Sequence[RedFlagFinding], complaints: Sequence[Complaint], told: Told) -> bool:
    """Say whether nothing but a likeness makes an understood complaint urgent."""
    named = [one for one in findings if one.rule_id != FLAG.id]
    return bool(complaints) and _level(named, complaints, told) not in _URGENT


def _likeness(flags: RedFlags, text: str) -> list[RedFlagFinding]:
    return [one for one in flags.find(text) if one.rule_id == FLAG.id]


def warmed_up(reader: Reads | None) -> Triage:
    """Give an interviewer over the packaged data that answers its first patient quickly."""
    made = Triage(learned=department_channel(), reader=reader)
    for said in _WARMING:
        made.interview([Turn(speaker="patient", text=said)], Patient())
    return made


@cache
def triage() -> Triage:
    """Give the interviewer without a reader, made once."""
    return warmed_up(None)


def _level(
    findings: Sequence[RedFlagFinding],
    complaints: Sequence[Complaint],
    told: Told,
    *,
    wary: bool = False,
    unread: bool = False,
) -> Level:
    levels: list[Level] = [one.urgency for one in findings]
    if unread:
        levels.append(_FIRST_LEVEL)
    for complaint in complaints:
        levels.append(complaint.level)
        levels += [level for level, when in complaint.raised if told.first(when) is not None]
    level: Level = min(levels, key=LEVELS.index) if levels else _FIRST_LEVEL
    if wary and level in _STILL_RAISED:
        level = LEVELS[LEVELS.index(level) - 1]
    return level


def _named(complaint: Complaint, told: Told) -> tuple[int | None, int]:
    """Give where a complaint is told and what its weight loses: a part and a trouble say less than a name."""
    named = [one for one in complaint.when if not one.terms[0][0].names[0].startswith("p_")]
    place = told.first(named)
    return (place, 0) if place is not None else (told.first(complaint.when), _PART_ONLY)


def _unread(complaints: Sequence[Complaint], told: Told) -> bool:
    """Say whether something was told at length before the first complaint that is understood.

    Its level was that of the unknown, and what is understood later does not lower it.
    """
    places = [place for one in complaints for place in (told.first(one.when),) if place is not None]
    return any(len(one.text) >= _TOLD for one in told.heard[: max(min(places, default=0), 0)])


def _unknown(complaints: Sequence[Complaint], filled: Mapping[str, Filled]) -> bool:
    """Say whether a question of the leading complaint was answered with `不知道`."""
    return any(
        slot in filled and filled[slot].state == "unknown"
        for one in complaints[:1]
        for slot in one.ask
        if slot not in _NEVER_UNKNOWN
    )


def _alone(told: Told, patient: Patient) -> bool:
    return patient.child and told.holds(_ALONE) is not None


def _language(heard: Sequence[Heard]) -> Language:
    text = "".join(one.text for one in heard)
    return language_of(text) if text else "zh"
