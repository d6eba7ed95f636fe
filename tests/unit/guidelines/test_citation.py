from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guidelines.citation import (
    Reference,
    cite,
    find_quotation,
    locate,
    parse_reference,
    print_citation,
    reference_of,
    resolve,
)
from guidelines.digest import DigestFact, digest_content
from guidelines.errors import QuotationError
from guidelines.ledger import Standing
from guidelines.metadata import edition, meta
from guidelines.model import Certainty, EditionId, Status

TEXT = st.text(alphabet="血压高于140/90 mmHg，≥１～-\n收縮缩。abc", min_size=1, max_size=60)


@settings(max_examples=60, deadline=None)
@given(TEXT, st.data())
def test_any_slice_resolves_to_its_own_words(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    span = find_quotation(text[start:end], text)
    assert span is not None
    assert text[span.start : span.end] == text[start:end]


@settings(max_examples=60, deadline=None)
@given(TEXT, st.data())
def test_one_changed_character_does_not_resolve(text, data):
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("降7低kx＜"))
    assert find_quotation(text[:at] + other + text[at + 1 :], text) is None


@settings(max_examples=60, deadline=None)
@given(
    st.from_regex(r"[a-z一-龥_.-]{1,20}@[0-9a-f]{12}", fullmatch=True),
    st.integers(0, 10**8),
    st.integers(1, 999),
)
def test_reference_reads_back_what_it_prints(edition_id, start, length):
    reference = Reference(edition_id=EditionId(edition_id), start=start, end=start + length)
    assert parse_reference(str(reference)) == reference


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("a@012345678901", id="no span"),
        pytest.param("a@012345678901:5-5", id="empty span"),
        pytest.param("a@012345678901:9-5", id="backwards"),
        pytest.param("a@xyz:1-5", id="no hash"),
        pytest.param("a@012345678901:１-５", id="full-width digits"),
    ],
)
def test_parse_reference_refuses(text):
    with pytest.raises(QuotationError):
        parse_reference(text)


def _citation(*, status=Status.CURRENT, certainty=Certainty.CHECKED, source="digest"):
    record = {
        "document_id": "htn",
        "family": "htn",
        "title": "高血压要点",
        "issuer": "某学会",
        "edition": "2024",
        "date_published": "2024-03",
        "source": source,
        "language": "zh",
    }
    facts = [
        DigestFact(text="目标低于140/90 mmHg。", section=("控制目标",), certainty=certainty, locator="§5.2"),
        DigestFact(text="另一事实。", section=("其他",), certainty=Certainty.CHECKED),
    ]
    held = digest_content(edition(meta(record, name="t"), "ab" * 32), facts)
    passage = held.passages[0]
    citation = cite(held.edition, held.text, passage, start=0, end=8, standing=Standing(status=status))
    return citation, held.text


def test_a_citation_resolves_in_its_own_text_only():
    citation, text = _citation()
    assert text[resolve(citation, text).start :].startswith(citation.quote)
    assert parse_reference(str(reference_of(citation))).start == citation.start
    with pytest.raises(QuotationError, match="re-index"):
        resolve(citation, text.replace("140", "150"))


def test_locate_says_that_nothing_stands_there_without_repeating_it():
    with pytest.raises(QuotationError) as fault:
        locate("私人内容", "别的文字")
    assert "私人内容" not in str(fault.value)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        pytest.param(
            "zh", ["高血压要点", "某学会", "2024", "控制目标 › §5.2", "已被取代", "摘编", "待核对"], id="zh"
        ),
        pytest.param("en", ["高血压要点", "某学会", "2024", "superseded", "digest", "待核对"], id="en"),
    ],
)
def test_a_printed_citation_shows_every_caution(language, shown):
    citation, _ = _citation(status=Status.SUPERSEDED, certainty=Certainty.UNCHECKED)
    line = print_citation(citation, language=language)
    assert [part for part in shown if part not in line] == []


def test_a_checked_current_citation_carries_only_the_digest_mark():
    line = print_citation(_citation()[0])
    assert "待核对" not in line
    assert "取代" not in line


def test_cite_refuses_words_that_the_text_does_not_hold():
    held = _citation()[1]
    content = digest_content(
        edition(
            meta(
                {
                    "document_id": "d",
                    "family": "d",
                    "title": "t",
                    "issuer": "i",
                    "edition": "1",
                    "date_published": str(date(2024, 1, 1)),
                    "source": "digest",
                },
                name="t",
            ),
            "cd" * 32,
        ),
        [DigestFact(text="一个事实。", section=(), certainty=Certainty.CHECKED)],
    )
    with pytest.raises(QuotationError):
        cite(
            content.edition,
            held,
            content.passages[0],
            start=0,
            end=3,
            standing=Standing(status=Status.CURRENT),
        )
