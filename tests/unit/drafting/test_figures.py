"""The own dialogues: what a draft must hold, where, and what it may never say."""

from __future__ import annotations

from functools import cache

import pytest

from assistant.drafting import Drafter, packaged_templates
from assistant.gate import RuleGate
from tests.unit.drafting.dialogues import dialogues
from tests.unit.drafting.scoring import Score

pytestmark = pytest.mark.story
DRAFTER = Drafter(RuleGate())


@cache
def _score(*, held_out: bool) -> Score:
    score = Score()
    for case in dialogues(held_out=held_out):
        template = packaged_templates().named(case.template, case.talk.language)
        score.add(case, DRAFTER.draft(case.talk, template))
    return score


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned-on", "held-out"])
def test_drafts_hold_what_was_said_where_it_belongs(held_out: bool) -> None:
    score = _score(held_out=held_out)
    assert score.present >= 0.9 * score.gold, score.faults
    assert score.placed >= 0.95 * score.present, score.faults
    assert score.wrong <= 0.01 * score.traps, score.faults


def test_no_sentence_is_without_its_source_and_no_silent_section_is_filled() -> None:
    scores = [_score(held_out=one) for one in (False, True)]
    assert not [(one.unsourced, one.filled) for one in scores if one.unsourced or one.filled]
    assert sum(one.sentences for one in scores) > 400
