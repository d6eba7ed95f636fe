"""Fusion: by scores and by ranks."""

import pytest

from retrieval.fusion import reciprocal_rank, weighted
from retrieval.ports import Candidates, PointId, Scored


def half(*scored):
    return tuple(Scored(PointId(name), score) for name, score in scored)


def order(fused):
    return [one.point for one in fused]


BOTH = Candidates(dense=half(("a", 0.90), ("b", 0.88), ("c", 0.80)), sparse=half(("c", 10.0), ("b", 9.0)))


def test_weighted_scores_lie_between_0_and_1_and_follow_both_halves():
    fused = weighted(BOTH)
    assert order(fused) == ["b", "c", "a"]
    assert [round(hit.score, 3) for hit in fused] == [0.86, 0.6, 0.4]


def test_reciprocal_rank_follows_ranks_alone():
    fused = reciprocal_rank(BOTH)
    assert order(fused) == ["c", "b", "a"]
    assert fused[0].score == pytest.approx(1 / 61 + 1 / 63)


@pytest.mark.parametrize("fuse", [weighted, reciprocal_rank])
def test_ties_break_by_point_id(fuse):
    tied = Candidates(dense=half(("d", 0.5), ("b", 0.5)), sparse=())
    assert order(weighted(tied)) == ["b", "d"]
    assert order(fuse(Candidates(dense=(), sparse=()))) == []


def test_one_half_alone_still_ranks():
    assert order(weighted(Candidates(dense=(), sparse=half(("x", 3.0), ("y", 1.0))))) == ["x", "y"]
    assert order(weighted(Candidates(dense=half(("x", 0.9), ("y", 0.8)), sparse=()))) == ["x", "y"]
