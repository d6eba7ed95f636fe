"""The story this product began with: somebody else's sentences against a hospital's own editions."""

import json

import pytest

from tests.fakes import ward_rules as ward

NEVER, ELSEWHERE = "病区轮椅每30天清洁一次，并登记在册。", "病区的窗帘是蓝色的。"
PASTED = f"您好！\n1. {ward.OLD}\n2. {ward.NEW}\n3. {NEVER}\n4. {ELSEWHERE}\n够清楚吗？"


@pytest.fixture
def ruled(home, yizheng, tmp_path):
    """A home that holds two editions of a rule."""
    for name, sentence, date in (("chairs-2019", ward.OLD, "2019"), ("chairs-2023", ward.NEW, "2023")):
        file, meta = tmp_path / f"{name}.docx", tmp_path / f"{name}.toml"
        file.write_bytes(ward.docx(sentence))
        meta.write_text(
            ward.record(name, date_published=date, edition=f"{date}年版", file=file.name), "utf-8"
        )
        assert yizheng("guidelines", "add", file, "--meta", meta).code == 0
    return home


def verdicts(checked):
    return [one["verdict"] for one in checked["statements"]]


def test_each_statement_is_told_apart_and_quoted(ruled, yizheng):
    day = {"id": "then", "text": ward.OLD, "as_of": "2020-01-01"}
    lines = "\n".join(
        json.dumps(one) if isinstance(one, dict) else one for one in ({"id": 1, "text": PASTED}, "…", day)
    )
    done = yizheng("check", "--json", stdin=lines)
    assert done.code == 1
    checked, bad, then = done.lines
    assert verdicts(checked) == ["outdated", "supported", "contradicted", "not_found"]
    old = checked["statements"][0]
    assert [one["quote"] for one in old["superseded"]] == [ward.OLD]
    assert [one["quote"] for one in old["citations"]] == [ward.NEW]
    assert ("7天" in old["note"], "3天" in old["note"]) == (True, True)
    assert PASTED[old["start"] : old["end"]] == old["text"] == ward.OLD
    assert checked["statements"][2]["citations"][0]["document_id"] == "chairs-2023"
    assert (bad["line"], bad["error"]["type"]) == (2, "invalid-line")
    assert (verdicts(then), then["statements"][0]["superseded"]) == (["supported"], [])
    assert yizheng("audit", "verify").code == 0


def test_a_person_at_the_terminal_reads_both_editions(ruled, yizheng):
    done = yizheng("check", ward.OLD)
    assert done.code == 0
    assert done.out.startswith(f"[outdated] {ward.OLD}")
    assert f'"{ward.NEW}"' in done.out.partition("in force:")[2].partition("formerly:")[0]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        pytest.param({"text": " "}, "invalid-question", id="empty"),
        pytest.param({}, "invalid-line", id="no-text"),
        pytest.param({"text": ["a"]}, "invalid-line", id="no-string"),
        pytest.param({"text": "a\u0000b"}, "invalid-question", id="binary"),
        pytest.param({"text": "每天清洁。", "as_of": "soon"}, "invalid-question", id="day"),
        pytest.param({"text": "每天清洁。", "role": "chief"}, "invalid-question", id="role"),
        pytest.param(
            {"text": "每天清洁一次轮椅。", "collection": "nowhere"}, "unknown-collection", id="collection"
        ),
    ],
)
def test_what_cannot_be_checked_is_an_error_line(home, yizheng, line, kind):
    done = yizheng("check", "--json", stdin=json.dumps({"id": "x"} | line))
    assert (done.code, done.one["id"], done.one["error"]["type"]) == (1, "x", kind)
