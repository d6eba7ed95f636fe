"""`/v1/labs`, and the fields of a report at any door."""

import pytest

from assistant.errors import InvalidQuestionError
from assistant.labs import knowledge_of
from serving.errors import InvalidLineError
from serving.labs import read_report

pytestmark = pytest.mark.story

ITEM = {"name": "钾", "value": 6.4, "unit": "mmol/L", "range": "3.5-5.3"}


def shipped():
    return knowledge_of(None)


async def test_a_report_is_judged_over_http_with_the_homes_table(client, house):
    report = (await client.post("/v1/labs", json={"id": 7, "items": [ITEM], "sex": "女"})).json()
    assert (report["id"], report["critical"]) == (7, True)
    assert (report["items"][0]["flag"], report["items"][0]["value"]) == ("critical_high", 6.4)
    (house.settings.home / "labs.toml").write_text(
        '[[critical]]\ntests = ["K"]\nhigh = "≥6.5"\nsource = "critical value list"\n', "utf-8"
    )
    assert (await client.post("/v1/labs", json={"items": [ITEM]})).json()["critical"] is False
    assert (await client.post("/v1/labs", json={})).status_code == 422


@pytest.mark.parametrize(
    ("line", "word"),
    [
        pytest.param({}, "items", id="nothing"),
        pytest.param({"items": [{"value": 1}]}, "items.0.name", id="no-name"),
        pytest.param({"items": [{"name": "钾", "value": [1]}]}, "items.0.value", id="list"),
        pytest.param({"items": [{"name": "钾", "value": True}]}, "items.0.value", id="truth"),
        pytest.param({"items": [{"name": "钾\x00", "value": 1}]}, "items.0", id="binary"),
        pytest.param({"items": [ITEM] * 501}, "items", id="too-many"),
        pytest.param({"items": [ITEM], "age": -1}, "age", id="age"),
        pytest.param({"text": "x" * 20_001}, "text", id="too-long"),
    ],
)
async def test_a_line_that_cannot_be_used_names_the_field(line, word):
    with pytest.raises((InvalidLineError, InvalidQuestionError), match=word):
        await read_report(line, shipped)


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        pytest.param({"sex": "male", "age": 40}, "low", id="man"),
        pytest.param({"sex": "F", "age": "40"}, "normal", id="woman"),
        pytest.param({"sex": None, "age": None}, "unknown", id="not-known"),
        pytest.param({"sex": "other"}, "unknown", id="other"),
        pytest.param({"sex": "F", "age_months": 14}, "unknown", id="months"),
        pytest.param({"sex": "F", "pregnant": True}, "unknown", id="pregnant"),
    ],
)
async def test_who_it_is_decides_the_range(fields, flag):
    line = {"items": [{"name": "血红蛋白", "value": "121", "unit": "g/L", "range": None}], **fields}
    assert (await read_report(line, shipped))["items"][0]["flag"] == flag
