"""A partial update and an erratum: the amended statement falls silent, everything around it stays."""

import json

import pytest

BASE = (
    "# 示例病区轮椅管理规定\n\n## 检查\n\n推荐意见1：轮椅的刹车应每6个月检查一次（1A）。\n\n"
    "推荐意见2：轮椅的坐垫应每3周清洗一次（1B）。\n\n## 存放\n\n"
    "轮椅应存放在走廊东侧。轮椅的钥匙由护士保管。\n"
)
UPDATE = "# 示例病区轮椅管理规定：2023年局部更新\n\n推荐意见1：轮椅的刹车应每2个月检查一次（1A）。\n"
ERRATUM = "# 勘误\n\n原文“存放在走廊东侧”应为：轮椅应存放在走廊西侧。\n"


def add(yizheng, folder, name, text, **more):
    record = {
        "document_id": name,
        "family": "chair",
        "title": "示例病区轮椅管理规定",
        "issuer": "示例医院",
        "edition": name,
        "date_published": name.rpartition("-")[2],
    } | more
    (folder / f"{name}.md").write_text(text, "utf-8")
    (folder / "meta.jsonl").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    return yizheng("guidelines", "add", folder / f"{name}.md", "--meta", folder / "meta.jsonl")


def said(yizheng, question, *more):
    answered = yizheng("ask", question, "--role", "doctor", "--json", *more).one
    return [cited["quote"] for claim in answered["claims"] for cited in claim["citations"]]


@pytest.mark.usefixtures("home")
def test_what_is_amended_falls_silent_and_the_rest_stays(yizheng, tmp_path):
    assert add(yizheng, tmp_path, "chair-2019", BASE).code == 0
    done = add(yizheng, tmp_path, "chair-2023", UPDATE, amends=["chair-2019"])
    assert done.code == 0, done.out + done.err

    brakes = "轮椅的刹车每隔多久检查一次？"
    assert [quote for quote in said(yizheng, brakes) if "刹车" in quote] == [
        "推荐意见1：轮椅的刹车应每2个月检查一次（1A）。"
    ]
    assert any("6个月" in quote for quote in said(yizheng, brakes, "--as-of", "2020-06-01"))
    assert any("3周" in quote for quote in said(yizheng, "轮椅的坐垫每隔多久清洗一次？"))

    listed = {one["document_id"]: one for one in yizheng("guidelines", "list", "--json").lines}
    base, update = listed["chair-2019"], listed["chair-2023"]
    assert (base["status"], update["status"]) == ("current", "current")
    assert (base["amended_by"], update["amends"]) == ([update["edition_id"]], ["chair-2019"])
    assert "amended by chair-2023@" in yizheng("guidelines", "list").out
    shown = yizheng("guidelines", "show", "chair-2019", "--json").one["passages"]
    assert [one["text"][:5] for one in shown if one["amended"]] == ["推荐意见1"]

    told = yizheng("guidelines", "diff", "chair-2019", "chair-2023", "--json").one["summary"]
    assert {kind for kind, count in told.items() if count} == {"threshold"}
    digest = yizheng("guidelines", "digest", "--since", "2023-01-01", "--json").one
    assert "threshold" in {
        one["kind"] for one in digest["changes"] if one["edition_id"].startswith("chair-2023@")
    }


@pytest.mark.usefixtures("home")
def test_an_erratum_silences_the_sentence_and_not_its_neighbour(yizheng, tmp_path):
    add(yizheng, tmp_path, "chair-2019", BASE)
    corrects = {"erratum_of": "chair-2019", "amended_units": ["轮椅应存放在走廊东侧"]}
    done = add(yizheng, tmp_path, "chair-2021", ERRATUM, **corrects)
    assert done.code == 0, done.out + done.err
    for day in ((), ("--as-of", "2020-06-01")):
        quotes = said(yizheng, "轮椅存放在走廊的哪一侧？", *day)
        assert not any(quote.startswith("轮椅应存放在走廊东侧") for quote in quotes)
        assert any("西侧" in quote for quote in quotes)
    assert any("护士保管" in quote for quote in said(yizheng, "轮椅的钥匙由谁保管？"))

    refused = add(yizheng, tmp_path, "chair-2022", ERRATUM, amends="chair-2019", amended_units=["推荐意见7"])
    assert (refused.code, refused.one["error"]["type"]) == (1, "metadata")
    assert "推荐意见7" in refused.one["error"]["message"]
