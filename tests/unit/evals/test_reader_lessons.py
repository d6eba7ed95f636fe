"""What the reader is taught: own files are read as they are meant, and labels fall on the pieces."""

import json

import pytest

from assistant.reader import TAGS, encoder_file
from assistant.reader.pieces import Pieces
from assistant.reader.weights import Weights
from evals.reader_lessons import held_out, interviews, labels, marked, requests, sent


def test_a_message_to_triage_carries_its_level_and_the_departments_behind_the_emergency_one():
    (one,) = sent(["ED|RF033|急诊科,普外科|肚子硬 // 昨晚起", "no lesson", "XX|a|b|c"], "somebody")
    assert (one.levels, one.departments, one.text) == ({"ED"}, {"普外科"}, "肚子硬。昨晚起")


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("patient|P01|block|给开点药", True),
        ("doctor|N03|cite|指南怎么写", False),
        ("patient|P01|emergency|x", None),
    ],
)
def test_a_request_says_whether_it_asks(line, asks):
    (one,) = requests([line], "somebody")
    assert one.asks is asks
    assert one.role == line.split("|")[0]


def test_marks_become_places_in_the_plain_text():
    (one,) = marked(["床12 [[NAME:欧阳建国]]电话[[PHONE:138 0000 1111]]。"], "somebody")
    assert one.text == "床12 欧阳建国电话138 0000 1111。"
    assert [(one.text[start:end], kind) for start, end, kind in one.marked] == [
        ("欧阳建国", "NAME"),
        ("138 0000 1111", "OTHER"),
    ]


def test_labels_fall_on_the_pieces_of_a_name():
    (one,) = marked(["患者[[NAME:欧阳建国]]今天出院"], "somebody")
    cut = Pieces(Weights(encoder_file()).vocabulary).cut(one.text)
    tagged = [
        (one.text[piece.start : piece.end], TAGS[tag])
        for piece, tag in zip(cut, labels(one, cut), strict=True)
        if tag
    ]
    assert "".join(text for text, _ in tagged) == "欧阳建国"
    assert [tag for _, tag in tagged] == ["B-NAME"] + ["I-NAME"] * (len(tagged) - 1)


def interview(urgency):
    turns = [("patient", "头晕"), ("assistant", "脸歪不歪?"), ("patient", "没有")]
    said = [{"speaker": speaker, "text": text} for speaker, text in turns]
    return json.dumps({"turns": said, "urgency": urgency, "departments": ["神经内科"], "age": 60})


def test_what_ends_calmly_was_calm_from_its_beginning_and_questions_stand_before_answers():
    calm, grave = (list(interviews([interview(level)], "somebody")) for level in ("C72", "ED"))
    assert [one.text for one in calm] == ["今年60岁。头晕", "今年60岁。头晕。[脸歪不歪?]没有"]
    assert [one.text for one in grave] == ["今年60岁。头晕。[脸歪不歪?]没有"]


def test_about_half_of_the_public_talks_are_never_learned_from():
    assert 400 < sum(held_out(f"talk-{number}") for number in range(1000)) < 600
