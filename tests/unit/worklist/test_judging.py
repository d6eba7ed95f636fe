"""The house's own calibration: what doctors made of drafts, beside the risk that was measured before."""

from dataclasses import replace

from assistant.risk import open_cases, own_cases
from assistant.sufficiency import shipped_calibration
from assistant.worklist.judging import Judgement, by_trigger
from assistant.worklist.reply import JudgedClaim, ReplyDraft
from serving.ui.audit.risk import ENOUGH, RiskView, risk_html
from tests.unit.worklist.conftest import deferral


def unsure(risk, **signals):
    outcome = deferral("weak_evidence", **signals)
    return replace(outcome, trace=replace(outcome.trace, risk=risk))


def judged(risk=0.2, *, wrong=False, triggers=("D01",)):
    return Judgement(risk=risk, triggers=triggers, accepted=int(not wrong), edited=0, rejected=int(wrong))


def test_a_signed_reply_judges_the_draft_and_others_do_not(ward, passage):
    for number, (risk, verdict) in enumerate(((0.4, "rejected"), (0.1, "accepted"), (None, "accepted"))):
        opened = ward.opened(unsure(risk, D01=True), evidence=passage, text=f"问题{number}")
        task = ward.step(opened, "claim")
        claims = (JudgedClaim(claim=1, verdict=verdict),)
        ward.answer(task, ReplyDraft(decision="clinic", text="请复诊。", claims=claims))
    ward.opened(unsure(0.3), evidence=passage, text="还没有人答")
    told = {one.risk: (one.wrong, one.triggers) for one in ward.work.judgements()}
    assert told == {0.4: (True, ("D01",)), 0.1: (False, ("D01",))}


def test_triggers_are_counted_by_how_their_drafts_fared():
    (one, other) = by_trigger([judged(), judged(wrong=True, triggers=("D01", "D05"))])
    assert (one.trigger, one.drafts, one.wrong) == ("D01", 2, 1)
    assert (other.trigger, other.drafts, other.wrong) == ("D05", 1, 1)


def page(*judged):
    return risk_html(
        RiskView(
            judged=judged,
            open_told="Ours.",
            open_cases=open_cases().cases,
            own_cases=own_cases(judged),
            calibration=shipped_calibration(),
            rules=(),
            names={},
            viewer="a",
            writes=True,
        )
    )


def test_the_page_tells_shares_with_intervals_and_says_when_they_are_too_few():
    assert "还没有" in page()
    few = page(judged(0.1), judged(0.4, wrong=True))
    assert ("1 / 2 = 50.0%" in few, "0 / 1 = 0.0%" in few, f"{ENOUGH}" in few) == (True, True, True)
    assert "<svg" in few
    assert "2 cases are too few; it takes 149 at least" in few
    enough = page(*[judged()] * ENOUGH)
    assert f"it takes at least {ENOUGH}" not in enough
    assert "bar 0.2: answers 100%, 0 of 190 wrong" in enough
