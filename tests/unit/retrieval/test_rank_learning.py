"""Learning an order: trees written as tables say what the library's say, and figures are out of fold."""

import json

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from evals import rank_learning
from evals.rank_learning import Judged, document, fit, held_out, main, trees
from evals.ranking import rank_measures
from retrieval.learned_order import read_trees
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
    monkeypatch.setattr(rank_learning, "TREES", 4)
    monkeypatch.setattr(rank_learning, "FEWEST", 5)
    monkeypatch.setattr(rank_learning, "FUSED", 0.0)
    # Two threads over so little spend their time waiting for each other on a busy machine.
    with threadpool_limits(1):
        yield


@pytest.mark.story
def test_trees_as_tables_say_what_the_librarys_trees_say(questions):
    model = fit(questions)
    read = read_trees({"traits": TRAITS, "fused": 0.0, "trees": trees(model)})
    described = questions[0].traits
    theirs = model.decision_function(described)
    ours = read(described)
    assert ours - ours[0] == pytest.approx(theirs - theirs[0], abs=1e-3)


@pytest.mark.story
def test_what_decides_is_found_in_questions_that_were_not_learned_from(questions):
    before = rank_measures([one.found(-np.arange(20)) for one in questions])["ndcg@10"]
    after = rank_measures(held_out(questions))["ndcg@10"]
    assert np.mean(before) < 0.5
    assert np.mean(after) > 0.95


@pytest.mark.story
def test_the_document_names_its_source_and_its_gain(questions, tmp_path):
    (tmp_path / "questions.jsonl").write_text("{}\n", encoding="utf-8")
    written = json.loads(json.dumps(document(questions, tmp_path)))
    assert list(written["fitted"]["source"]) == ["questions.jsonl"]
    assert written["fitted"]["gain"][1] > 0
    assert len(read_trees(written).trait) > 1


def test_a_folder_without_judged_questions_is_a_usage_fault(tmp_path, capsys):
    assert main([str(tmp_path), "--out", str(tmp_path / "order.json")]) == 2
    assert capsys.readouterr().err.startswith("error: ")
