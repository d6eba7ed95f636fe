"""An order learned from judged questions: a small net over `traits`, stored with where it comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from guidelines import Language
from guidelines.text import language_of
from retrieval.errors import LearnedOrderError
from retrieval.net import Net
from retrieval.ports import Candidates, HybridQuery, PointId, Scored, StoredVectors
from retrieval.traits import TRAITS, traits

FILE = Path(__file__).with_name("learned_order.json")
REACH = 100
"""So many of the fusion's first are ordered anew; what lies beyond stays where it was."""

LANGUAGES: frozenset[Language] = frozenset({"en"})
"""Languages of questions that the order was learned on; others keep the fusion's order."""


class LearnedOrder:
    """Orders what a search brought as the net has it; scores stay those of the places in the fusion.

    So the best passage bears the best score of the fusion, whichever it is: everything that reads scores
    reads them on the same scale as before.
    """

    def __init__(self, net: Net, *, languages: frozenset[Language] = LANGUAGES) -> None:
        self._net, self._languages = net, languages

    def applies(self, question: str) -> bool:
        """Say whether questions in this language were learned from."""
        return language_of(question) in self._languages

    def order(
        self,
        query: HybridQuery,
        candidates: Candidates,
        fused: Sequence[Scored],
        stored: Mapping[PointId, StoredVectors],
    ) -> tuple[Scored, ...]:
        """Order the first of `fused` that are in `stored`; the rest follows as it stood."""
        first = [one for one in fused[:REACH] if one.point in stored]
        if len(first) < 2:
            return tuple(fused)
        scores = self._net(traits(query, candidates, first, stored))
        best = sorted(range(len(first)), key=lambda at: (-float(scores[at]), at))
        known = {one.point for one in first}
        ordered = [*(first[at].point for at in best), *(one.point for one in fused if one.point not in known)]
        places = [*(one.score for one in first), *(one.score for one in fused if one.point not in known)]
        return tuple(Scored(point, score) for point, score in zip(ordered, places, strict=True))


@cache
def shipped_order() -> LearnedOrder:
    """Give the order that ships with the product; `python -m evals.rank_learning` makes it anew."""
    return LearnedOrder(read_net(json.loads(FILE.read_text(encoding="utf-8"))))


def read_net(document: Mapping[str, Any]) -> Net:
    """Read a net as the learning command writes it.

    Raises:
        LearnedOrderError: it was fitted on other traits than this program knows.
    """
    if tuple(document["traits"]) != TRAITS:
        message = "the learned order is of other traits; run 'python -m evals.rank_learning'"
        raise LearnedOrderError(message)
    net = document["net"]
    return Net(
        within=np.asarray(net["within"], dtype=np.int64),
        fused=float(document["fused"]),
        **{
            name: np.asarray(net[name], dtype=np.float32)
            for name in ("middle", "spread", "hidden", "bias", "out")
        },
    )
