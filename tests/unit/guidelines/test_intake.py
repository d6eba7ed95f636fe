import json
from pathlib import Path

import pytest

from guidelines import metadata
from guidelines.digest import DigestFact, digest_content
from guidelines.errors import MetadataError
from guidelines.intake import content
from guidelines.model import Certainty, Source

RECORD = {
    "document_id": "flu_2025",
    "family": "flu",
    "title": "流感方案（2025年版）",
    "issuer": "某委",
    "edition": "2025年版",
    "date_published": "2025-01",
    "supersedes": "flu_2020",
    "superseded_by": None,
    "language": "zh",
}
TEXT = (
    "一、治疗\n推荐意见1：重症者尽早抗病毒（1A）。\n"
    "应符合下列条件：\n1.发热；\n2.咳嗽。\n二、预防\n接种疫苗。\n"
)
PAGE = (
    "<h1>目标</h1><p>表1 血压目标</p>"
    "<table><tr><th>人群<th>目标<tr><td>老年<td>150<tr><td>成人<td>140</table>"
)


def take(data=TEXT, name="flu.txt", **more):
    return content(data.encode(), name=name, meta=metadata.meta(RECORD | more, name="test"))


def test_passages_say_where_they_stand():
    held = take()
    assert [(one.kind, one.text, one.section) for one in held.content.passages] == [
        ("recommendation", "推荐意见1：重症者尽早抗病毒（1A）。", ("一、治疗",)),
        ("narrative", "应符合下列条件：\n1.发热；\n2.咳嗽。", ("一、治疗",)),
        ("narrative", "接种疫苗。", ("二、预防",)),
    ]
    assert held.content.passages[2].context == "流感方案（2025年版） › 二、预防"
    report = held.report
    assert (report.sections, report.recommendations, report.tables, report.passages) == (2, 1, 0, 3)
    assert report.edition_id == f"flu_2025@{report.sha256[:12]}"


def test_every_table_row_is_a_passage_with_its_header():
    held = take(PAGE, "t.html").content
    rows = [one for one in held.passages if one.kind == "table"]
    assert [one.text for one in rows] == ["人群 | 目标\n老年 | 150", "成人 | 140"]
    assert rows[1].context.endswith("目标 › 表1 血压目标 › 人群 | 目标")


def test_the_same_bytes_give_the_same_ids_and_all_differ():
    first, again = take().content, take().content
    assert first == again
    repeated = take("一、甲\n同句。\n二、乙\n同句。\n一、甲\n同句。\n").content.passages
    assert len({one.passage_id for one in repeated}) == len(repeated) == 3


def test_a_digest_file_is_unchecked():
    assert {one.certainty for one in take(source="digest").content.passages} == {Certainty.UNCHECKED}


def test_a_long_section_is_cut_between_sentences():
    held = take("一、总论\n" + "每名患者都应当在就诊时测量血压并记录结果。" * 60).content
    assert all(one.text.endswith("。") for one in held.passages)
    assert all(len(one.text) <= 350 for one in held.passages)


def test_without_a_record_every_guess_is_a_warning():
    held = content("某病诊疗方案\n（2021年版）\n一、概述\n略。\n".encode(), name="some file.txt")
    assert held.content.edition.document_id == "some-file"
    assert held.content.edition.title == "某病诊疗方案（2021年版）"
    assert held.content.edition.published.text == "2021"
    assert sum("no metadata" in warning.what for warning in held.report.warnings) == 4


def test_without_any_date_the_missing_field_is_named():
    with pytest.raises(MetadataError, match=r"date_published.*--meta"):
        content("一、概述\n略。\n".encode(), name="x.txt")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"title": None}, "title", id="null"),
        pytest.param({"issuer": ""}, "issuer", id="empty"),
        pytest.param({"date_published": "2025-13"}, "2025-13", id="no month"),
        pytest.param({"date_published": "last year"}, "last year", id="no date"),
        pytest.param({"status": "retired"}, "status", id="status"),
        pytest.param({"document_id": "a b"}, "document_id", id="id with blank"),
        pytest.param({"document_id": "a@b"}, "document_id", id="id with at"),
        pytest.param({"effective_to": "2020"}, "ends before", id="ends first"),
        pytest.param({"language": "fr"}, "language", id="third language"),
    ],
)
def test_a_record_that_cannot_be(change, said):
    with pytest.raises(MetadataError, match=said):
        metadata.meta(RECORD | change, name="m.jsonl")


def test_records_are_read_from_json_lines_and_toml():
    lines = (
        json.dumps(RECORD) + "\n\n" + json.dumps(RECORD | {"document_id": "b", "file": "docs/c.txt"})
    ).encode()
    records = metadata.read_meta(lines, name="m.jsonl")
    toml = (
        b'[[document]]\ndocument_id="d"\nfamily="f"\ntitle="t"\nissuer="i"\n'
        b"edition=1\ndate_published=2020-01-02\n"
    )
    read = metadata.read_meta(toml, name="m.toml")
    assert [record.document_id for record in records] == ["flu_2025", "b"]
    assert records[0].supersedes == ("flu_2020",)
    assert read[0].date_published == "2020-01-02"
    assert metadata.meta_for(records, "/x/c.txt") is records[1]
    assert metadata.meta_for(records, "flu_2025.pdf") is records[0]
    assert metadata.meta_for(records, "other.pdf") is None


@pytest.mark.parametrize("data", [b"{", b"", b"\xff\xfe{"], ids=["broken", "empty", "bytes"])
@pytest.mark.parametrize("name", ["m.jsonl", "m.toml"])
def test_a_file_of_no_records(data, name):
    with pytest.raises(MetadataError, match=name):
        metadata.read_meta(data, name=name)


def test_a_digest_has_one_passage_a_fact():
    edition = metadata.edition(metadata.meta(RECORD | {"source": "digest"}, name="t"), "ab" * 32)
    facts = [
        DigestFact(text="甲。", section=("一",), certainty=Certainty.CHECKED, locator="p. 3"),
        DigestFact(text="乙。", section=("一",), certainty=Certainty.UNCHECKED),
    ]
    held = digest_content(edition, facts)
    assert held.text == "甲。\n乙。"
    assert [(one.kind, one.text, one.section, one.certainty) for one in held.passages] == [
        ("fact", "甲。", ("一", "p. 3"), Certainty.CHECKED),
        ("fact", "乙。", ("一",), Certainty.UNCHECKED),
    ]
    assert all(held.text[one.start : one.end] == one.text for one in held.passages)


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        pytest.param(Source.FULLTEXT, ["甲。"], id="no digest"),
        pytest.param(Source.DIGEST, [], id="no facts"),
        pytest.param(Source.DIGEST, [" "], id="blank fact"),
        pytest.param(Source.DIGEST, ["甲\n乙"], id="two lines"),
    ],
)
def test_a_digest_that_cannot_be(source, texts):
    edition = metadata.edition(metadata.meta(RECORD | {"source": source}, name="t"), "ab" * 32)
    with pytest.raises(MetadataError):
        digest_content(
            edition, [DigestFact(text=text, section=(), certainty=Certainty.CHECKED) for text in texts]
        )


SHARED = Path(__file__).parents[4] / "shared/data"
FILES = [
    *sorted((SHARED / "guidelines_open/docs").glob("*.[tm][xd]*")),
    *sorted((SHARED / "nhc_guidelines/text").glob("*.txt")),
]


@pytest.mark.skipif(not FILES, reason="no shared data here")
def test_every_sentence_of_every_open_guideline_stands_in_exactly_one_passage():
    for path in FILES:
        if path.stat().st_size > 25_000:
            continue
        record = metadata.meta(RECORD | {"language": "en" if path.suffix == ".md" else "zh"}, name=path.name)
        held = content(path.read_bytes(), name=path.name, meta=record)
        times = [0] * len(held.content.text)
        for passage in held.content.passages:
            assert held.content.text[passage.start : passage.end] == passage.text
            for at in range(passage.start, passage.end):
                times[at] += 1
        spoken = [
            times[at]
            for block in held.reading.blocks
            if block.kind not in {"title", "heading", "contents"}
            for at in range(block.start, block.end)
            if not held.content.text[at].isspace()
        ]
        assert max(times) == 1
        assert sum(spoken) >= 0.99 * len(spoken), path.name
