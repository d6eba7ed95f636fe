import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml import parse_xml

from guidelines.errors import UnreadableDocumentError
from guidelines.readers.dispatch import read

NOTICE = (
    "附件\n某病诊疗方案\n（2020年版）\n一、病原学\n某病毒属于某科，对热敏感，在五十六度\n"
    "条件下三十分钟灭活。\n（一）传染源。\n患者。"
)


@pytest.mark.parametrize(
    "encoding",
    [
        pytest.param("utf-8", id="utf-8"),
        pytest.param("utf-8-sig", id="utf-8 with mark"),
        pytest.param("utf-16", id="utf-16"),
        pytest.param("gb18030", id="gb18030"),
    ],
)
def test_plain_text_in_every_accepted_encoding(encoding):
    reading = read(NOTICE.encode(encoding), name="notice.txt")
    assert [(block.kind, block.text[:6]) for block in reading.blocks] == [
        ("title", "附件"),
        ("title", "某病诊疗方案"),
        ("title", "（2020年"),
        ("heading", "一、病原学"),
        ("paragraph", "某病毒属于某"),
        ("heading", "（一）传染源"),
        ("paragraph", "患者。"),
    ]
    assert "五十六度条件下" in reading.text


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        pytest.param(b"", "a.txt", "empty", id="empty"),
        pytest.param(b" \n\t ", "a.md", "empty", id="blank"),
        pytest.param(b"abc\x00def", "a.txt", "binary", id="nul"),
        pytest.param(bytes(range(256)) * 40, "a.bin", "binary|neither", id="binary"),
        pytest.param("café déjà".encode("latin-1"), "a.txt", "UTF-8", id="latin-1"),
        pytest.param("高血壓診斷標準".encode("big5"), "a.txt", "UTF-8", id="big5"),
        pytest.param(b"\x89PNG\r\n", "scan.png", "picture", id="picture"),
        pytest.param(b"\xd0\xcf\x11\xe0rest", "old.doc", "DOCX", id="old word"),
        pytest.param(b"---\ntitle: x\n---\n", "a.md", "no text", id="front matter only"),
        pytest.param(b"<html><body><script>x</script></body></html>", "a.html", "no text", id="no words"),
        pytest.param(b"PK\x03\x04 broken", "a.docx", "damaged", id="broken docx"),
        pytest.param(b"not a zip", "a.docx", "damaged", id="no docx"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data, name, said):
    with pytest.raises(UnreadableDocumentError, match=said) as fault:
        read(data, name=name)
    assert repr(name) in str(fault.value)


def test_a_large_text_is_read():
    data = (("血压每次测量两遍，取平均值，并记入病历。" * 6 + "\n") * 4_000).encode()
    assert len(read(data, name="long.txt").blocks) == 4_000


def test_blocks_tile_the_canonical_text():
    reading = read(NOTICE.encode(), name="n.txt")
    assert "\n".join(block.text for block in reading.blocks) == reading.text
    assert all(reading.text[block.start : block.end] == block.text for block in reading.blocks)


MARKDOWN = """---
title: x
---
# Recommendations

## Screening

  3. Screen **all** adults
     every year. ( **Weak for** )

##### (Carryover from 2008) (Weak For)

| Group | Target |
|---|---|
| Old | <150 |

* bullet `code` [link](http://x)
"""


def test_markdown_is_read_without_markup():
    reading = read(MARKDOWN.encode(), name="g.md")
    assert [(block.kind, block.level, block.text) for block in reading.blocks] == [
        ("heading", 1, "Recommendations"),
        ("heading", 2, "Screening"),
        ("list_item", 1, "3. Screen all adults every year. ( Weak for )"),
        ("paragraph", None, "(Carryover from 2008) (Weak For)"),
        ("table", None, "Group | Target\nOld | <150"),
        ("list_item", 1, "bullet code link"),
    ]
    assert "front matter" in reading.warnings[0].what


HTML = """<!doctype html><title>T</title><style>p{}</style><h1>血压</h1><p>目标<b>低于</b>140<br>另一行
<p style="display: none">隐藏的话<div>文<script>x()</script><ol start=3><li>一<li>二<ul><li>内</ul></ol></div>
<table><caption>表1</caption><tr><th rowspan=2>人群<th colspan=2>目标<tr><td>甲<td>乙</table>"""


def test_html_keeps_order_merged_cells_and_counts_hidden_text():
    reading = read(HTML.encode(), name="g.html")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("heading", "血压"),
        ("paragraph", "目标低于140"),
        ("paragraph", "另一行"),
        ("paragraph", "文"),
        ("list_item", "3. 一"),
        ("list_item", "4. 二"),
        ("list_item", "内"),
        ("caption", "表1"),
        ("table", "人群 | 目标 | 目标\n人群 | 甲 | 乙"),
    ]
    assert [warning.what for warning in reading.warnings] == ["4 characters of hidden text were left out"]


def test_html_is_told_by_content():
    assert read(b"<html><body><p>words</p></body></html>", name="page").text == "words"


def _docx(fill):
    document = docx.Document()
    fill(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_docx_keeps_headings_numbers_tables_and_running_heads():
    def fill(document):
        document.add_heading("高血压指南", 0)
        document.add_heading("诊断", 1)
        document.add_paragraph("第一步", style="List Number")
        document.add_paragraph("第二步", style="List Number")
        document.add_paragraph("圆点", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "目标"
        table.cell(1, 0).text, table.cell(1, 1).text = "老年", "150"
        document.sections[0].header.paragraphs[0].text = "页眉"

    reading = read(_docx(fill), name="g.docx")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("title", "高血压指南"),
        ("heading", "诊断"),
        ("list_item", "1. 第一步"),
        ("list_item", "2. 第二步"),
        ("list_item", "圆点"),
        ("table", "目标 | 目标\n老年 | 150"),
    ]
    assert [warning.what for warning in reading.warnings] == [
        "2 characters of running heads and feet were left out"
    ]


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_docx_keeps_insertions_boxes_and_footnotes_but_no_deletions():
    def fill(document):
        paragraph = document.add_paragraph("正文")._p
        box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
        for xml in (
            f'<w:ins {WORD} w:id="1"><w:r><w:t>插入</w:t></w:r></w:ins>',
            f'<w:del {WORD} w:id="2"><w:r><w:delText>删除</w:delText></w:r></w:del>',
            f"<w:r {WORD}><w:pict>{box}</w:pict></w:r>",
            f'<w:r {WORD}><w:footnoteReference w:id="2"/></w:r>',
        ):
            paragraph.append(parse_xml(xml))

    note = '<w:footnote w:id="2"><w:p><w:r><w:t>脚注</w:t></w:r></w:p></w:footnote>'
    notes = f"<w:footnotes {WORD}>{note}</w:footnotes>"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    added = {
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/>',
        ),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{relation}" Target="footnotes.xml"/>',
        ),
    }
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(_docx(fill))) as source, zipfile.ZipFile(out, "w") as target:
        for part in source.namelist():
            before, insert = added.get(part, ("", ""))
            body = source.read(part)
            target.writestr(
                part, body.replace(before.encode(), (insert + before).encode()) if before else body
            )
        target.writestr("word/footnotes.xml", notes)
    reading = read(out.getvalue(), name="g.docx")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("paragraph", "正文插入¹"),
        ("paragraph", "框内"),
        ("footnote", "[1] 脚注"),
    ]
    assert [warning.what for warning in reading.warnings] == [
        (
            "tracked changes are open: 2 inserted characters were read as text, "
            "2 deleted ones were left out; accept or reject them in Word to be sure"
        )
    ]


def test_docx_nested_tables_follow_theirs_and_raised_references_stay_raised():
    def fill(document):
        outer = document.add_table(rows=2, cols=2)
        outer.cell(0, 0).text, outer.cell(0, 1).text, outer.cell(1, 0).text = "人群", "方案", "老年"
        inner = outer.cell(1, 1).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "首选", "备选"
        paragraph = document.add_paragraph("低于150 mmHg")
        paragraph.add_run("12").font.superscript = True
        box = document.add_table(rows=1, cols=1)
        box.cell(0, 0).text = "推荐意见1：应当测量。"

    reading = read(_docx(fill), name="g.docx")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("table", "人群 | 方案\n老年 | "),
        ("table", "首选 | 备选"),
        ("paragraph", "低于150 mmHg¹²"),
        ("paragraph", "推荐意见1：应当测量。"),
    ]
    assert not reading.warnings


def test_a_zip_bomb_is_refused_unopened():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * 8_000_000)
    with pytest.raises(UnreadableDocumentError, match="bomb"):
        read(out.getvalue(), name="bomb.docx")
