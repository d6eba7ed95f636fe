"""What a change of the policy would change: the gate's own cases and recent texts, old against new."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal, Protocol

from assistant.exchange import Role, Turn
from assistant.gate.identifiers import mask
from assistant.ports import Gate, GateVerdict

Source = Literal["case", "recorded", "probe"]
_SETS: Final = ("block", "pass", "role", "injection", "out")
_PROBES: Final = ("{0}我能不能停？", "{0}和别的能一起用吗？", "{0}是治什么的？", "{0}哪里能买到？")
"""Questions about a name that a draft adds or takes away, as anybody asks them of a medicine."""
SAMPLE: Final = 12
"""Every how many of the gate's own cases a preview looks at: some 900 of 10,763, judged twice in 10 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to be judged; `expect` is the right verdict, or `accept` the right actions, where known."""

    source: Source
    id: str
    text: str
    role: Role
    history: tuple[Turn, ...] = ()
    outgoing: bool = False
    expect: str | None = None
    accept: tuple[str, ...] = ()
    kind: str = ""

    def judged(self, gate: Gate) -> GateVerdict:
        """Judge it."""
        if self.outgoing:
            return gate.outgoing(self.text, role=self.role)
        return gate.incoming(self.text, role=self.role, history=self.history)

    def right(self, verdict: GateVerdict) -> bool | None:
        """Say whether a verdict is the right one, None where nobody knows."""
        if self.accept:
            return verdict.action in self.accept
        return None if self.expect is None else verdict.verdict == self.expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One verdict as it is shown: the class, what is done, the rules."""

    verdict: str
    action: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A text that would be judged otherwise; identifiers in what somebody asked are masked."""

    source: Source
    id: str
    text: str
    role: Role
    before: Seen
    after: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What was looked at, how many cases are judged wrongly before and after, and every change."""

    looked: Mapping[str, int]
    wrong_before: int
    wrong_after: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResult:
    """One class of the gate's own cases: how many, and the ids of those judged wrongly."""

    name: str
    cases: int
    wrong: tuple[str, ...]


class RecentTexts(Protocol):
    """Gives what people asked lately. Raises `StoreError`."""

    def recent(self, limit: int) -> tuple[Text, ...]:
        """List the newest recorded questions, the newest first; an erased person's are not among them."""
        ...


def preview(before: Gate, after: Gate, texts: Sequence[Text]) -> Preview:
    """Judge every text by both gates."""
    looked: dict[str, int] = {}
    wrong = [0, 0]
    changes = []
    for one in texts:
        looked[one.source] = looked.get(one.source, 0) + 1
        old, new = one.judged(before), one.judged(after)
        for place, verdict in enumerate((old, new)):
            wrong[place] += one.right(verdict) is False
        if (old.verdict, old.action) != (new.verdict, new.action):
            shown = mask(one.text).text if one.source == "recorded" else one.text
            changes.append(
                Change(
                    source=one.source,
                    id=one.id,
                    text=shown,
                    role=one.role,
                    before=_seen(old),
                    after=_seen(new),
                )
            )
    return Preview(looked=looked, wrong_before=wrong[0], wrong_after=wrong[1], changes=tuple(changes))


def suite(gate: Gate, *, every: int = 1) -> tuple[ClassResult, ...]:
    """Run the gate's own cases, every how-manieth of them, and tell class by class what is wrong."""
    found: dict[str, tuple[int, list[str]]] = {}
    for one in cases(every=every):
        count, wrong = found.get(one.kind, (0, []))
        if one.right(one.judged(gate)) is False:
            wrong.append(one.id)
        found[one.kind] = (count + 1, wrong)
    return tuple(
        ClassResult(name=name, cases=count, wrong=tuple(wrong))
        for name, (count, wrong) in sorted(found.items())
    )


def cases(*, every: int = 1) -> tuple[Text, ...]:
    """Give every how-manieth of the gate's own cases, each set begun with its first."""
    return tuple(one for listed in _cases() for one in listed[::every])


def probes(names: Sequence[str]) -> Iterator[Text]:
    """Make the questions about names that a draft adds or takes away."""
    for name in names:
        for number, words in enumerate(_PROBES, 1):
            yield Text(source="probe", id=f"{name}-{number}", text=words.format(name), role=Role.PATIENT)


@cache
def _cases() -> tuple[tuple[Text, ...], ...]:
    folder = resources.files("assistant.gate.cases")
    return tuple(
        tuple(
            _case(json.loads(line))
            for line in folder.joinpath(f"{name}.jsonl").read_text("utf-8").splitlines()
        )
        for name in _SETS
    )


def _case(line: dict[str, object]) -> Text:
    history = line.get("history") or ()
    accept = line.get("accept") or ()
    assert isinstance(history, list | tuple)  # noqa: S101 - our own file, held to its form by the gate's tests
    assert isinstance(accept, list | tuple)  # noqa: S101 - as above
    return Text(
        source="case",
        id=str(line["id"]),
        text=str(line["text"]),
        role=Role(str(line["role"])),
        history=tuple(Turn(turn["speaker"], turn["text"]) for turn in history),
        outgoing=line.get("direction") == "out",
        expect=None if line.get("expect") is None else str(line["expect"]),
        accept=tuple(map(str, accept)),
        kind=str(line["class"]),
    )


def _seen(verdict: GateVerdict) -> Seen:
    rules = tuple(dict.fromkeys(one.id for one in verdict.rules))
    return Seen(verdict=verdict.verdict, action=verdict.action, rules=rules)
