"""What the asker said about themselves, sentence by sentence and verbatim: value, denied, or unknown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict

from assistant.gate.folding import fold
from assistant.gate.names import names
from assistant.handover.packet import Fact
from guidelines import Language

_SENTENCE: Final = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_CLAUSE_END: Final = re.compile(r"[,，。；;！!？?.]")
_MENTION: Final = "\ue010"
_MEDICINES: Final = frozenset({"drug", "controlled"})


class _Slot(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    zh: str
    en: str
    cues: str
    drug_names: bool = False


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    denial: str
    between: str
    nothing_behind: str
    slot: tuple[_Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listener:
    """One slot's patterns: what speaks of it, and what stands around a denied mention."""

    slot: _Slot
    cue: re.Pattern[str]
    denied_before: re.Pattern[str]
    nothing_behind: re.Pattern[str]

    def hear(self, sentences: Iterable[str]) -> Fact:
        """Quote every sentence that speaks of the slot; one that states it outweighs every denial."""
        heard = [(one, spans) for one in sentences if (spans := tuple(self._mentions(one)))]
        if not heard:
            return Fact(name=self.slot.name, standing="unknown")
        denied = all(self._denied(sentence, span) for sentence, spans in heard for span in spans)
        said = tuple(sentence for sentence, _ in heard)
        return Fact(name=self.slot.name, standing="denied" if denied else "value", said=said)

    def _mentions(self, sentence: str) -> Iterator[tuple[int, int]]:
        yield from (match.span() for match in self.cue.finditer(sentence))
        if self.slot.drug_names:
            folded = fold(sentence)
            for name in names().find(folded.text):
                if name.kind in _MEDICINES:
                    yield folded.original(name.start, name.end)

    def _denied(self, sentence: str, span: tuple[int, int]) -> bool:
        start, end = span
        behind = _CLAUSE_END.split(sentence[end:], maxsplit=1)[0]
        before = sentence[:start]
        for first, last in reversed([one for one in self._mentions(sentence) if one[1] <= start]):
            # An earlier mention stands for its slot, whatever it is called.
            before = f"{before[:first]}{_MENTION}{before[last:]}"
        return bool(self.denied_before.search(before) or self.nothing_behind.search(behind))


def told(texts: Iterable[str]) -> tuple[Fact, ...]:
    """Give every slot with what these texts say of it; the order of slots is fixed."""
    sentences = [one.strip() for text in texts for one in _SENTENCE.findall(text) if one.strip()]
    return tuple(one.hear(sentences) for one in _listeners())


def label(name: str, language: Language) -> str:
    """Give a slot's name for people; one that no table knows stands as it is."""
    slots = {one.slot.name: one.slot for one in _listeners()}
    slot = slots.get(name)
    if slot is None:
        return name
    return slot.zh if language == "zh" else slot.en


@cache
def _listeners() -> tuple[_Listener, ...]:
    text = resources.files("assistant.handover").joinpath("told.toml").read_text("utf-8")
    table = _Table.model_validate(tomllib.loads(text))
    return tuple(
        _Listener(
            slot=slot,
            cue=re.compile(slot.cues, re.IGNORECASE),
            denied_before=re.compile(f"{table.denial}(?:{table.between}|{_MENTION})*$", re.IGNORECASE),
            nothing_behind=re.compile(table.nothing_behind, re.IGNORECASE),
        )
        for slot in table.slot
    )
