"""The door: fields of the interface, who may pass, what is refused, templates and tables of the home."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import AccessDeniedError, InvalidQuestionError
from assistant.exchange import Asker, Role
from assistant.gate import RuleGate
from serving.desk import OPERATOR
from serving.drafts import DraftDesk
from serving.errors import InvalidLineError
from serving.problems import JsonObject

GATE = RuleGate()
TURNS = [{"speaker": "doctor", "text": "哪里不舒服？"}, {"speaker": "patient", "text": "心慌，两天。"}]
POTASSIUM = {"name": "钾", "value": 6.9, "unit": "mmol/L", "time": "08:10", "source": "检验科"}


def draft(home: Path, asker: Asker = OPERATOR, **fields: object) -> JsonObject:
    return DraftDesk(GATE, home).draft({"id": "x", "turns": TURNS, **fields}, asker)


def test_a_draft_has_the_fields_of_the_interface(tmp_path: Path) -> None:
    made = draft(tmp_path, facts=[POTASSIUM])
    assert set(made) == {"id", "template", "sections", "dropped", "warnings", "label"}
    sections = {one["name"]: one for one in made["sections"]}
    assert sections["主诉"]["sentences"][0]["sources"] == [{"turn": 1, "start": 0, "end": 5}]
    assert sections["辅助检查"]["sentences"][0]["sources"] == [{"fact": "钾"}]
    assert "6.9 mmol/L" in sections["辅助检查"]["text"]
    assert sections["诊断"] == {
        "name": "诊断", "required": True, "text": "未提供", "sentences": [], "missing": True,
    }  # fmt: skip
    assert "critical" in {one["rule"] for one in made["warnings"]}


def test_records_are_drafted_for_staff_only(tmp_path: Path) -> None:
    with pytest.raises(AccessDeniedError, match="staff"):
        draft(tmp_path, Asker(role=Role.PATIENT, groups=frozenset()))


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        pytest.param({"turns": []}, InvalidQuestionError, id="nothing-said"),
        pytest.param({"turns": [{"speaker": "robot", "text": "a"}]}, InvalidLineError, id="no-such-speaker"),
        pytest.param({"turns": [{"speaker": "doctor", "text": "a\x00"}]}, InvalidQuestionError, id="binary"),
        pytest.param({"template": "别的"}, InvalidQuestionError, id="no-such-template"),
        pytest.param({"facts": [{"name": "钾"}]}, InvalidLineError, id="fact-without-value"),
    ],
)
def test_what_cannot_be_drafted_is_refused(
    tmp_path: Path, fields: dict[str, object], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        draft(tmp_path, **fields)


def test_a_template_of_the_home_is_found_without_a_restart(tmp_path: Path) -> None:
    desk = DraftDesk(GATE, tmp_path)
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "own.toml").write_text(
        '[[template]]\nname = "晨检"\ndeadline = "当日"\nsource = "own"\nelsewhere = "记录"\n'
        'sections = [{ name = "记录", required = true }]\n',
        "utf-8",
    )
    made = desk.draft({"turns": TURNS, "template": "晨检"}, OPERATOR)
    assert [one["text"] for one in made["sections"]] == ["心慌，两天。"]
