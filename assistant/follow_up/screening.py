"""An answer before anything else: the gate and the interview read it; either raises an alarm."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from assistant.exchange import Role, Turn
from assistant.follow_up.questions import UNKNOWN, Number, Question
from assistant.ports import Gate, GateVerdict
from assistant.triage import Direction, Patient, Triage
from guidelines import Language

_URGENT: Final = frozenset({"E120", "ED"})
_SPOKEN: Final[dict[str, dict[Language, str]]] = {
    "yes": {"zh": "有", "en": "yes"},
    "no": {"zh": "没有", "en": "no"},
    "better": {"zh": "好多了", "en": "better"},
    "same": {"zh": "差不多", "en": "the same"},
    "worse": {"zh": "加重了", "en": "worse"},
    "": {"zh": "没有", "en": "nothing"},
    UNKNOWN: {"zh": "不知道", "en": "I don't know"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What the rules say of a round's answers: the gate's gravest verdict, the interview's direction.

    `worse` are the keys of answers in free words that say that something got worse.
    """

    verdict: GateVerdict
    direction: Direction
    worse: frozenset[str] = frozenset()

    @property
    def alarming(self) -> bool:
        """Whether the emergency card is due: any red flag of either, at whatever level."""
        flagged = any(one.kind == "red_flag" for one in self.verdict.rules)
        return flagged or bool(self.direction.red_flags) or self.direction.urgency in _URGENT

    @property
    def level(self) -> str:
        """Give how urgent an alarm is: the gravest level that either names."""
        return "E120" if "E120" in {self.direction.urgency, self.verdict.urgency} else "ED"

    @property
    def rules(self) -> tuple[str, ...]:
        """Name the red flags."""
        told = [one.id for one in self.verdict.rules if one.kind == "red_flag"]
        return tuple(dict.fromkeys([*told, *(one.id for one in self.direction.red_flags)]))


class Screen:
    """Reads a round's answers as turns of an interview, each behind its question; needs no model."""

    def __init__(self, gate: Gate, interviewer: Callable[[], Triage]) -> None:
        """Ask `gate` about each answer, and the interviewer about all of them together."""
        self._gate, self._interviewer = gate, interviewer

    def read(self, questions: Sequence[Question], given: Mapping[str, str], language: Language) -> Screening:
        """Judge the answers of a round as they were typed, whether or not they fit their questions."""
        pairs = [
            (Turn("assistant", one.text), Turn("patient", spoken(one, given.get(one.key, UNKNOWN), language)))
            for one in questions
        ]
        verdicts = [
            self._gate.incoming(said.text, role=Role.PATIENT, history=[asked]) for asked, said in pairs
        ]
        turns = [turn for pair in pairs for turn in pair]
        return Screening(
            verdict=min(verdicts, key=_gravity),
            direction=self._interviewer().interview(turns, Patient()),
            worse=frozenset(
                one.key for one in questions if one.kind == "words" and says_worse(given.get(one.key, ""))
            ),
        )


def spoken(question: Question, said: str, language: Language) -> str:
    """Write an answer as a person would say it; a bare number gets the question's unit."""
    known = _SPOKEN.get(said) if question.kind != "words" or said in {UNKNOWN, ""} else None
    if known is not None:
        return known[language]
    bare = isinstance(question, Number) and said.replace(".", "", 1).isdigit()
    return f"{said} {question.unit}" if bare and isinstance(question, Number) else said


def says_worse(said: str) -> bool:
    """Say whether free words tell that something got worse; where that is denied they do not."""
    table = _table()
    for clause in table.clause.split(said.lower()):
        patterns = table.worse if table.better.search(clause) else (*table.worse, *table.compared)
        for pattern in patterns:
            if any(not table.denied.search(clause[: one.start()]) for one in pattern.finditer(clause)):
                return True
    return False


def _gravity(verdict: GateVerdict) -> int:
    """Order verdicts: an alarm before a red flag below it, before a block, before what is clear."""
    if verdict.verdict == "emergency":
        return 0 if verdict.urgency == "E120" else 1
    if any(one.kind == "red_flag" for one in verdict.rules):
        return 2
    return {"blocked": 3, "injection": 4}.get(verdict.verdict, 5)


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    clause: str
    worse: tuple[str, ...]
    compared: tuple[str, ...]
    better: str
    denied: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    clause: re.Pattern[str]
    worse: tuple[re.Pattern[str], ...]
    compared: tuple[re.Pattern[str], ...]
    better: re.Pattern[str]
    denied: re.Pattern[str]


@cache
def _table() -> _Table:
    raw = resources.files("assistant.follow_up").joinpath("worse.toml").read_text("utf-8")
    held = _File.model_validate(tomllib.loads(raw))
    return _Table(
        clause=re.compile(held.clause),
        worse=tuple(map(re.compile, held.worse)),
        compared=tuple(map(re.compile, held.compared)),
        better=re.compile(held.better),
        denied=re.compile(held.denied),
    )
