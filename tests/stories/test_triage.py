"""An interview at the command line: turns in, direction out, a hospital's own departments in its home."""

import json

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
