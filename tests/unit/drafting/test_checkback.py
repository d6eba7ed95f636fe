"""The check back refuses what a phrasing, or a model, adds, turns round or leaves out."""

from __future__ import annotations

import pytest

from assistant.drafting import Said, Sentence, Talk, Turn
from assistant.drafting.checkback import fault_of

TALK = Talk(
    turns=(
        Turn("doctor", "发热吗？"),
        Turn("patient", "没有。左膝疼三天，吃过布洛芬0.3克。"),
        Turn("patient", "我妈有糖尿病。"),
        Turn("patient", "My left knee hurts for three days."),
        Turn("patient", "左肩疼。"),
    )
)
WHOLE = tuple(Said(number, 0, len(turn.text)) for number, turn in enumerate(TALK.turns))


@pytest.mark.parametrize(
    ("text", "turns", "fault"),
    [
        pytest.param("否认发热。", (0, 1), None, id="denied"),
        pytest.param("左膝疼三天，没有发热。", (0, 1), None, id="copied"),
        pytest.param("发热。", (0, 1), "affirmed", id="turned-round"),
        pytest.param("否认左肩疼。", (4,), "denied", id="denied-by-nobody"),
        pytest.param("右膝疼，没有。", (1,), "side", id="other-side"),
        pytest.param("没有，左膝疼五天。", (1,), "number", id="other-number"),
        pytest.param("没有，吃过布洛芬0.3毫克。", (1,), "unit", id="other-unit"),
        pytest.param("没有，吃过阿司匹林。", (1,), "阿司匹林", id="other-drug"),
        pytest.param("有糖尿病。", (2,), "somebody else", id="relative-lost"),
        pytest.param("My left knee hurts severely.", (3,), "severely", id="added-word"),
        pytest.param("左膝疼。", (), "no source", id="no-source"),
    ],
)
def test_a_sentence_stands_only_on_what_its_sources_say(
    text: str, turns: tuple[int, ...], fault: str | None
) -> None:
    sentence = Sentence(text=text, sources=tuple(WHOLE[one] for one in turns))
    found = fault_of(sentence, TALK)
    assert (found is None) if fault is None else (found is not None and fault in found)


def test_a_source_outside_the_talk_is_none() -> None:
    assert fault_of(Sentence(text="疼", sources=(Said(9, 0, 1),)), TALK) == "a source lies outside the talk"
