"""What a whole story reads like: when it orders the departments, when it raises, and that it never lowers."""

import pytest

from assistant.exchange import Turn
from assistant.triage import Patient, Triage
from assistant.triage.interview import STILL_URGENT, SURELY_URGENT
from assistant.triage.learned.channel import channel
from assistant.triage.learned.shares import both
from tests.fakes.reading import Scripted, broken, read_as

VAGUE = [Turn(speaker="patient", text="最近总觉得哪里不太对劲，想问问该看哪一科比较合适")]
GRAVE = [Turn(speaker="patient", text="胸口像压了块石头，出了一身冷汗")]


def directed(reader, turns=VAGUE):
    return Triage(learned=channel(), reader=reader).interview(turns, Patient())


@pytest.mark.parametrize("department", ["眼科", "骨科", "口腔科"])
def test_what_a_story_reads_like_orders_the_departments(department):
    assert directed(Scripted(read_as(department=department))).departments[0] == department
    assert directed(None).departments[0] != department


def test_an_urgent_answer_goes_to_the_emergency_department_whatever_it_reads_like():
    assert directed(Scripted(read_as(department="眼科")), GRAVE).departments[0] == "急诊科"


def test_where_nothing_can_be_read_letters_and_map_speak():
    assert directed(broken()) == directed(None)


def test_two_readings_make_one_whole_over_what_both_know():
    shares = both({"甲": 0.6, "乙": 0.3, "丙": 0.1}, {"甲": 0.1, "乙": 0.8, "丁": 0.1})
    assert shares.keys() == {"甲", "乙"}
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["乙"] > shares["甲"]
    assert both({}, {"甲": 1.0}) == {"甲": 1.0}


def test_what_a_story_reads_like_never_lowers_a_red_flag():
    assert directed(Scripted(read_as("SELF", 0.99)), GRAVE).urgency == "E120"


@pytest.mark.parametrize(("level", "share"), [("E120", 0.99), ("ED", 0.99), ("ED", 0.975)])
def test_a_story_that_surely_reads_as_an_emergency_is_one_whatever_is_understood_of_it(level, share):
    direction = directed(Scripted(read_as(level, share)))
    assert direction.urgency == level
    assert [(one.id, one.evidence) for one in direction.red_flags] == [("RF-LEARNED", VAGUE[0].text)]


def test_what_read_so_at_an_earlier_turn_stands():
    turns = [*VAGUE, Turn(speaker="assistant", text="还有吗？"), Turn(speaker="patient", text="没事了，谢谢")]

    class Changing(Scripted):
        def read(self, text):
            return read_as("SELF" if "没事了" in text else "E120", 0.99)

    assert directed(Changing(), turns).urgency == "E120"


def test_a_question_is_read_with_its_answer():
    reader = Scripted()
    turns = [*VAGUE, Turn(speaker="assistant", text="脸歪不歪？"), Turn(speaker="patient", text="没有")]
    directed(reader, turns)
    assert reader.asked[-1].endswith(f"岁。{VAGUE[0].text}。[脸歪不歪？]没有")


@pytest.mark.parametrize(
    ("shares", "urgent"), [((0.93, 0.93), True), ((0.93, 0.5), False), ((0.5, 0.93), False)]
)
def test_what_reads_urgent_twice_running_is_urgent(shares, urgent):
    assert STILL_URGENT < 0.93 < SURELY_URGENT

    class Steady(Scripted):
        def read(self, text):
            return read_as("ED", shares["[" in text])

    turns = [*VAGUE, Turn(speaker="assistant", text="还有吗？"), Turn(speaker="patient", text="就这些")]
    assert (directed(Steady(), turns).urgency == "ED") is urgent
