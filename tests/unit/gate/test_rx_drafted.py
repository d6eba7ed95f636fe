"""The learned second opinion on drafts: it adds a hold where no rule speaks, and lifts none."""

from assistant.exchange import Role
from assistant.gate import RuleGate
from assistant.gate.learned.drafted import LONGEST_DRAFT
from assistant.gate.learned.shape import tags
from assistant.ports import Quoted
from evals.own_words import fixed_texts, library_facts
from tests.fakes.tables import every

GATE = RuleGate()
LEARNED = "LEARNED-OUT"
REGIMENS = (
    "Odd days one, even days two, then off.",
    "那个圆的早上一个，长的晚上一个，先这么着。",
    "头三天吃半个，第四天起一整个。",
    "Half now, the other half at midnight.",
)
HARMLESS = (
    "每天快走三十分钟，一周五天。",
    "请不要自行停药，先问开药的医生。",
    "Your follow-up is in six weeks, on the 4th at 10:30.",
    "您的报告共有18项，其中3项异常。",
)
CALM = "这是一般的说明，不清楚的地方请问您的医生。"


def said(text, role=Role.PATIENT, quotes=()):
    verdict = GATE.outgoing(text, role=role, quotes=quotes)
    return verdict.verdict, [one.id for one in verdict.rules]


@every(REGIMENS)
def test_a_regimen_that_no_rule_knows_is_held_back_whole(text):
    verdict = GATE.outgoing(text, role=Role.PATIENT)
    assert verdict.verdict == "blocked"
    assert [(one.id, one.start, one.end) for one in verdict.rules] == [(LEARNED, 0, len(text))]


@every(HARMLESS)
def test_harmless_sentences_go_out_alone_and_behind_each_other(text):
    guard = GATE.guard(Role.PATIENT)
    assert [guard.sentence(one).verdict for one in (CALM, text)] == ["clear", "clear"]


@every(REGIMENS)
def test_a_doctor_and_what_is_quoted_are_no_business_of_the_channel(text):
    assert LEARNED not in said(text, Role.DOCTOR)[1]
    assert said(text, quotes=[Quoted(0, len(text))]) == ("clear", [])


def test_staff_may_be_shown_what_somebody_was_taken_down_to_say():
    assert LEARNED not in said(f"已照录，主任说：“{REGIMENS[2]}”", Role.CLERK)[1]


def test_a_regimen_amid_a_long_draft_is_found():
    long = CALM * 12
    assert said(long)[0] == "clear"
    assert said(f"{long}{REGIMENS[1]}{long}")[0] == "blocked"


def test_what_is_longer_than_any_answer_is_left_to_the_rules():
    facts = library_facts()
    text = "\n".join(facts) + REGIMENS[2]
    assert len(text) > LONGEST_DRAFT
    assert LEARNED not in said(text)[1]


def test_tags_tell_what_is_named_and_where_sentences_end():
    assert tags("早上一片,晚上一片。") == tags("睡前两粒,中午三颗。")
    assert "," in tags("早上一片,晚上一片。")
    assert tags("早上一片。晚上一片").count("/") == 1
    assert tags("") == ""


def test_the_products_own_words_go_out():
    held = [text for text in fixed_texts()[::12] if said(text)[0] != "clear"]
    assert not held
