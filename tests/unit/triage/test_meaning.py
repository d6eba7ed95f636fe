"""The meaning of a story beside its letters: whose vectors count, and when none is asked for."""

import numpy as np
import pytest

from assistant.exchange import Turn
from assistant.triage import Patient, Triage
from assistant.triage.learned.channel import channel
from assistant.triage.learned.meaning import meaning
from assistant.triage.learned.shares import both

VAGUE = [Turn(speaker="patient", text="最近总觉得哪里不太对劲，想问问该看哪一科比较合适")]
GRAVE = [Turn(speaker="patient", text="胸口像压了块石头，出了一身冷汗")]


class Leaning:
    """An embedding that takes every story for one of a department's own."""

    def __init__(self, department, identity):
        self.identity, self.asked = identity, 0
        row = meaning().weights[meaning().departments.index(department)]
        self._vector = (row / np.linalg.norm(row)).tolist()

    def embed_query(self, _):
        self.asked += 1
        return self._vector


def first(embedding, turns=VAGUE):
    return Triage(learned=channel(), embedding=embedding).interview(turns, Patient()).departments[0]


@pytest.mark.parametrize("department", ["眼科", "骨科", "口腔科"])
def test_what_a_story_means_orders_the_departments(department):
    assert first(Leaning(department, meaning().identity)) == department
    assert first(None) != department


def test_another_embedders_vectors_are_not_read():
    other = Leaning("眼科", "another/embedder")
    assert (first(other), other.asked) == (first(None), 0)


def test_an_urgent_answer_waits_for_no_embedding():
    embedding = Leaning("眼科", meaning().identity)
    assert (first(embedding, GRAVE), embedding.asked) == ("急诊科", 0)


def test_two_readings_make_one_whole_over_what_both_know():
    shares = both({"甲": 0.6, "乙": 0.3, "丙": 0.1}, {"甲": 0.1, "乙": 0.8, "丁": 0.1})
    assert shares.keys() == {"甲", "乙"}
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["乙"] > shares["甲"]
    assert both({}, {"甲": 1.0}) == {"甲": 1.0}
