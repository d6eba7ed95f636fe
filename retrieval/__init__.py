"""Passages for a question: ports and values; adapters are known to the composition root alone.

A hit's edition is always one that the ledger's view admits.
"""

from retrieval.evidence import Evidence, EvidenceSentence
from retrieval.ports import (
    Candidates,
    Embedder,
    Found,
    Hit,
    HybridQuery,
    PassageStore,
    Point,
    PointId,
    Reranker,
    Retriever,
    Scored,
    SparseEncoder,
    SparseVector,
    TokenCounter,
    Vector,
)

__all__ = [
    "Candidates",
    "Embedder",
    "Evidence",
    "EvidenceSentence",
    "Found",
    "Hit",
    "HybridQuery",
    "PassageStore",
    "Point",
    "PointId",
    "Reranker",
    "Retriever",
    "Scored",
    "SparseEncoder",
    "SparseVector",
    "TokenCounter",
    "Vector",
]
