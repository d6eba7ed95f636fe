"""A model's line in a record brings no order: why drafted records need no second guard."""

from assistant.drafting.record import Said, Sentence, Talk, Turn
from assistant.drafting.sameness import difference
from tests.fakes.tables import every

HEARD = "头疼三天了，吃不下饭，那个小白片我也没吃。"
TALK = Talk(turns=(Turn("patient", HEARD),))
PLACED = Sentence(text=HEARD, sources=(Said(0, 0, len(HEARD)),))


@every(
    [
        "头痛三天，予布洛芬口服。",
        "头痛三天，吃不下饭，停小白片。",
        "头痛三天，吃不下饭，小白片每日一次。",
        "头疼三天了，吃不下饭，继续吃那个小白片，也没吃。",
        "头疼三天了，吃不下饭，吃那个小白片。",
        "头疼三天了，吃不下饭，那个小白片我也没吃，建议换药。",
    ]
)
def test_a_line_that_starts_stops_or_doses_something_is_refused(line):
    assert difference(PLACED, line, TALK) is not None


def test_the_words_that_were_said_stand():
    assert difference(PLACED, HEARD, TALK) is None
