"""The learned order: a net as plain lists, scores that keep the fusion's scale, its languages."""

import json

import numpy as np
import pytest

from retrieval.errors import RetrievalError
from retrieval.learned_order import FILE, REACH, LearnedOrder, read_net, shipped_order
from retrieval.net import Net
from retrieval.ports import Candidates, HybridQuery, Scored, SparseVector, StoredVectors
from retrieval.traits import TRAITS

RARE = 2
QUERY = HybridQuery(dense=(1.0, 0.0), sparse=SparseVector((RARE,), (1.0,)), editions=None)


def reads(trait, *, weight, fused=0.0):
    """A net of one unit that reads one trait."""
    count = len(TRAITS)
    hidden = np.zeros((count, 1), dtype=np.float32)
    hidden[TRAITS.index(trait)] = 1.0
    return Net(
        middle=np.zeros(count, dtype=np.float32),
        spread=np.ones(count, dtype=np.float32),
        within=np.zeros(0, dtype=np.int64),
        hidden=hidden,
        bias=np.zeros(1, dtype=np.float32),
        out=np.array([weight], dtype=np.float32),
        fused=fused,
    )


def vectors(*terms):
    return StoredVectors((1.0, 0.0), SparseVector(terms, (1.0,) * len(terms)))


FUSED = (Scored("first", 0.9), Scored("second", 0.6), Scored("third", 0.3))
STORED = {"first": vectors(5), "second": vectors(6), "third": vectors(RARE)}
BY_RAREST = LearnedOrder(reads("holds_rarest", weight=1.0))


def test_what_the_net_prefers_goes_first_and_the_scores_stay_with_their_places():
    ordered = BY_RAREST.order(QUERY, Candidates(dense=FUSED), FUSED, STORED)
    assert ordered == (Scored("third", 0.9), Scored("first", 0.6), Scored("second", 0.3))


def test_the_fusions_score_counts_beside_the_trees():
    order = LearnedOrder(reads("holds_rarest", weight=1.0, fused=4.0))
    ordered = order.order(QUERY, Candidates(dense=FUSED), FUSED, STORED)
    assert [one.point for one in ordered] == ["first", "second", "third"]


def test_a_passage_removed_in_between_stays_behind_those_that_are_there():
    stored = {name: kept for name, kept in STORED.items() if name != "first"}
    ordered = BY_RAREST.order(QUERY, Candidates(dense=FUSED), FUSED, stored)
    assert [one.point for one in ordered] == ["third", "second", "first"]


def test_beyond_its_reach_everything_stays():
    fused = tuple(Scored(f"p{at:03}", 1 - at / 1000) for at in range(REACH + 5))
    stored = {one.point: vectors(5) for one in fused[:-1]} | {fused[-1].point: vectors(RARE)}
    assert BY_RAREST.order(QUERY, Candidates(dense=fused), fused, stored) == fused


@pytest.mark.parametrize(
    ("question", "applies"),
    [
        pytest.param("Which factor is inhibited by Milvexian?", True, id="en"),
        pytest.param("老年高血压的降压目标是多少？", False, id="zh"),
        pytest.param("140/90?", False, id="neither"),
    ],
)
def test_it_applies_to_the_languages_it_was_learned_on(question, applies):
    assert BY_RAREST.applies(question) is applies


def test_what_ships_says_where_it_comes_from_and_what_it_gained_out_of_fold():
    document = json.loads(FILE.read_text(encoding="utf-8"))
    fitted = document["fitted"]
    assert {len(digest) for digest in fitted["source"].values()} == {64}
    assert fitted["gain"][1] > 0
    assert shipped_order().applies("What is Granzyme B?")


def test_a_net_of_other_traits_is_refused():
    document = json.loads(FILE.read_text(encoding="utf-8"))
    with pytest.raises(RetrievalError, match="rank_learning"):
        read_net({**document, "traits": ["fused"]})
