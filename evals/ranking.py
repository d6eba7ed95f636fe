"""Retrieval metrics through ir-measures (trec_eval's own code); the one place that knows the library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ir_measures import RR, R, Success, iter_calc, nDCG

from evals.record import FoundRecord

DEPTH: Final = 10
MEASURES: Final = {
    "ndcg@10": nDCG @ 10,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "mrr@10": RR @ 10,
    "hit@1": Success @ 1,
    "hit@5": Success @ 5,
}


def rank_measures(found: Sequence[FoundRecord]) -> Mapping[str, tuple[float, ...]]:
    """Give each measure's value of every search, in order; an empty list of hits scores 0."""
    qrels = {str(at): dict.fromkeys(one.relevant, 1) for at, one in enumerate(found)}
    run = {
        str(at): {hit: float(DEPTH * 10 - place) for place, hit in enumerate(one.hits)}
        for at, one in enumerate(found)
    }
    values = {name: [0.0] * len(found) for name in MEASURES}
    names = {measure: name for name, measure in MEASURES.items()}
    for result in iter_calc(list(MEASURES.values()), qrels, run):
        values[names[result.measure]][int(result.query_id)] = float(result.value)
    return {name: tuple(scores) for name, scores in values.items()}
