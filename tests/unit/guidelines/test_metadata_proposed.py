"""What is proposed from a document without a record, and how every guess is said."""

from datetime import date

import pytest

from guidelines.errors import MetadataError
from guidelines.metadata import edition, meta, propose
from guidelines.readers.dispatch import read

BODY = "一、概述\n本病常见。\n二、治疗\n对症处理。"


def _proposed(text):
    return propose(read(text.encode(), name="doc.txt"), name="doc.txt")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            f"某病诊疗方案\n（试行第四版）\n{BODY}\n国家某某委办公厅\n2022年3月14日",
            ("某病诊疗方案（试行第四版）", "国家某某委办公厅", "试行第四版", "2022-03-14"),
            id="administrative, signed at the end",
        ),
        pytest.param(
            f"某病防治指南（2019年修订版）\n中华某某学会\n{BODY}",
            ("某病防治指南（2019年修订版）", "中华某某学会", "2019年修订版", "2019"),
            id="society, year in the title",
        ),
        pytest.param(
            "Some Disease Guideline, Third Edition\n\nAmerican College of Examples\n\nPublished: 2021-05-06"
            "\n\nMeasure the pressure at every visit and write the result down in the record of the patient.",
            (
                "Some Disease Guideline, Third Edition",
                "American College of Examples",
                "Third Edition",
                "2021-05-06",
            ),
            id="English",
        ),
    ],
)
def test_title_issuer_edition_and_date_are_found(text, found):
    meta = _proposed(text).meta
    assert (meta.title, meta.issuer, meta.edition, meta.date_published) == found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("DOI：10.1234/abc.2020.01", "prints the DOI 10.1234/abc.2020.01", id="doi"),
        pytest.param("本方案替代某病诊疗方案（第三版）。", "replaces another", id="replaces"),
        pytest.param("2021年1月5日", "the title says 2020, the date printed is 2021-01-05", id="two years"),
    ],
)
def test_what_a_person_must_confirm_is_said(line, said):
    proposal = _proposed(f"某病诊疗方案（2020年版）\n{line}\n{BODY}")
    assert any(said in warning.what for warning in proposal.warnings)


def test_a_date_inside_the_text_is_no_date_of_publication():
    text = f"某病诊疗方案（2020年版）\n{BODY}\n2019年12月31日首次发现病例，随后波及多地。"
    assert _proposed(text).meta.date_published == "2020"


RECORD = {
    "document_id": "a-2024",
    "family": "a",
    "title": "某方案",
    "issuer": "某委",
    "edition": "2024",
    "date_published": "2024-05",
}


@pytest.mark.parametrize(
    ("published", "effective", "expected"),
    [
        pytest.param("2024-05", "2024-05-20", date(2024, 5, 20), id="later"),
        pytest.param("2024-05-20", "2024-05", date(2024, 5, 20), id="the month of publication"),
        pytest.param("2024-05", "2024", date(2024, 5, 1), id="the year of publication"),
        pytest.param("2024", "2024-02", date(2024, 2, 1), id="within the year of publication"),
        pytest.param("2024-05-20", "2024-05-19", None, id="the day before"),
        pytest.param("2024", "2023", None, id="the year before"),
    ],
)
def test_an_edition_holds_from_its_publication_at_the_earliest(published, effective, expected):
    record = RECORD | {"date_published": published, "effective_from": effective}
    if expected is None:
        with pytest.raises(MetadataError, match="before it was published"):
            meta(record, name="test")
    else:
        assert edition(meta(record, name="test"), "0" * 64).effective_from == expected


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"amends": "b", "erratum_of": "b"}, id="update and erratum"),
        pytest.param({"amended_units": "推荐意见1"}, id="units of nothing"),
        pytest.param({"amends": "b", "supersedes": "b"}, id="amended and replaced"),
        pytest.param({"erratum_of": "a-2024"}, id="itself"),
    ],
)
def test_an_amendment_says_what_it_amends_and_only_that(more):
    with pytest.raises(MetadataError, match="a-2024"):
        meta(RECORD | more, name="test")
