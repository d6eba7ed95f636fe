"""Records as PDF with a Chinese font cut down and embedded, where one lies on this machine."""

from __future__ import annotations

import io
from dataclasses import replace

import pdfplumber
import pytest
from reportlab.lib import fonts
from reportlab.pdfbase import pdfmetrics

from serving.interop import chinese_font, record_pdf
from tests.unit.interop.conftest import draft, signed
from tests.unit.interop.test_record_exports import SIGNED, UNSIGNED, from_pdf, out, squeezed, words_of

__all__ = ["draft", "signed"]


@pytest.mark.parametrize("name", ["draft", "signed"])
def test_label_and_content_survive_in_the_embedded_font(name, request):
    kept = request.getfixturevalue(name)
    text, _ = from_pdf(out("pdf", kept))
    for words in [*words_of(kept), SIGNED if kept.written.signature else UNSIGNED]:
        assert squeezed(words) in squeezed(text), words


def test_a_font_is_cut_down_and_says_what_it_lacks():
    file = chinese_font.font_file()
    if file is None:
        pytest.skip("no Chinese font on this machine")
    cut = chinese_font.subset(file, "病历\ue000", called="cut")
    assert cut.data[:4] == b"\0\1\0\0"
    assert len(cut.data) < 40_000
    assert cut.lacking == {"\ue000"}


def written(draft, text):
    sheet = replace(draft.sheet, parts=(replace(draft.sheet.parts[0], text=text),))
    return squeezed(from_pdf(out("pdf", replace(draft, written=replace(draft.written, sheet=sheet))))[0])


@pytest.mark.parametrize("embedded", [True, False])
def test_a_character_that_cannot_be_shown_is_written_by_its_number(draft, embedded, monkeypatch):
    if not embedded:
        monkeypatch.setattr(record_pdf, "font_file", lambda: None)
    assert "患者〔U+1F600〕王先生" in written(draft, "患者😀王先生\u200b")


def test_rare_names_come_back_as_they_were_written(draft):
    if chinese_font.font_file() is None:
        pytest.skip("no Chinese font on this machine")
    assert "𠮷田与𬭎先生" in written(draft, "𠮷田与𬭎先生")


def test_a_pdfs_own_font_is_forgotten_afterwards(draft):
    out("pdf", draft)
    before = (
        len(pdfmetrics._fonts),
        len(pdfmetrics._dynFaceNames),
        len(fonts._tt2ps_map),
        len(fonts._ps2tt_map),
    )
    out("pdf", draft)
    after = (
        len(pdfmetrics._fonts),
        len(pdfmetrics._dynFaceNames),
        len(fonts._tt2ps_map),
        len(fonts._ps2tt_map),
    )
    assert before == after


def test_a_long_record_runs_over_pages_each_with_the_label(draft):
    long = replace(draft.sheet.parts[1], text="夜间阵发性心慌，伴出汗。\n" * 120)
    sheet = replace(draft.sheet, parts=(draft.sheet.parts[0], long))
    kept = replace(draft, written=replace(draft.written, sheet=sheet))
    with pdfplumber.open(io.BytesIO(out("pdf", kept))) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 2
    assert all(UNSIGNED in page for page in pages)
    assert f"第 1 页 共 {len(pages)} 页" in pages[0]
