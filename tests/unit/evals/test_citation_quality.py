"""ALCE's recall and precision come out as defined, on cases small enough to work out by hand."""

import pytest

from evals import Gold
from evals.citation_quality import Support
from evals.outcome import Cited, Shown

GOLD = Gold(
    document="flu",
    quote="疗程为5天，重症可延长至10天",
    answer="5天",
    numbers=("5天",),
    traps=("7天",),
)
SUPPORT = Support(gold=GOLD, passages={"flu#1"})


def cited(quote, *, passage="flu#9", document="flu"):
    return Cited(passage_id=passage, document_id=document, edition_id="e", quote=quote)


ON_GOLD = cited("疗程为5天，重症可延长至10天。")
IN_PASSAGE = cited("每日2次。", passage="flu#1")
BESIDE = cited("每日2次。")
ELSEWHERE = cited("疗程为5天，重症可延长至10天。", passage="x#1", document="x")


@pytest.mark.parametrize(
    ("text", "citations", "recall", "needed"),
    [
        pytest.param("疗程5天。", [ON_GOLD], True, 1, id="supported"),
        pytest.param("按疗程服用。", [ON_GOLD], True, 1, id="without-numbers"),
        pytest.param("每日2次。", [IN_PASSAGE], True, 1, id="labelled-passage"),
        pytest.param("疗程6天。", [ON_GOLD], False, 0, id="number-of-nobody"),
        pytest.param("疗程7天。", [ON_GOLD, cited("7天", passage="flu#1")], False, 0, id="trap"),
        pytest.param("疗程5天。", [BESIDE], False, 0, id="other-passage"),
        pytest.param("疗程5天。", [ELSEWHERE], False, 0, id="other-document"),
        pytest.param("疗程5天。", [], False, 0, id="no-citation"),
        pytest.param("疗程5天。", [ON_GOLD, BESIDE], True, 1, id="one-irrelevant"),
        pytest.param("疗程5天，每日2次。", [ON_GOLD, IN_PASSAGE], True, 1, id="only-one-carries"),
        pytest.param(
            "每日2次，剂量3片。", [IN_PASSAGE, cited("剂量3片。", passage="flu#1")], True, 2, id="both"
        ),
    ],
)
def test_recall_and_needed_citations(text, citations, recall, needed):
    shown = Shown(text=text, origin="model", citations=tuple(citations))
    assert SUPPORT.recall(shown) is recall
    assert SUPPORT.needed(shown) == needed
