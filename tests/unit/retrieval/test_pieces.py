"""What of a passage can be evidence: neither headings nor marks of strength that stand alone."""

from retrieval.pieces import heads, near_best, pieces_of
from retrieval.ports import Hit
from tests.fakes.passages import passage
from tests.fakes.tables import every

HEADINGS = {
    "digit": ("2.抗凝治疗。", "", "低分子肝素用于高危者。"),
    "brackets": ("（三）氧疗。", "", "血氧低者吸氧。"),
    "above-a-list": ("4.适应证。", "", "（1）持续高热；"),
    "english": ("1.2 Blood pressure.", "", "Keep it below 130/80 mmHg."),
}
SENTENCES = {
    "open-list": ("（2）脓毒症。", "可用于以下情况：", "疗程宜短。"),
    "last-of-a-list": ("（3）休克。", "（2）脓毒症；", "疗程宜短。"),
    "next-of-a-list": ("1.发热。", "", "2.咳嗽。"),
    "with-a-number": ("2.疗程7天。", "", "必要时延长。"),
    "two-clauses": ("2.卧床休息，多饮水。", "", "必要时吸氧。"),
    "long": ("3.对于病情进展迅速的重症患者应当尽早转入重症医学科治疗。", "", "必要时吸氧。"),
    "alone-on-its-line": ("2.抗凝治疗。", "", ""),
    "unnumbered": ("抗凝治疗。", "", "低分子肝素用于高危者。"),
    "english": ("3. Patients should rest in bed and drink enough water.", "", "Call if it gets worse."),
}


@every(HEADINGS.items(), name=lambda row: row[0])
def test_a_numbered_heading_that_runs_into_its_text_is_known(row):
    text, before, after = row[1]
    assert heads(text, before=before, after=after)


@every(SENTENCES.items(), name=lambda row: row[0])
def test_items_of_lists_and_sentences_are_no_headings(row):
    text, before, after = row[1]
    assert not heads(text, before=before, after=after)


def test_pieces_leave_out_headings_and_lone_grades_and_keep_the_heading_as_what_came_before():
    text = "（四）抗病毒治疗。早用药可缩短病程。(1A)\n( Strong for )\nRest is advised."
    pieces = list(pieces_of([Hit(passage=passage("p", text=text), title="指南甲", score=1.0)]))
    assert [one.text for one in pieces][:1] == ["早用药可缩短病程。"]
    assert pieces[0].before == "（四）抗病毒治疗。"
    assert pieces[-1].text == "Rest is advised."
    assert not any("Strong" in one.text for one in pieces)


def test_the_best_of_another_source_is_a_guest_unless_it_lies_too_far_behind():
    scores = {"a@1": 1.0, "b@1": 0.6, "c@1": 0.3}
    hits = [
        Hit(passage=passage(f"p{at}", text="剂量为一次两片。", edition=edition), title="指南", score=score)
        for at, (edition, score) in enumerate(scores.items())
    ]
    kept = near_best(list(pieces_of(hits)))
    assert [(str(one.hit.passage.edition_id), one.guest) for one in kept] == [("a@1", False), ("b@1", True)]


ANNOUNCED = {
    "item": ("②甲药：用于成人。孕妇禁用。第1天每次两片。", "甲药"),
    "part": ("①甲药：成人：每日一片。可加量。儿童：按体重。不超过5天。", "甲药 儿童"),
    "line-before": ("甲药：每日一片。\n每日两次。", ""),
    "english": ("2. Second line: use it daily. Do not use it in pregnancy.", "Second line"),
    "time-of-day": ("每日8:00测量。当天复测。", ""),
}


@every(ANNOUNCED.items(), name=lambda row: row[0])
def test_the_last_sentence_of_a_line_keeps_what_announced_it(row):
    text, lead = row[1]
    last = list(pieces_of([Hit(passage=passage("p", text=text), title="指南", score=1.0)]))[-1]
    assert last.lead == lead
