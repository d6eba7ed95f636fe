"""Rerankers: by words and numbers (default, deterministic), or by a cross-encoder behind vLLM."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import httpx
from pydantic import BaseModel, ValidationError

from retrieval.errors import RerankError
from retrieval.payload import best_first
from retrieval.ports import Hit
from retrieval.term_weights import covered, searchable, term_set, term_sets, weigh
from retrieval.tokens import numbers

_DIRECT = frozenset({"recommendation", "fact", "table"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each ground for a passage counts; they sum to 1, so a score stays within 0..1."""

    search: float = 0.90
    terms: float = 0.04
    heading: float = 0.01
    numbers: float = 0.03
    kind: float = 0.02


class LexicalReranker:
    """Orders by search score, question terms covered, heading, numbers asked, kind of passage.

    A recommendation, fact or table stands above narrative when all else is equal.
    """

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or Weights()

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Order hits best first; scores lie within 0..1."""
        sets = term_sets(hits)
        telling = weigh(question, sets)
        asked = numbers(question)
        top = max((hit.score for hit in hits), default=0.0)
        renewed = [
            replace(hit, score=self._score(hit, own, telling, asked, top))
            for hit, own in zip(hits, sets, strict=True)
        ]
        return list(best_first(renewed))

    def _score(
        self, hit: Hit, own: frozenset[str], telling: dict[str, float], asked: frozenset[str], top: float
    ) -> float:
        weights = self._weights
        heading = term_set(f"{hit.title}\n{hit.passage.context}")
        matched = len(asked & numbers(searchable(hit))) / len(asked) if asked else 0.0
        return (
            weights.search * (hit.score / top if top > 0 else 0.0)
            + weights.terms * covered(telling, own)
            + weights.heading * covered(telling, heading)
            + weights.numbers * matched
            + weights.kind * (hit.passage.kind in _DIRECT)
        )


class _Row(BaseModel):
    index: int
    relevance_score: float


class _Answer(BaseModel):
    results: list[_Row]


class VllmReranker:
    """A `/rerank` endpoint as vLLM, Jina and Cohere speak it; `url` ends before `/rerank`."""

    def __init__(self, client: httpx.Client, url: str, *, model: str | None = None) -> None:
        self._client, self._url, self._model = client, url.rstrip("/"), model

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """Order hits by the endpoint's relevance scores.

        Raises:
            RerankError: the endpoint failed, or did not score each passage once.
        """
        if not hits:
            return []
        body: dict[str, object] = {"query": question, "documents": [searchable(hit) for hit in hits]}
        if self._model:
            body["model"] = self._model
        try:
            response = self._client.post(f"{self._url}/rerank", json=body)
            response.raise_for_status()
            rows = _Answer.model_validate_json(response.content).results
        except httpx.HTTPStatusError as fault:
            message = f"reranker at {self._url!r} answered {fault.response.status_code}; check model and key"
            raise RerankError(message) from fault
        except httpx.HTTPError as fault:
            message = f"reranker at {self._url!r}: {type(fault).__name__}; check that the server runs"
            raise RerankError(message) from fault
        except ValidationError as fault:
            message = f"reranker at {self._url!r} answered in no known shape; is it a rerank endpoint?"
            raise RerankError(message) from fault
        if sorted(row.index for row in rows) != list(range(len(hits))):
            message = f"reranker at {self._url!r} scored {len(rows)} of {len(hits)} passages; check the model"
            raise RerankError(message)
        return list(best_first(replace(hits[row.index], score=row.relevance_score) for row in rows))
