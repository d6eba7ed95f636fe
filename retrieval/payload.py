"""A passage as a stored payload and back; the same in every store, so that a hit is built in one hop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from guidelines import Certainty, DocumentId, EditionId, Passage, PassageId
from guidelines.model import Box
from retrieval.ports import Hit, PointId, Scored

Payload: TypeAlias = dict[str, Any]

DENSE = "dense"
SPARSE = "terms"
EDITION = "edition_id"
CERTAINTY = "certainty"
_NAMESPACE = UUID("5b0f3c3e-6f0a-4a64-9b4e-3a0f5e7f2c11")


def point_id(passage_id: PassageId) -> PointId:
    """Give the stable UUID under which a passage is stored."""
    return PointId(str(uuid5(_NAMESPACE, passage_id)))


def to_payload(passage: Passage, title: str) -> Payload:
    """Write a passage as plain JSON values."""
    return {**asdict(passage), "certainty": passage.certainty.value, "title": title}


def to_hit(payload: Mapping[str, Any], score: float) -> Hit:
    """Read a stored payload back as the hit it is."""
    box = payload["box"]
    passage = Passage(
        passage_id=PassageId(payload["passage_id"]),
        edition_id=EditionId(payload["edition_id"]),
        document_id=DocumentId(payload["document_id"]),
        ordinal=payload["ordinal"],
        kind=payload["kind"],
        text=payload["text"],
        start=payload["start"],
        end=payload["end"],
        section=tuple(payload["section"]),
        context=payload["context"],
        page=payload["page"],
        box=Box(**box) if box else None,
        certainty=Certainty(payload["certainty"]),
    )
    return Hit(passage=passage, title=payload["title"], score=score)


def scored_first(scored: Iterable[Scored]) -> tuple[Scored, ...]:
    """Order candidates by score, highest first, ties by point id."""
    return tuple(sorted(scored, key=lambda one: (-one.score, one.point)))


def in_order(scored: Sequence[Scored], payloads: Mapping[str, Payload]) -> list[Hit]:
    """Give candidates as hits, in their order, as far as their payloads were found."""
    return [to_hit(payloads[one.point], one.score) for one in scored if one.point in payloads]


def best_first(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Order hits by score, highest first, ties by passage id."""
    return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.passage.passage_id)))
