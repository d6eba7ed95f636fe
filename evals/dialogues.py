"""Own dialogues with gold facts: a compact form, one block a dialogue.

`#` id and template, `D P F N` who speaks, `# F` a fact of the systems, `+ sections needle & needle` a gold
fact with alternatives by `/`, `+ >` must stand, `!` must not stand without a negation, `!!` must not stand,
`-` sections about which nobody spoke.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from assistant.drafting import Fact, Talk, Turn
from assistant.drafting.record import Speaker
from guidelines.text import language_of

_SPEAKERS: Final[dict[str, Speaker]] = {"D": "doctor", "P": "patient", "F": "family", "N": "nurse"}
_SECTIONS = {
    "c": "主诉|现病史|病史|S|入院情况",
    "h": "现病史|病史|主诉|S",
    "p": "既往史|过敏史|个人史|病史|S",
    "a": "过敏史|既往史|S",
    "g": "个人史|既往史|现病史|一般情况|婚育史|月经史|病史|S",
    "f": "家族史|既往史|病史|S",
    "e": "体格检查|专科情况|O",
    "d": "诊断|初步诊断|A",
    "t": "处理意见|P|诊疗计划",
}
_LONG = (
    "Admission date|Admission findings|Admission diagnosis|Admission|Reason for admission|Hospital course|"
    "Discharge date|Discharge diagnosis|Condition at discharge|Discharge instructions"
)


@dataclass(slots=True)
class Gold:
    """One fact that the draft must hold, and the sections where it may stand."""

    sections: tuple[str, ...]
    needles: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Dialogue:
    """A conversation and what is expected of its draft."""

    id: str
    template: str
    turns: list[Turn] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    gold: list[Gold] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    not_affirmed: list[tuple[str, ...]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def held_out(self) -> bool:
        """Say whether the dialogue is measured and never tuned on: every third is."""
        return int(self.id.rsplit("-", 1)[1]) % 3 == 0

    @property
    def talk(self) -> Talk:
        """Give the conversation as the drafter takes it."""
        language = language_of("".join(turn.text for turn in self.turns)) or "zh"
        return Talk(turns=tuple(self.turns), facts=tuple(self.facts), language=language)


def dialogues_in(text: str) -> Iterator[Dialogue]:
    """Read every dialogue of a file's text."""
    current: Dialogue | None = None
    for line in text.splitlines():
        head, _, rest = line.partition(" ")
        if head == "#" and not rest.startswith("F "):
            if current is not None:
                yield current
            name, _, template = rest.partition(" ")
            current = Dialogue(name, template)
        elif current is not None:
            _add(current, head, rest)
    if current is not None:
        yield current


def _add(to: Dialogue, head: str, rest: str) -> None:
    if head in _SPEAKERS:
        to.turns.append(Turn(_SPEAKERS[head], rest))
    elif head == "#":
        _, name, value, unit, time, source = rest.split(" ")
        to.facts.append(Fact(name=name, value=value, unit=unit, time=time, source=source))
    elif head == "!":
        to.not_affirmed.append(tuple(rest.split("/")))
    elif head == "!!":
        to.never += rest.split("/")
    elif head == "-":
        to.missing += rest.split(" ")
    elif head == "+":
        sections, needles = _sections(rest)
        to.gold.append(
            Gold(sections, tuple(tuple(re.split(r"(?<!\d)/|/(?!\d)", one)) for one in needles.split(" & ")))
        )


def _sections(rest: str) -> tuple[tuple[str, ...], str]:
    if rest.startswith("> "):
        return (), rest[2:]
    longest = re.match(rf"(?:{_LONG})(?:\|(?:{_LONG}))* ", rest)
    names = longest[0].strip() if longest else rest.partition(" ")[0]
    needles = rest[len(names) + 1 :]
    return tuple("|".join(_SECTIONS.get(one, one) for one in names.split("|")).split("|")), needles
