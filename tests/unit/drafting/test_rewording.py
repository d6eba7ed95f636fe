"""What a model may make of placed sentences: the record's words for the same, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from assistant.drafting import Draft, Fact, Said, Sentence, Talk, Turn, packaged_templates
from assistant.drafting.rewording import Reworded, Rewording, Step, may_be_reworded
from assistant.drafting.sameness import difference
from assistant.ports import DraftLimits, Prompt
from assistant.scripted_model import Reply, ScriptedModel
from prompts import Catalog
from retrieval.token_counts import EstimatedCounter
from tests.fakes.tables import every
from tests.unit.drafting.test_figures import DRAFTER

SAME = (
    ("嗯，拉肚子三天了，一天五六趟", "腹泻3天，一天五六趟"),
    ("没发烧，有点咳嗽", "无发热，有点咳嗽"),
    ("我爸有糖尿病", "父亲有糖尿病"),
    ("晚上肚子疼得厉害了", "夜间腹痛加重"),
    ("I've had a cough for about ten days, worse at night", "Cough for about 10 days, worse at night."),
    ("It doesn't hurt when I walk", "Does not hurt when walking."),
    ("My mom threw up twice", "Mother vomited twice"),
)
OTHER = (
    ("拉肚子三天了，一天五六趟", "腹泻3天"),
    ("拉肚子三天了", "腹泻4天"),
    ("没发烧，有点咳嗽", "无咳嗽，有点发热"),
    ("没发烧", "发热"),
    ("左膝盖疼，右髋发僵", "右膝疼痛，左髋发僵"),
    ("我爸有糖尿病", "患者有糖尿病"),
    ("可能是肺炎", "肺炎"),
    ("有点咳嗽", "有点咳嗽，考虑支气管炎"),
    ("I smoked a pack a day", "Smokes a pack a day"),
    ("My left knee hurts and my right hip is stiff", "Right knee hurts, left hip is stiff"),
    ("Cough for two days, fever for ten days", "Cough for ten days, fever for two days"),
    ("Maybe a little dizzy", "Dizzy"),
    ("No chest pain but short of breath", "Chest pain, no shortness of breath"),
)
SPOKEN = Talk(
    turns=(
        Turn("doctor", "哪里不舒服？"),
        Turn("patient", "嗯，我拉肚子三天了。没发烧。"),
        Turn("doctor", "以前有什么病？"),
        Turn("patient", "高血压，吃氨氯地平，一天一片。"),
    ),
    facts=(Fact(name="血钾", value="3.4", unit="mmol/L"),),
)


def _against(said: str, line: str) -> str | None:
    talk = Talk(turns=(Turn("patient", said),))
    return difference(Sentence(text=said, sources=(Said(0, 0, len(said)),)), line, talk)


def _rewording(*replies: Reply | str) -> tuple[Rewording, ScriptedModel]:
    model = ScriptedModel(replies)
    return Rewording(model, Catalog(), EstimatedCounter(), limits=DraftLimits()), model


def _draft(talk: Talk = SPOKEN) -> Draft:
    return DRAFTER.draft(talk, packaged_templates().named("门诊初诊", "zh"))


async def _walked(rewording: Rewording, talk: Talk = SPOKEN) -> tuple[list[Step], Reworded]:
    async with aclosing(rewording.steps(_draft(talk), talk)) as steps:
        *before, last = [one async for one in steps]
    assert isinstance(last, Reworded)
    return [one for one in before if isinstance(one, Step)], last


def _texts(made: Draft) -> dict[str, str]:
    return {section.name: section.text for section in made.sections if not section.missing}


@every(SAME)
def test_the_records_words_for_the_same_are_let_in(row: tuple[str, str]) -> None:
    assert _against(*row) is None


@every(OTHER)
def test_a_line_that_says_more_less_or_something_else_is_not(row: tuple[str, str]) -> None:
    assert _against(*row) is not None


async def test_each_section_is_written_by_itself_and_progress_is_told() -> None:
    rewording, model = _rewording("[1] 腹泻三天", "[1] 腹泻三天。\n[2] 无发热。")
    steps, made = await _walked(rewording)
    assert (steps[0].done, steps[0].of, steps[0].section) == (0, len(model.prompts), None)
    assert sorted({one.done for one in steps}) == list(range(len(model.prompts) + 1))
    assert _texts(made.draft)["主诉"] == "腹泻三天。"
    assert "腹泻三天。" in _texts(made.draft)["现病史"]
    assert (made.model, made.prompt.partition(":")[0], made.broken_off) == ("scripted", "record.zh/1", False)
    first = made.draft.sections[2].sentences[0]
    assert (first.origin, first.sources) == ("model", _draft().sections[2].sentences[0].sources)


async def test_the_model_sees_no_talk_no_value_and_nothing_of_a_drug() -> None:
    rewording, model = _rewording("")
    await _walked(rewording)
    seen = "\n".join(prompt.user for prompt in model.prompts)
    assert "拉肚子" in seen
    assert not [word for word in ("哪里不舒服", "氨氯地平", "一片", "血钾", "3.4") if word in seen]
    drug = Sentence(text="吃氨氯地平", sources=(Said(3, 4, 9),))
    assert not may_be_reworded(drug, SPOKEN)


async def test_what_is_not_the_same_is_listed_and_the_placed_sentence_stands() -> None:
    rewording, _ = _rewording("[1] 腹泻五天\n[2] 高热\n[7] 休克\n乱写一行")
    _, made = await _walked(rewording)
    assert _texts(made.draft) == _texts(_draft())
    assert made.phrased == 0
    assert any(one.text == "腹泻五天" and one.why.startswith("phrasing: ") for one in made.draft.dropped)
    assert made.draft.remarks == _draft().remarks


@pytest.mark.parametrize(
    ("reply", "asked", "broken"),
    [
        pytest.param(Reply(pieces=("[1] 腹泻三天\n[2] 无发", ""), broken=True), 2, False, id="cut-off-line"),
        pytest.param(Reply(pieces=(), broken=True), 1, True, id="silent"),
    ],
)
async def test_a_model_that_breaks_off_leaves_the_rest_as_it_was_placed(
    reply: Reply, asked: int, *, broken: bool
) -> None:
    rewording, model = _rewording(reply)
    _, made = await _walked(rewording)
    assert (len(model.prompts), made.broken_off) == (asked, broken)
    assert set(_texts(made.draft)) == set(_texts(_draft()))


async def test_the_shortest_whole_section_comes_first_and_each_line_at_once() -> None:
    said = "嗯，我拉肚子三天了。没发烧。晚上睡不好。胃口还行。出过一次冷汗。"
    talk = Talk(turns=(Turn("doctor", "哪里不舒服？"), Turn("patient", said)))
    rewording, model = _rewording(Reply(pieces=("[1] 腹泻", "三天\n[2]", " 无发热\n")))
    steps, _ = await _walked(rewording, talk)
    assert "栏目：主诉" in model.prompts[0].user
    assert len(model.prompts) < len(steps)
    shown = [one.section.name for one in steps if one.section is not None]
    assert (shown[0], steps[1].done) == ("主诉", 0)


class _Endless(ScriptedModel):
    """Writes without end and knows whether it was let go."""

    let_go = False

    async def stream(self, prompt: Prompt, limits: DraftLimits) -> AsyncGenerator[str, None]:
        """Yield one word again and again."""
        del prompt, limits
        try:
            while True:
                await asyncio.sleep(0)
                yield "腹"
        finally:
            self.let_go = True


async def test_who_stops_listening_ends_the_request_under_way() -> None:
    model = _Endless([])
    rewording = Rewording(model, Catalog(), EstimatedCounter(), limits=DraftLimits())
    listening = asyncio.create_task(_walked(rewording))
    await asyncio.sleep(0.01)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert model.let_go
