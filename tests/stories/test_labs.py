"""A laboratory report at the command line: lines in, judged lines out, a hospital's own table in its home."""

import json

REPORT = {
    "id": "r1",
    "sex": "F",
    "age": 47,
    "items": [
        {"name": "钾", "value": 6.3, "unit": "mmol/L", "range": "3.5-5.3"},
        {"name": "尿肌酐", "value": "9.1", "unit": "mmol/L"},
        {"name": "血红蛋白", "value": "126", "unit": "g/L"},
        {"name": "肌酐", "value": "1.4", "unit": None},
    ],
}
PASTED = {"id": "r2", "text": "项目\t结果\t单位\t参考范围\n钠\t139\tmmol/L\t137-147\nVLDL-C\t3.6\tmmol/L\t"}


def lines(*objects):
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in objects)


def test_reports_are_judged_line_by_line_and_a_bad_line_costs_only_itself(home, yizheng):
    said = yizheng("labs", "--json", stdin=lines(REPORT, "no json", {"id": "r3"}, PASTED))
    assert said.code == 1
    first, broken, nothing, pasted = said.lines
    assert [item["flag"] for item in first["items"]] == ["critical_high", "unknown", "normal", "unknown"]
    assert first["critical"] is True
    assert [item["range_source"] for item in first["items"]] == ["printed", "none", "default", "none"]
    assert "立即" in first["items"][0]["note"]
    assert first["items"][3]["value"] == "1.4"
    assert broken["error"]["type"] == "invalid-line"
    assert (nothing["id"], nothing["error"]["type"]) == ("r3", "invalid-question")
    assert [item["flag"] for item in pasted["items"]] == ["normal", "unknown"]
    assert pasted["critical"] is False


def test_a_hospitals_table_in_its_home_decides_and_a_broken_one_is_said(home, yizheng):
    table = home / "labs.toml"
    home.mkdir(parents=True, exist_ok=True)
    table.write_text('[[range]]\ntests = ["NA"]\nrange = "140-150"\nsource = "handbook"\n', "utf-8")
    line = {"items": [{"name": "钠", "value": 138, "unit": "mmol/L"}]}
    item = yizheng("labs", "--json", stdin=lines(line)).one["items"][0]
    assert (item["flag"], item["range_source"]) == ("low", "hospital")

    table.write_text('[[range]]\ntests = ["nosuch"]\nrange = "1-2"\nsource = "handbook"\n', "utf-8")
    refused = yizheng("labs", "--json", stdin=lines(line))
    assert refused.code == 2
    assert "nosuch" in refused.err
