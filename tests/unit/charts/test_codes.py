"""A hospital's own code table: what is read, what is refused in one line, what is offered."""

import pytest

from assistant.charts.codes import import_table, listed, remove_table, tables_in
from assistant.errors import CodeTableError


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("code,name\nI10,高血压\n\nI10,高血压\n".encode(), id="the-same-row-twice"),
        pytest.param("\ufeff疾病编码,疾病名称,版本\nI10,高血压,2.0\n".encode(), id="chinese-heads"),
        pytest.param("编码,名称\nI10,高血压,多一列\n".encode("gb18030"), id="gb18030"),
    ],
)
def test_a_table_is_read_as_hospitals_write_it(tmp_path, data):
    assert import_table(tmp_path, "院内", data) == 1
    [found] = tables_in(tmp_path).named("高血压")
    assert (found.system, found.code, found.name) == ("院内", "I10", "高血压")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "no column", id="empty"),
        pytest.param(b"code,name\n", "no row", id="head-alone"),
        pytest.param(b"name\nx\n", "'code'", id="no-code"),
        pytest.param(b"code,name\nA,\n", "row 2: code or name is empty", id="no-name"),
        pytest.param(b"code,name\nA,x\nA,y\n", "row 3: the code has another name", id="two-names"),
        pytest.param(b'code,name\nA,"x\nB,y\n', "line break", id="open-quotation-mark"),
        pytest.param(b"code,name\nA,x\x00\n", "control character", id="nul"),
        pytest.param(b"code,name\nA," + b"x" * 200_000 + b"\n", "no CSV", id="endless-field"),
        pytest.param("code,name\nA,x\n".encode("utf-16"), "UTF-8", id="utf-16"),
    ],
)
def test_what_is_no_table_is_refused_and_the_old_one_stays(tmp_path, data, says):
    import_table(tmp_path, "t", b"code,name\nOLD,old\n")
    with pytest.raises(CodeTableError, match=says):
        import_table(tmp_path, "t", data)
    assert [one.code for one in tables_in(tmp_path).entries] == ["OLD"]


def test_names_that_stand_in_a_diagnosis_are_offered_longest_first(tmp_path):
    import_table(tmp_path, "t", "code,name\nA,高血压\nB,高血压病3级\nC,肺炎\n".encode())
    assert [one.code for one in tables_in(tmp_path).within("高血压病3级，冠心病")] == ["B", "A"]


def test_every_word_has_to_stand_in_the_name_and_a_code_may_be_begun(tmp_path):
    import_table(
        tmp_path, "t", "code,name\nE11.2,2型糖尿病伴肾的并发症\nE11.9,2型糖尿病\nN18.9,慢性肾病\n".encode()
    )
    table = tables_in(tmp_path)
    assert [one.code for one in table.named("糖尿病 肾")] == ["E11.2"]
    assert [one.code for one in table.named("e11")] == ["E11.9", "E11.2"]


def test_a_table_is_listed_with_its_rows_and_the_starter_stands_where_there_is_none(tmp_path):
    assert [one.starter for one in listed(tmp_path)] == [True]
    import_table(tmp_path, "本院 2026", b"code,name\nA,x\nB,y\n")
    assert [(one.name, len(one.entries), one.starter) for one in listed(tmp_path)] == [
        ("本院 2026", 2, False)
    ]
    remove_table(tmp_path, "本院 2026")
    assert [one.starter for one in listed(tmp_path)] == [True]


@pytest.mark.parametrize("name", ["", "没有", "../codes/t", "t.csv"])
def test_only_a_table_of_the_list_is_taken_away(tmp_path, name):
    import_table(tmp_path, "t", b"code,name\nA,x\n")
    with pytest.raises(CodeTableError, match="no code table"):
        remove_table(tmp_path, name)
    assert [one.name for one in listed(tmp_path)] == ["t"]
