"""Templates are data: the packaged ones are whole, a hospital's own are read and checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.drafting import packaged_templates, templates_in
from assistant.drafting.finding import Kind
from assistant.errors import InvalidQuestionError, SettingsError

NAMES = [
    *("门诊初诊", "门诊复诊", "急诊", "入院记录", "首次病程记录", "日常病程", "上级查房"),
    *("手术记录", "术后首次病程", "出院记录", "会诊", "交接班", "SOAP", "discharge"),
]
MORE = ["抢救记录", "死亡记录", "术前小结", "麻醉记录", "病理报告", "pathology"]
STEPWISE = {"手术记录", "术后首次病程", "术前小结", "麻醉记录", "病理报告", "pathology"}
OWN = """
[[template]]
name = "疼痛门诊"
deadline = "就诊时完成"
source = "our own"
elsewhere = "病史"
sections = [{ name = "病史", required = true, takes = ["present"] }]
"""


def test_every_template_of_the_interface_is_there() -> None:
    assert set(packaged_templates().by_name) == {*NAMES, *MORE}


def test_operation_and_pathology_are_decided_step_by_step() -> None:
    assert {one.name for one in packaged_templates().by_name.values() if one.steps} == STEPWISE


@pytest.mark.parametrize("name", [*NAMES, *MORE])
def test_a_template_states_deadline_source_and_required_sections(name: str) -> None:
    template = packaged_templates().by_name[name]
    assert template.deadline
    assert ("§1.9" in template.source) is not template.to_check
    assert not template.to_check or re.search("check|待核对", template.source)
    assert any(section.required for section in template.sections)


@pytest.mark.parametrize(
    ("name", "condition", "hours"),
    [
        pytest.param("日常病程", "病危", 24, id="critical"),
        pytest.param("日常病程", "稳定", 72, id="stable"),
        pytest.param("日常病程", None, None, id="not-said"),
        pytest.param("入院记录", None, 24, id="one-for-all"),
    ],
)
def test_a_deadline_may_depend_on_the_condition(name: str, condition: str | None, hours: float) -> None:
    assert packaged_templates().by_name[name].hours_for(condition) == hours


def test_a_condition_that_the_form_does_not_know_is_refused() -> None:
    with pytest.raises(InvalidQuestionError, match="病危, 病重, 稳定"):
        packaged_templates().by_name["日常病程"].hours_for("一般")


def test_a_name_is_found_by_alias_and_missing_by_language() -> None:
    assert packaged_templates().named("soap", "zh").name == "SOAP"
    assert packaged_templates().named(None, "zh").name == "门诊初诊"
    assert packaged_templates().named(None, "en").name == "SOAP"
    with pytest.raises(InvalidQuestionError, match="no template"):
        packaged_templates().named("nursing", "en")


def test_a_hospital_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "pain.toml").write_text(OWN, "utf-8")
    own = templates_in(tmp_path).named("疼痛门诊", "zh")
    assert (own.source, own.section_for(Kind.PLAN)) == ("our own", "病史")
    assert set(NAMES) < set(templates_in(tmp_path).by_name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[[template]", "not TOML", id="no-toml"),
        pytest.param(
            OWN.replace('elsewhere = "病史"', 'elsewhere = "别处"'), "elsewhere", id="no-such-section"
        ),
        pytest.param(OWN.replace('"present"', '"feelings"'), "takes", id="no-such-kind"),
        pytest.param(OWN.replace("required", "needed"), "needed|required", id="misspelt"),
    ],
)
def test_a_template_that_cannot_be_used_says_why(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "own.toml").write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=message):
        templates_in(tmp_path)
