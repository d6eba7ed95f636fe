"""A records clerk drafts a day's conversations at the command line, with a template of the house."""

import json

TALK = [
    {"speaker": "doctor", "text": "您哪里不舒服？"},
    {"speaker": "patient", "text": "右脚踝扭了，昨天下楼梯踩空的。"},
    {"speaker": "patient", "text": "不对，前天。"},
    {"speaker": "doctor", "text": "能走路吗？"},
    {"speaker": "patient", "text": "能。"},
    {"speaker": "doctor", "text": "外踝肿胀压痛。拍个片，先冰敷。"},
]


def test_conversations_become_drafts_line_by_line(home, yizheng):
    folder = home / "templates"
    folder.mkdir()
    (folder / "sport.toml").write_text(
        '[[template]]\nname = "运动损伤"\ndeadline = "当日"\nsource = "own"\n'
        'elsewhere = "经过"\nsections = [\n'
        '{ name = "经过", required = true },\n{ name = "查体", required = true, takes = ["exam"] },\n'
        '{ name = "处理", required = true, takes = ["plan"] } ]\n',
        "utf-8",
    )
    given = [
        {"id": "a", "turns": TALK},
        {"id": "b", "turns": []},
        {"id": "c", "turns": TALK, "template": "门诊初诊"},
    ]
    typed = "\n".join(json.dumps(one, ensure_ascii=False) for one in given)

    done = yizheng("draft", "--template", "运动损伤", "--json", stdin=typed)
    own, empty, usual = done.lines
    assert done.code == 1
    assert {one["name"]: one["text"] for one in own["sections"]} == {
        "经过": "右脚踝扭了，前天下楼梯踩空的。能走路。",
        "查体": "外踝肿胀压痛。",
        "处理": "拍个片，先冰敷。",
    }
    assert any("corrected" in one["why"] for one in own["dropped"])
    assert empty["error"]["type"] == "invalid-question"
    assert usual["template"] == "门诊初诊"
    assert "人工智能" in usual["label"]
