"""Records decided step by step: nothing is signed before every section that says something was decided."""

from dataclasses import replace

import pytest

from assistant.charts.deciding import Deciding, decisions_of, undecided
from assistant.errors import AccessDeniedError, ChartMovedError, ChartStateError, UnsignableError
from tests.unit.charts.conftest import LI, ZHOU, new_chart

pytestmark = pytest.mark.story
STEPWISE = replace(new_chart().origin, steps=True)


@pytest.fixture
def step(office):
    def stepped(kept, section, verdict, asker=LI, text="", version=None):
        looked_at = kept.chart.version if version is None else version
        deciding = Deciding(section=section, verdict=verdict, version=looked_at, text=text, seconds=4)
        return office.room.decide(kept.chart.chart_id, deciding, asker)

    return stepped


@pytest.fixture
def kept(office):
    return office.kept(origin=STEPWISE)


def test_every_step_is_decided_before_anybody_signs(office, kept, step):
    assert undecided(kept) == ["主诉", "现病史"]
    office.read(kept)
    kept = step(kept, "主诉", "accept")
    kept = step(kept, "诊断", "edit", text="心悸待查。")
    with pytest.raises(UnsignableError, match="not decided yet: 现病史"):
        office.sign(kept, read_whole=True)
    kept = step(kept, "现病史", "accept")
    signed = office.sign(kept)
    assert {one.section: one.verdict for one in signed.written.decisions} == {
        "主诉": "accept",
        "诊断": "edit",
        "现病史": "accept",
    }
    assert {one.by for one in signed.written.decisions} == {"p_li"}


def test_each_step_is_a_version_with_who_decided_and_for_how_long(office, kept, step):
    kept = step(step(kept, "主诉", "accept"), "现病史", "edit", text="心慌两天。")
    kinds = [(one.kind, one.by) for one in office.room.versions(kept.chart.chart_id, LI)]
    assert kinds == [("machine", "machine"), ("decided", "p_li"), ("decided", "p_li")]
    assert kept.written.seconds == (("现病史", 4),)
    lines = next(one for one in kept.sheet.parts if one.name == "现病史").lines
    assert [(one.text, one.by) for one in lines] == [("心慌两天。", None)]


def test_what_is_rejected_is_gone_and_a_required_section_then_has_to_be_written(office, kept, step):
    kept = step(kept, "现病史", "reject")
    assert next(one for one in kept.sheet.parts if one.name == "现病史").missing
    assert decisions_of(kept)["现病史"].verdict == "reject"
    assert undecided(kept) == ["主诉"]
    with pytest.raises(UnsignableError, match="required and empty: 现病史"):
        office.sign(kept)


def test_a_decision_falls_with_the_text_that_it_was_about(office, kept, step):
    kept = step(kept, "现病史", "accept")
    assert undecided(kept) == ["主诉"]
    edited = office.edit(kept, ZHOU, 现病史="心慌三天。")
    assert undecided(edited) == ["主诉", "现病史"]
    back = office.room.restore(kept.chart.chart_id, kept.chart.version, LI, version=edited.chart.version)
    assert undecided(back) == ["主诉"]


def test_the_last_decision_about_a_step_counts(kept, step):
    kept = step(step(kept, "主诉", "reject"), "主诉", "edit", text="心慌。")
    assert [(one.section, one.verdict) for one in kept.written.decisions] == [("主诉", "edit")]


def test_who_decides_has_looked_but_another_signer_has_not(office, kept, step):
    for section in ("主诉", "现病史"):
        kept = step(kept, section, "accept")
    kept = step(kept, "诊断", "edit", text="心悸待查。")
    chief = replace(LI, person="p_wang")
    with pytest.raises(UnsignableError, match="not opened since"):
        office.sign(kept, chief)
    assert office.sign(kept).written.signature.person == "p_li"


@pytest.mark.parametrize(
    ("section", "verdict", "changes", "fault"),
    [
        pytest.param("主诉", "accept", {"asker": ZHOU}, AccessDeniedError, id="clerk"),
        pytest.param("主诉", "accept", {"version": 7}, ChartMovedError, id="moved"),
        pytest.param("别的", "accept", {}, ChartStateError, id="no-such-step"),
        pytest.param("医师签名", "edit", {"text": "李"}, ChartStateError, id="signature"),
        pytest.param("诊断", "accept", {}, ChartStateError, id="nothing-there"),
        pytest.param("主诉", "edit", {"text": "  "}, ChartStateError, id="empty-edit"),
    ],
)
def test_what_is_no_step_is_refused(kept, step, section, verdict, changes, fault):
    with pytest.raises(fault):
        step(kept, section, verdict, **changes)


def test_other_records_have_no_steps(office, step):
    with pytest.raises(ChartStateError, match="no step"):
        step(office.kept(), "主诉", "accept")
