"""How near passages lie to each other: told of four, of which two say nearly the same."""

import numpy as np
import pytest

from retrieval.company import Nearness, Said, expanded, flowed, ranked
from retrieval.ports import SparseVector, StoredVectors

ROWS = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1]], dtype=np.float32)
NEAR = Nearness.of(ROWS)
SCORE = np.array([0.9, 0.5, 0.2, 0.0], dtype=np.float32)
ASKED, SHARED, RARE, OWN = 1, 2, 3, 4


def said(*passages):
    rows = [StoredVectors((1.0,), SparseVector(terms, (1.0,) * len(terms))) for terms in passages]
    return Said.by(rows)


def test_nobody_is_near_to_himself():
    assert np.diag(NEAR.near).tolist() == [0, 0, 0, 0]
    assert NEAR.near[0, 1] == pytest.approx(0.8)


def test_the_first_ones_count_by_their_score_and_not_for_themselves():
    assert NEAR.drawn(SCORE, 2) == pytest.approx([0.8, 0.8, (0.9 * 0.6 + 0.5 * 0.96) / 1.4, 0.3 / 1.4])


def test_one_passage_has_no_company():
    alone = Nearness.of(ROWS[:1])
    assert alone.to(slice(3)).tolist() == [0]
    assert np.isfinite(flowed(alone, alone, SCORE[:1])).all()


def test_a_rare_term_weighs_more_than_one_that_all_say():
    terms, table = said((SHARED, RARE), (SHARED,), (SHARED,)).weighed()
    weight = dict(zip(terms.tolist(), table[0].tolist(), strict=True))
    assert weight[RARE] > weight[SHARED]


def test_expansion_hears_what_the_first_say_beside_the_question_and_not_the_question():
    terms, table = said((ASKED, SHARED), (ASKED, OWN), (SHARED,), (OWN, RARE)).weighed()
    first = np.array([1.0, 0.0, 0.0, 0.0], dtype=np.float32)
    heard = expanded(table, ~np.isin(terms, [ASKED]), first)[1]
    assert heard[2] > 0
    assert heard[1] == heard[3] == 0


def test_who_lies_by_the_best_gains_from_it_and_who_lies_apart_does_not():
    twins = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    near = Nearness.of(twins)
    settled = flowed(near, near, np.array([1.0, 0.2, 0.2], dtype=np.float32))[0]
    assert settled[2] > settled[1]


def test_ties_keep_their_places():
    assert ranked(np.array([0.2, 0.9, 0.2], dtype=np.float32)).tolist() == [1, 0, 2]
