"""The meaning of a story beside its letters: whose vectors count, and when none is asked for."""

from dataclasses import replace

import numpy as np
import pytest

from assistant.exchange import Turn
from assistant.triage import Patient, Triage
from assistant.triage.learned.channel import channel
from assistant.triage.learned.meaning import meaning
from assistant.triage.learned.shares import both
from assistant.triage.learned.urgency import urgent_meaning

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


class Turned:
    """An embedding for which every story means an emergency (`side` 1) or the opposite (-1)."""

    def __init__(self, side):
        self.identity = urgent_meaning().identity
        weights = urgent_meaning().weights
        self._vector = (side * weights / np.linalg.norm(weights)).tolist()

    def embed_query(self, _):
        return self._vector


ALIKE = [Turn(speaker="patient", text="My lips are chapped and swollen since the heating came on")]


def test_a_likeness_to_emergencies_is_heard_where_the_meaning_agrees():
    levels = {
        side: Triage(learned=None, embedding=Turned(side)).interview(ALIKE, Patient()).urgency
        for side in (1, -1)
    }
    assert levels == {1: "ED", -1: "C24"}


def test_what_a_story_means_never_lowers_a_red_flag():
    assert Triage(learned=None, embedding=Turned(-1)).interview(GRAVE, Patient()).urgency == "E120"


def test_other_weights_may_order_the_departments():
    eyes = replace(
        meaning(), identity="fold", bias=meaning().bias + 100 * (np.array(meaning().departments) == "眼科")
    )
    made = Triage(learned=channel(), embedding=Leaning("骨科", "fold"), meant=eyes)
    assert made.interview(VAGUE, Patient()).departments[0] == "眼科"
