"""A new edition comes in: what changed is told, old answers are found, a file is held against the ledger."""

import pytest

QUESTION = "轮椅每隔多久检查一次刹车？"


def rules(months, screws):
    """Write an invented edition."""
    return (
        "# 示例病区轮椅管理规定\n\n## 检查\n\n"
        f"轮椅的刹车应每{months}个月检查一次。\n\n轮椅的螺丝{screws}。\n\n轮椅每年消毒不少于12次。\n"
    )


@pytest.mark.usefixtures("home")
def test_a_new_edition_says_what_it_changes_and_which_answers_it_touches(yizheng, tmp_path):
    for year, text in ((2019, rules(6, "可以逐个拧紧")), (2025, rules(3, "应当逐个拧紧"))):
        (tmp_path / f"{year}.md").write_text(text, "utf-8")
        (tmp_path / "meta.toml").write_text(
            f'[[document]]\ndocument_id = "chair-{year}"\nfamily = "chair"\ntitle = "示例病区轮椅管理规定"\n'
            f'issuer = "示例医院"\nedition = "{year}"\ndate_published = "{year}"\nfile = "{year}.md"\n',
            "utf-8",
        )
        done = yizheng("guidelines", "add", tmp_path / f"{year}.md", "--meta", tmp_path / "meta.toml")
        assert done.code == 0, done.out + done.err
        if year == 2019:
            first = yizheng("ask", QUESTION, "--role", "doctor", "--json").one
            assert "6个月" in first["text"]

    told = yizheng("guidelines", "diff", "chair-2019", "chair-2025", "--json").one
    kinds = {one["kind"]: one for one in told["changes"]}
    assert set(kinds) == {"threshold", "strength", "unchanged"}
    assert kinds["threshold"]["numbers"][0] | {"what": ""} == {
        "old": "6",
        "new": "3",
        "unit": "个月",
        "what": "",
    }

    digest = yizheng("guidelines", "digest", "--since", "2025-01-01", "--json").one
    chairs = [one for one in digest["changes"] if one["edition_id"].startswith("chair-2025@")]
    assert {one["kind"] for one in chairs} == {"threshold", "strength"}
    assert "轮椅" in yizheng("guidelines", "digest", "--since", "2025-01-01").out

    touched = yizheng("guidelines", "digest", "--since", "2025-01-01", "--affected", "--json").one["affected"]
    assert touched
    assert {one["replaced_id"].split("@")[0] for one in touched} == {"chair-2019"}
    assert QUESTION not in str(touched)

    second = yizheng("ask", QUESTION, "--role", "doctor", "--json").one
    assert any("2019 版为" in note and "2025 版改为" in note for note in second["notes"])

    (tmp_path / "draft.md").write_text(rules(1, "应当逐个拧紧"), "utf-8")
    against = yizheng("guidelines", "diff", "chair-2025", tmp_path / "draft.md", "--json").one
    assert against["summary"]["threshold"] == 1
    assert "draft" not in yizheng("guidelines", "list").out
