"""A verdict explained: which rule fired on which words and why, and on whose word the rule stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assistant.ports import GateVerdict

_LEARNED: Final = "learned channel: assistant/gate/learned/CARD.md, assistant/gate/redflags/DESIGN.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """One rule that fired at `start:end` of the text; `words` are empty where an earlier turn fired it."""

    id: str
    kind: str
    start: int
    end: int
    words: str
    reason: str
    source: str
    urgency: str | None


def explained(verdict: GateVerdict, text: str, sources: Mapping[str, str]) -> tuple[Fired, ...]:
    """Give every rule of a verdict with its words in `text` and its source, the deciding one first.

    What `sources` does not know fired in a learned channel.
    """
    return tuple(
        Fired(
            id=hit.id,
            kind=hit.kind,
            start=hit.start,
            end=hit.end,
            words=text[hit.start : hit.end],
            reason=hit.reason,
            source=sources.get(hit.id, _LEARNED),
            urgency=hit.urgency,
        )
        for hit in verdict.rules
    )
