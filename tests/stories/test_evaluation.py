"""Cases are asked from the command line: own documents in a house of their own, own cases of this home."""

import json

import pytest

DOCUMENT = """# 示例热诊疗方案（2024年版）

## 一、治疗

示例热患者应口服示例片，疗程为6天，重症可延长至12天。

## 二、预防

接触者医学观察14天。
"""
META = {
    "document_id": "shili-2024",
    "family": "shili",
    "title": "示例热诊疗方案（2024年版）",
    "issuer": "示例医院",
    "edition": "2024年版",
    "date_published": "2024-05",
    "file": "docs/shili.md",
}
QUESTION = {
    "id": "s1",
    "lang": "zh",
    "role": "doctor",
    "question": "示例热接触者医学观察多少天？",
    "gold": {
        "document_id": "shili-2024",
        "quote": "接触者医学观察14天",
        "answer": "14天",
        "key_numbers": ["14天"],
        "wrong_numbers": [{"value": "21天", "belongs_to": "nobody", "in_gold_quote": False}],
    },
}


@pytest.fixture
def documents(tmp_path):
    """Write a set with its own document."""
    folder = tmp_path / "set"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "shili.md").write_text(DOCUMENT, encoding="utf-8")
    (folder / "docs" / "meta.jsonl").write_text(json.dumps(META, ensure_ascii=False), encoding="utf-8")
    (folder / "qa.jsonl").write_text(json.dumps(QUESTION, ensure_ascii=False), encoding="utf-8")
    return folder


def test_a_set_brings_its_documents_and_leaves_none_behind(home, yizheng, documents, tmp_path):
    done = yizheng("eval", "run", documents, "--model", "off", "--out", tmp_path / "first")
    assert done.code == 0, done.err
    assert "whole.passed" in done.out
    report = json.loads((tmp_path / "first" / "report.json").read_text("utf-8"))
    (one,) = report["sets"]
    figures = {metric["name"]: metric for metric in one["metrics"]}
    assert (one["failed"], one["unscored"]) == ([], [])
    assert figures["hit@5"]["value"] == figures["gold_packed"]["value"] == 1.0
    assert figures["unresolved"]["value"] == 0
    assert report["conditions"]["model asked for"] == "off"
    assert set(report["versions"]) >= {"index", "policy"}
    assert "shili" not in yizheng("guidelines", "list", "--json").out
    assert (tmp_path / "first" / "report.html").read_text("utf-8").startswith("<!doctype html>")

    again = yizheng("eval", "run", documents, "--model", "off", "--out", tmp_path / "second")
    assert again.code == 0
    told = yizheng("eval", "compare", tmp_path / "first", tmp_path / "second")
    assert "McNemar exact p = 1.000" in told.out
    assert yizheng("eval", "show", tmp_path / "first").out in done.out


def test_own_cases_are_asked_of_this_home(home, yizheng, tmp_path):
    case = {
        "id": "own-1",
        "ask": "一般高血压患者的血压目标是多少？",
        "role": "doctor",
        "lang": "zh",
        "group": "answerable",
        "checks": [{"says": "140/90"}, {"cites": "cn-hypertension-2024"}],
        "author": "ward",
        "source": "cn-hypertension-2024",
        "verified": True,
    }
    (tmp_path / "my.jsonl").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    done = yizheng(
        "eval", "run", "--cases", tmp_path / "my.jsonl", "--model", "off", "--out", tmp_path / "run"
    )
    assert done.code == 0, done.err
    report = json.loads((tmp_path / "run" / "report.json").read_text("utf-8"))
    assert [one["set"] for one in report["sets"]] == ["my"]
    assert report["sets"][0]["unscored"] == []


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        pytest.param("{", "line 1 is not JSON", id="no-json"),
        pytest.param('{"ask": "?", "checks": []}', "line 1", id="no-case"),
        pytest.param('{"foo": 1}', "no known set", id="unknown"),
    ],
)
def test_a_file_that_is_no_set_is_one_line_and_exit_2(home, yizheng, tmp_path, lines, word):
    (tmp_path / "bad.jsonl").write_text(lines)
    done = yizheng("eval", "run", tmp_path / "bad.jsonl", "--model", "off", "--out", tmp_path / "run")
    assert (done.code, done.out) == (2, "")
    assert word in done.err
    assert done.err.count("\n") == 1
