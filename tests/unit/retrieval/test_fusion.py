"""Fusion: by scores and by ranks."""

import pytest

from retrieval.fusion import by_language, reciprocal_rank, weighted
from retrieval.ports import Candidates, PointId, Scored


def half(*scored):
    return tuple(Scored(PointId(name), score) for name, score in scored)


def order(fused):
    return [one.point for one in fused]


BOTH = Candidates(dense=half(("a", 0.90), ("b", 0.88), ("c", 0.80)), sparse=half(("c", 10.0), ("b", 9.0)))


def test_weighted_scores_lie_between_0_and_1_and_follow_both_halves():
    fused = weighted(BOTH, sparse_weight=0.6)
    assert order(fused) == ["b", "c", "a"]
    assert [round(hit.score, 3) for hit in fused] == [0.86, 0.6, 0.4]


def test_reciprocal_rank_follows_ranks_alone():
    fused = reciprocal_rank(BOTH)
    assert order(fused) == ["c", "b", "a"]
    assert fused[0].score == pytest.approx(1 / 61 + 1 / 63)


@pytest.mark.parametrize("fuse", [reciprocal_rank, lambda both: by_language(both, "x")])
def test_ties_break_by_point_id(fuse):
    tied = Candidates(dense=half(("d", 0.5), ("b", 0.5)), sparse=())
    assert order(by_language(tied, "x")) == ["b", "d"]
    assert order(fuse(Candidates(dense=(), sparse=()))) == []


def test_one_half_alone_still_ranks():
    assert order(by_language(Candidates(sparse=half(("x", 3.0), ("y", 1.0))), "x")) == ["x", "y"]
    assert order(by_language(Candidates(dense=half(("x", 0.9), ("y", 0.8))), "x")) == ["x", "y"]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        pytest.param("甲状腺功能减退的诊断标准", "term", id="zh-trusts-terms"),
        pytest.param("What is the cause of hypothyroidism?", "meaning", id="en-trusts-vectors"),
        pytest.param("TSH 4.5", "meaning", id="a-name-in-latin-letters"),
        pytest.param("4.5", "term", id="no-language"),
    ],
)
def test_the_language_of_the_question_decides_how_much_its_terms_count(question, first):
    apart = Candidates(
        dense=half(("meaning", 0.9), ("other", 0.8)), sparse=half(("term", 9.0), ("other", 0.1))
    )
    assert order(by_language(apart, question))[0] == first
