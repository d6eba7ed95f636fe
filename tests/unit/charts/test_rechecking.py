"""Quality control follows what people write, and says when another patient seems to be spoken of."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.charts import ChartState, Kept, Patient
from assistant.charts.chart import Chart, Written
from assistant.charts.editing import edited
from assistant.charts.patient_guard import strangers
from assistant.charts.rechecking import remarks_now
from assistant.drafting import Remark, Talk, Turn, packaged_templates
from tests.fakes.doors import Clock
from tests.unit.charts.conftest import a_sheet, new_chart

FORM = packaged_templates().by_name["门诊初诊"]
CHEN = Patient(reference="M-1", name="陈测试", sex="女", age="52岁")


def drafted(**changes):
    at = Clock()()
    chart = Chart(
        chart_id="c_1", template="门诊初诊", language="zh", state=ChartState.DRAFT, version=1,
        author="p_li", department=None, created_at=at, changed_at=at,
    )  # fmt: skip
    origin = replace(new_chart().origin, **changes)
    return Kept(chart=chart, origin=origin, written=Written(sheet=a_sheet()))


def edit(kept, **texts):
    parts = tuple(edited(one, texts.get(one.name, one.text), "p_li") for one in kept.sheet.parts)
    chart = replace(kept.chart, version=kept.chart.version + 1)
    return replace(kept, chart=chart, written=Written(sheet=replace(kept.sheet, parts=parts)))


def told(kept):
    return [(one.rule, one.message) for one in remarks_now(kept, FORM, Clock()())]


def rules(kept):
    return {one.rule for one in remarks_now(kept, FORM, Clock()())}


@pytest.mark.parametrize(
    ("due", "looked", "late"),
    [
        pytest.param(24, 23, False, id="in-time"),
        pytest.param(24, 25, True, id="overdue"),
        pytest.param(0, 0.5, False, id="visit-goes-on"),
        pytest.param(0, 2, True, id="visit-is-over"),
    ],
)
def test_a_record_past_its_time_that_nobody_signed_is_told_first(
    due: float, looked: float, late: bool
) -> None:
    kept = drafted(remarks=(Remark(rule="vital", message="数值不可能", source="x"),))
    made = kept.chart.created_at
    kept = replace(kept, chart=replace(kept.chart, due_at=made + timedelta(hours=due)))
    first, *_ = remarks_now(kept, FORM, made + timedelta(hours=looked))
    assert (first.rule == "unsigned") is late
    signed = replace(kept, chart=replace(kept.chart, state=ChartState.SIGNED))
    assert remarks_now(signed, FORM, made + timedelta(hours=looked))[0].rule == "vital"


def test_a_draft_keeps_its_own_remarks():
    drawn = Remark(rule="laterality", message="腿左右不一致", source="x")
    kept = drafted(remarks=(drawn,))
    assert told(kept) == [("laterality", "腿左右不一致")]


def test_what_a_person_wrote_is_looked_at_and_what_they_mended_is_gone():
    drawn = Remark(rule="vital", message="数值不可能", source="x")
    kept = drafted(remarks=(drawn,))
    kept = edit(kept, 现病史="左腿肿胀两天。右腿发凉。2月30日起病。血压90/150。qd服用。")
    assert rules(kept) == {"laterality", "date", "vital", "abbreviation"}
    assert "数值不可能" not in {message for _, message in told(kept)}
    kept = edit(kept, 现病史="左腿肿胀两天。左腿发凉。2月20日起病。血压150/90。每日一次。")
    assert rules(kept) == set()


def test_an_edit_that_contradicts_is_told():
    kept = edit(drafted(), 现病史="心慌两天。否认咳嗽。咳嗽两小时。")
    assert rules(kept) == {"contradiction"}


def test_what_fits_no_patient_of_this_sex_is_told_from_the_first_version_on():
    kept = drafted(patient=replace(CHEN, sex="男"))
    assert rules(kept) == set()
    kept = edit(kept, 现病史="心慌两天。月经规律。")
    assert rules(kept) == {"sex"}


def test_a_deadline_and_a_critical_value_stay():
    stays = tuple(Remark(rule=rule, message=rule, source="x") for rule in ("deadline", "critical"))
    kept = edit(drafted(remarks=stays), 主诉="心慌。")
    assert rules(kept) == {"deadline", "critical"}


@pytest.mark.parametrize(
    ("speaker", "text", "said"),
    [
        pytest.param("patient", "我叫王小明，来看咳嗽。", ["王小明"], id="name"),
        pytest.param("patient", "我叫陈测试。", [], id="same-name"),
        pytest.param("family", "我叫王小明，是她儿子。", [], id="a-relatives-name"),
        pytest.param("doctor", "患者男，52岁，咳嗽。", ["男"], id="sex"),
        pytest.param("doctor", "患者，女性，71岁。", ["71岁"], id="age"),
        pytest.param("doctor", "患者女，53岁。", [], id="birthday"),
        pytest.param("doctor", "病人男，8岁。", ["男", "8岁"], id="both"),
        pytest.param("patient", "我儿子男，20岁也咳嗽", [], id="son"),
        pytest.param("patient", "我女儿12岁。", [], id="daughter"),
        pytest.param("patient", "咳嗽三天，疼过52次。", [], id="nothing"),
        pytest.param("doctor", "This 71-year-old man came in.", ["man", "71"], id="english"),
    ],
)
def test_another_patient_is_told_by_name_sex_or_age(speaker, text, said):
    found = list(strangers(CHEN, Talk(turns=(Turn(speaker, text),))))
    assert [one.message.split("“")[1].split("”")[0] for one in found] == said
    assert all(text[one.at.start : one.at.end] for one in found)


def test_what_is_not_on_file_is_not_compared():
    talk = Talk(turns=(Turn("doctor", "患者男，8岁，我叫王小明。"),))
    assert list(strangers(Patient(reference="M-1"), talk)) == []
