"""Learning an order: a net written as lists says what was learned, and figures are out of fold."""

import json

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from evals import list_net, rank_learning
from evals.rank_learning import Judged, document, fit, held_out, main, written
from evals.ranking import rank_measures
from retrieval.learned_order import read_net
from retrieval.traits import TRAITS

RARE = TRAITS.index("holds_rarest")


@pytest.fixture(scope="module")
def questions():
    """Forty questions of which the passage with the rarest term is right, wherever it was found."""
    rng = np.random.default_rng(3)
    made = []
    for number in range(40):
        traits = rng.random((20, len(TRAITS)), dtype=np.float32)
        right = int(rng.integers(20))
        traits[:, RARE] = np.arange(20) == right
        names = tuple(f"{number}-{at}" for at in range(20))
        made.append(Judged(traits, names, (names[right],)))
    return made


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(list_net, "HIDDEN", 8)
    monkeypatch.setattr(list_net, "RATE", 0.03)
    monkeypatch.setattr(list_net, "AT_ONCE", 8)
    monkeypatch.setattr(list_net, "ROUNDS", 20)
    monkeypatch.setattr(rank_learning, "FUSED", 0.0)
    # Two threads over so little spend their time waiting for each other on a busy machine.
    with threadpool_limits(1):
        yield


def test_a_net_as_plain_lists_says_what_the_learned_one_says(questions):
    net = fit(questions)
    read = read_net({"traits": TRAITS, "fused": 0.0, "net": json.loads(json.dumps(written(net)))})
    described = questions[0].traits
    assert read(described) == pytest.approx(net(described), abs=1e-2)


def test_a_question_without_a_right_passage_teaches_nothing(questions):
    missed = Judged(questions[0].traits, questions[0].documents, ("elsewhere",))
    assert np.isfinite(fit([*questions, missed])(missed.traits)).all()


@pytest.mark.story
def test_what_decides_is_found_in_questions_that_were_not_learned_from(questions):
    before = rank_measures([one.found(-np.arange(20)) for one in questions])["ndcg@10"]
    after = rank_measures(held_out(questions))["ndcg@10"]
    assert np.mean(before) < 0.5
    assert np.mean(after) > 0.95


@pytest.mark.story
@pytest.mark.story
def test_the_document_names_its_source_and_its_gain(questions, tmp_path):
    (tmp_path / "questions.jsonl").write_text("{}\n", encoding="utf-8")
    made = json.loads(json.dumps(document(questions, tmp_path)))
    assert list(made["fitted"]["source"]) == ["questions.jsonl"]
    assert made["fitted"]["gain"][1] > 0
    assert len(read_net(made).out) == 8


def test_a_folder_without_judged_questions_is_a_usage_fault(tmp_path, capsys):
    assert main([str(tmp_path), "--out", str(tmp_path / "order.json")]) == 2
    assert capsys.readouterr().err.startswith("error: ")
