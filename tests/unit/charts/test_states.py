"""The state machine's table, and what an edit keeps, for any texts."""

from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.charts import ChartState, Line, Part
from assistant.charts.editing import differences, edited
from assistant.charts.states import TABLE
from assistant.drafting import Said
from assistant.edit_distance import distance

TEXTS = some.text(alphabet="甲乙丙。；\n a.1", max_size=30)


def test_no_step_leads_out_of_a_signature_but_an_amendment():
    leaving = {step for (state, step) in TABLE if state in {ChartState.SIGNED, ChartState.AMENDED}}
    assert leaving == {"amended"}
    assert not any(state is ChartState.DISCARDED for state, _ in TABLE)


LINES = some.lists(
    some.text(alphabet="甲乙丙丁a1", min_size=1, max_size=6).map(lambda one: one + "。"), max_size=5
)


@settings(max_examples=60)
@given(LINES, TEXTS)
def test_lines_stand_in_the_text_in_order_and_cover_it(lines, text):
    part = Part(
        name="x",
        required=True,
        text="".join(lines),
        lines=tuple(Line(text=one, sources=(Said(0, 0, 1),)) for one in lines),
    )
    after = edited(part, text, "p")
    at = 0
    for line in after.lines:
        found = after.text.find(line.text, at)
        assert found >= at
        assert not after.text[at:found].strip()
        at = found + len(line.text)
    assert not after.text[at:].strip()
    machine = [line.text for line in after.lines if line.by is None]
    assert all(one in lines for one in machine)


@settings(max_examples=60)
@given(TEXTS, TEXTS)
def test_differences_give_both_texts_back_and_distance_is_no_more_than_either(before, after):
    told = differences(before, after)
    assert "".join(one.text for one in told if one.kind != "added") == before
    assert "".join(one.text for one in told if one.kind != "removed") == after
    assert distance(before, before) == 0
    assert abs(len(before) - len(after)) <= distance(before, after) <= max(len(before), len(after))
