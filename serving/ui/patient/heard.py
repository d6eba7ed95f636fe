"""A message as the rules hear it: what it is about, whether it alarms, where the interview stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.exchange import Role
from assistant.ports import GateVerdict
from assistant.triage import Direction, Patient, departments
from guidelines import Language
from guidelines.text import language_of
from serving.ui.patient.alarms import Alarm, alarm_of
from serving.ui.patient.intents import mode_of
from serving.ui.patient.talk import Mode, TalkIn
from serving.ui.patient.words import language_in

if TYPE_CHECKING:
    from assistant.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message as the rules see it: what it is about, whether it alarms, where the interview stands."""

    talk: TalkIn
    mode: Mode
    verdict: GateVerdict
    direction: Direction
    before: Direction | None
    alarm: Alarm | None
    language: Language


class Ear:
    """Hears messages with the gate and the interview of a house."""

    def __init__(self, house: House) -> None:
        """Hear with the rules of `house`."""
        self._house = house

    def hear(self, talk: TalkIn, person: str | None = None) -> Heard:
        """Look for an alarm, and say what a message is about; `person` is whose health file may be read."""
        known = departments(self._house.settings.home)
        again = frozenset[str]() if person is None else self._house.health_file.asked_again(person)
        patient = Patient(once_pregnant="pregnancy" in again)
        now = self._house.interviewer().interview(talk.heard, patient, known)
        earlier = any(turn.speaker == "patient" for turn in talk.turns)
        before = self._house.interviewer().interview(talk.history, patient, known) if earlier else None
        mode = talk.mode or mode_of(talk.text, now)
        if talk.mode in {"report", "ask"} and mode_of(talk.text, now) != talk.mode:
            mode = _strayed(talk, now)
        verdict = self._house.gate.incoming(talk.text, role=Role.PATIENT, history=talk.history)
        return Heard(
            talk=talk,
            mode=mode,
            verdict=verdict,
            direction=now,
            before=before,
            alarm=alarm_of(verdict, now if mode == "triage" else None),
            language=language_of(talk.text) or language_in(talk.script),
        )

    def again(self, talk: TalkIn) -> Heard:
        """Hear a conversation as it stood after the patient's last words."""
        said = [place for place, turn in enumerate(talk.turns) if turn.speaker == "patient"]
        if not said:
            return self.hear(talk)
        last = said[-1]
        return self.hear(talk.model_copy(update={"text": talk.turns[last].text, "turns": talk.turns[:last]}))


def _strayed(talk: TalkIn, now: Direction) -> Mode:
    """Follow a person who came for a report or a question and tells of a complaint or sends a report."""
    found = mode_of(talk.text, now)
    if found == "report":
        return "report"
    if talk.mode == "report":
        return "triage" if now.complaints or now.red_flags else "report"
    return "triage" if now.red_flags else "ask"
