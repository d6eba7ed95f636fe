"""What the chain of records says of itself, as a JSON object."""

from __future__ import annotations

from typing import assert_never

from assistant.audit import Broken, ChainVerdict, Intact
from assistant.inspection.pack import Packed
from serving.problems import JsonObject


def verdict_json(verdict: ChainVerdict) -> JsonObject:
    """Write a verdict: how many links hold, or the first that does not and why."""
    match verdict:
        case Intact(links=links, first=first, last=last, head=head):
            return {"verdict": "intact", "links": links, "first": first, "last": last, "head": head}
        case Broken(seq=seq, why=why):
            return {"verdict": "broken", "seq": seq, "why": why}
        case _:
            assert_never(verdict)


def packed_json(packed: Packed) -> JsonObject:
    """Write what an inspector's pack holds."""
    return {
        "links": packed.links,
        "first": packed.first,
        "last": packed.last,
        "head": packed.head,
        "texts": packed.texts,
    }
