"""The real model phrases placed findings: what it writes stands in its sources, and leaving ends its work."""

from contextlib import aclosing

import pytest

from assistant.drafting import Drafter, Talk, Turn, packaged_templates
from assistant.drafting.rewording import Reworded, Step
from assistant.drafting.sameness import difference
from assistant.gate import RuleGate
from assistant.settings import Settings
from assistant.wiring import ModelChoice, open_rewording

pytestmark = pytest.mark.live

TALK = Talk(
    turns=(
        Turn("doctor", "What brings you in?"),
        Turn("patient", "Well, I've had this cough for about ten days. My mom had asthma."),
        Turn("doctor", "Any fever?"),
        Turn("patient", "No. I take lisinopril, 20 milligrams."),
    ),
    language="en",
)


async def test_every_line_of_a_real_model_says_what_was_placed(live_server):
    endpoint = live_server.ensure_and_start()
    rewording = open_rewording(Settings(), ModelChoice(url=endpoint.url, name=endpoint.model))
    placed = Drafter(RuleGate()).draft(TALK, packaged_templates().named("SOAP", "en"))
    async with aclosing(rewording.steps(placed, TALK)) as steps:
        told = [one async for one in steps]
    assert isinstance(told[-1], Reworded)
    assert [one.done for one in told if isinstance(one, Step)] == list(range(told[0].of + 1))
    for before, after in zip(placed.sections, told[-1].draft.sections, strict=True):
        for one, other in zip(before.sentences, after.sentences, strict=True):
            assert other.text == one.text or difference(one, other.text, TALK) is None
    assert any("lisinopril, 20 milligrams" in one.text for one in told[-1].draft.sections[0].sentences)
