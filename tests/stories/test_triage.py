"""An interview at the command line: turns in, direction out, a hospital's own departments in its home."""

import json
from pathlib import Path

import pytest

from assistant.exchange import Turn
from assistant.triage import Patient, triage

VIGNETTES = [
    json.loads(line) for line in Path(__file__).with_name("vignettes.jsonl").read_text("utf-8").splitlines()
]
DOOR = [
    json.loads(line)
    for line in Path(__file__).with_name("door_interviews.jsonl").read_text("utf-8").splitlines()
]
"""A hundred interviews of one author, mended by after a first look: they hold what was reached, no more."""
UNREMARKABLE = {"onset": ("昨天开始的", "since yesterday"), "past_history": ("没什么病", "nothing")}

FIRST = {
    "id": "t1",
    "age": 58,
    "sex": "M",
    "turns": [
        {"speaker": "patient", "text": "胸口闷"},
        {"speaker": "assistant", "text": "有没有出冷汗？"},
        {"speaker": "patient", "text": "有，他们说是累的"},
    ],
}
MILD = {"id": "t2", "age": 30, "sex": "F", "turns": [{"speaker": "patient", "text": "咳嗽三个星期了"}]}


def lines(*objects):
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in objects)


def test_interviews_are_directed_line_by_line_and_a_bad_line_costs_only_itself(home, yizheng):
    (home / "departments.toml").parent.mkdir(parents=True, exist_ok=True)
    (home / "departments.toml").write_text(
        'source = "house"\nemergency = "急诊科"\n[[department]]\nname = "呼吸内科"\nhere = "呼吸科"\n',
        "utf-8",
    )
    said = yizheng("triage", "--json", stdin=lines(FIRST, "no json", {"id": "t3", "turns": []}, MILD))
    assert said.code == 1
    urgent, broken, empty, mild = said.lines
    assert (urgent["urgency"], urgent["done"], urgent["departments"][0]) == ("E120", True, "急诊科")
    assert urgent["red_flags"][0]["evidence"]
    assert broken["error"]["type"] == "invalid-line"
    assert (empty["id"], empty["error"]["type"]) == ("t3", "invalid-line")
    assert (mild["urgency"], mild["departments"][0], mild["done"]) == ("C72", "呼吸科", False)
    assert mild["next_question"]


def led(vignette):
    """Let a simulated patient answer: what is present in his words, everything else with no."""
    english = vignette["opening"].isascii()
    patient = Patient(months=vignette["age"] * 12, sex=vignette["sex"])
    turns = [Turn(speaker="patient", text=vignette["opening"])]
    questions = 0
    while True:
        direction = triage().interview(turns, patient)
        if direction.done or direction.next_slot is None:
            return direction, questions
        absent = UNREMARKABLE.get(direction.next_slot, ("没有", "no"))[english]
        answer = vignette["present"].get(direction.next_slot, absent)
        turns += [
            Turn(speaker="assistant", text=direction.next_question or ""),
            Turn(speaker="patient", text=answer),
        ]
        questions += 1


@pytest.fixture(scope="module")
def simulated():
    return [(vignette, *led(vignette)) for vignette in VIGNETTES]


def test_simulated_patients_are_directed_within_ten_questions(simulated):
    assert max(questions for _, _, questions in simulated) <= 10


def test_simulated_patients_are_asked_for_what_makes_it_urgent(simulated):
    levels = ("E120", "ED", "C24", "C72", "SELF")
    low = [
        vignette["id"]
        for vignette, direction, _ in simulated
        if levels.index(direction.urgency) > max(map(levels.index, vignette["accept"]))
    ]
    raised = [
        vignette["id"]
        for vignette, direction, _ in simulated
        if "SELF" in vignette["accept"] and direction.urgency in {"E120", "ED"}
    ]
    assert len(low) <= 0.05 * len(simulated), low
    assert len(raised) <= 0.05 * len(simulated), raised


def test_simulated_patients_find_their_department(simulated):
    wrong = [
        (vignette["id"], direction.departments[0])
        for vignette, direction, _ in simulated
        if direction.departments[0] not in vignette["departments"]
    ]
    assert len(wrong) <= 0.1 * len(simulated), wrong


def test_a_hundred_interviews_at_the_door_are_directed_soon_and_rightly():
    levels = ("SELF", "C72", "C24", "ED", "E120")
    off, low, elsewhere = [], [], []
    for case in DOOR:
        turns = [Turn(speaker=one["speaker"], text=one["text"]) for one in case["turns"]]
        sex = {"F": "female", "M": "male"}[case["sex"]]
        patient = Patient(months=case["age"] * 12, sex=sex, pregnant=case.get("pregnant"))
        found = triage().interview(turns, patient)
        gap = levels.index(found.urgency) - levels.index(case["urgency"])
        if gap not in {0, 1}:
            off.append(case["id"])
        if gap < 0 and case["urgency"] in {"ED", "E120"}:
            low.append(case["id"])
        if found.departments[0] not in case["departments"]:
            elsewhere.append(case["id"])
    assert low == []
    assert len(off) <= 5, off
    assert len(elsewhere) <= 15, elsewhere
