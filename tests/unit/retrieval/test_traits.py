"""What tells good passages from near misses, told of a search with four passages."""

import numpy as np
import pytest

from retrieval.ports import Candidates, HybridQuery, Scored, SparseVector, StoredVectors
from retrieval.traits import TRAITS, traits

COMMON, RARE = 1, 2
QUERY = HybridQuery(dense=(1.0, 0.0), sparse=SparseVector((COMMON, RARE), (1.0, 1.0)), editions=None)
STORED = {
    "a": StoredVectors((1.0, 0.0), SparseVector((COMMON, 7), (1.0, 1.0))),
    "b": StoredVectors((0.8, 0.6), SparseVector((COMMON, RARE, 8), (1.0, 1.0, 1.0))),
    "c": StoredVectors((0.8, 0.6), SparseVector((COMMON,), (1.0,))),
    "d": StoredVectors((0.0, 1.0), SparseVector((9,), (1.0,))),
}
CANDIDATES = Candidates(
    dense=(Scored("a", 1.0), Scored("b", 0.8), Scored("c", 0.8)),
    sparse=(Scored("b", 4.0), Scored("a", 1.0)),
)
FUSED = (Scored("b", 0.9), Scored("a", 0.7), Scored("c", 0.4), Scored("d", 0.0))


@pytest.fixture(scope="module")
def told():
    table = traits(QUERY, CANDIDATES, FUSED, STORED)
    return {name: table[:, at].tolist() for at, name in enumerate(TRAITS)}


@pytest.mark.parametrize(
    ("trait", "expected"),
    [
        pytest.param("fused_rank", [0, 1, 2, 3], id="in the fusion's order"),
        pytest.param("cosine", [0.8, 1.0, 0.8, 0.0], id="exact, whether the half brought it or not"),
        pytest.param("bm25", [4.0, 1.0, 0.0, 0.0], id="only what the half brought"),
        pytest.param("bm25_share", [1.0, 0.25, 0.0, 0.0], id="over the best"),
        pytest.param("holds_rarest", [1, 0, 0, 0], id="the term that fewest hold"),
        pytest.param("held", [2, 1, 1, 0], id="terms of the question held"),
        pytest.param("alike", [1, 0, 1, 0], id="nearly the same passage twice"),
        pytest.param("asked", [2, 2, 2, 2], id="of the question, the same for all"),
        pytest.param("halves_agree", [2, 2, 2, 2], id="a and b lead both halves"),
    ],
)
def test_a_trait_says(told, trait, expected):
    assert told[trait] == pytest.approx(expected)


def test_the_only_passage_that_says_everything_is_covered_wholly(told):
    assert told["covered"][0] == pytest.approx(1.0)
    assert told["worst_missing"][0] == 0.0
    assert told["covered"][3] == 0.0


def test_a_question_without_terms_is_described_by_vectors_alone():
    query = HybridQuery(dense=(1.0, 0.0), sparse=SparseVector((), ()), editions=None)
    table = traits(query, Candidates(dense=CANDIDATES.dense), FUSED, STORED)
    assert table.shape == (4, len(TRAITS))
    assert np.isfinite(table).all()


def test_one_passage_is_described():
    assert np.isfinite(traits(QUERY, CANDIDATES, FUSED[:1], STORED)).all()
