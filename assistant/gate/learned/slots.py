"""What a conversation holds, slot by slot: the rules' own words as features of the learned channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.gate.matching import Scan
from assistant.gate.rule import RuleBook

_INTENTS: Final = (
    "dose",
    "frequency",
    "duration",
    "prescribe",
    "choose",
    "refill",
    "switch",
    "stop",
    "combine",
    "missed",
    "go_ahead",
)
_OBJECTS: Final = frozenset({"drug", "medicine_zh", "medicine_en", "herb", "formula"})
_PERSONS: Final = frozenset({"self", "relative", "child", "patient"})
_HARMLESS: Final = frozenset(
    {
        "read_back",
        "storage",
        "price",
        "mechanism",
        "technique",
        "vaccine",
        "teaching",
        "guideline",
        "refusal_talk",
        "declined",
        "test_effect",
        "past_prescription",
    }
)
_OTHERS: Final = ("controlled", "take", "parameters", "animal", "asking", "read_out", "dictated")
_ALL: Final = (*_INTENTS, *sorted(_OBJECTS), *sorted(_PERSONS), *sorted(_HARMLESS), *_OTHERS)


def slot_features(book: RuleBook, scans: Sequence[Scan]) -> frozenset[str]:
    """Name what the last turn and those before it hold, and what of it stands together."""
    last = _held(book, scans[-1])
    before = frozenset[str]().union(*(_held(book, scan) for scan in scans[:-1]))
    return frozenset(
        [*(f"S{slot}" for slot in last), *(f"B{slot}" for slot in before), *_together(last, before)]
    )


def _held(book: RuleBook, scan: Scan) -> frozenset[str]:
    return frozenset(slot for slot in _ALL if scan.spans(book.slot(slot)))


def _together(last: frozenset[str], before: frozenset[str]) -> Iterator[str]:
    now, ever = bool(_OBJECTS & last), bool(_OBJECTS & (last | before))
    person, harmless = bool(_PERSONS & last), bool(_HARMLESS & last)
    meant = [intent for intent in _INTENTS if intent in last]
    for intent in meant:
        yield f"I{intent}o{now}"
        yield f"I{intent}o{ever}i{person}"
        yield f"I{intent}n{harmless}"
    yield f"o{now}i{person}n{harmless}m{bool(meant)}"
    yield f"e{ever}m{bool(meant)}"
