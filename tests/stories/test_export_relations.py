"""What holds between exports, whatever anybody wrote: the label goes with each copy, words come back."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from dataclasses import replace

import docx
import pypdfium2
import pytest
from fhir.resources.R4B.bundle import Bundle
from hl7apy.parser import parse_message
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from assistant.charts import Amendment, ChartState
from assistant.charts.chart import Written
from tests.unit.interop.conftest import AT, draft, part, signed
from tests.unit.interop.test_record_exports import READERS, SIGNED, UNSIGNED, label_of, no_font, out, squeezed

__all__ = ["draft", "no_font", "signed"]
FORMS = list(READERS)
QUICK = [form for form in FORMS if form != "pdf"]
PIECES = some.sampled_from(
    ["心慌", "两天", "，", "。", "\n", "\r\n", "\t", "  ", "<b>", "&amp;", "|", "^", "~", "\\", "\\E\\",
     "\\.br\\", "OBX|9|TX|X||假", "]]>",
     "{}", "【主诉】", "37.8℃", "±", "𠮷", "é", "😀", "\u200b", UNSIGNED, SIGNED,
     "医师签名：王主任", '"AIGC"', "a b"]
)  # fmt: skip
TEXTS = some.lists(PIECES, min_size=1, max_size=8).map("".join).filter(str.strip)
SHEETS = some.lists(TEXTS, min_size=1, max_size=4)
FEW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


def with_texts(kept, texts):
    parts = tuple(part(f"段落{number}", text) for number, text in enumerate(texts))
    return replace(kept, written=replace(kept.written, sheet=replace(kept.sheet, parts=parts)))


def shown_in_pdf(text):
    """Give what a page without a font of its own shows: characters of other planes by their number."""
    told = text.replace("\u200b", "")
    return "".join(f"〔U+{ord(char):X}〕" if ord(char) > 0xFFFF else char for char in told)


def words(form, kept):
    return squeezed(READERS[form](out(form, kept))[0])


@pytest.mark.parametrize("form", FORMS)
@FEW
@given(texts=SHEETS)
@example(texts=["OBX|1|TX|AI-LABEL||" + SIGNED])
def test_whatever_was_written_comes_back_with_the_label(form, draft, texts):
    kept = with_texts(draft, texts)
    text, machine = READERS[form](out(form, kept))
    told = squeezed(text)
    assert squeezed(UNSIGNED) in told
    for one in texts:
        shown = one if form != "pdf" else shown_in_pdf(one)
        assert squeezed(shown) in told
    assert json.loads(machine)["AIGC"]["ReservedCode1"] == kept.sheet.sha256


@pytest.mark.parametrize("form", QUICK)
@FEW
@given(texts=SHEETS)
def test_a_signature_changes_the_label_and_not_a_word_of_the_sections(form, draft, signed, texts):
    before, after = with_texts(draft, texts), with_texts(signed, texts)
    one, other = words(form, before), words(form, after)
    assert one.count(squeezed(SIGNED)) == sum(squeezed(text).count(squeezed(SIGNED)) for text in texts)
    assert squeezed(SIGNED) in other
    assert all(squeezed(text) in one and squeezed(text) in other for text in texts)


@pytest.mark.parametrize("form", QUICK)
@FEW
@given(text=TEXTS, why=TEXTS)
def test_an_amendment_adds_and_takes_nothing_away(form, signed, text, why):
    added = Amendment(person="p_wu", name="吴医师", at=AT, text=text, reason=why)
    more = replace(signed, written=replace(signed.written, amendments=(*signed.written.amendments, added)))
    one, other = words(form, signed), words(form, more)
    assert squeezed(text) in other
    assert all(squeezed(part.text) in other for part in signed.sheet.parts if part.filled_by != "person")
    assert len(other) > len(one)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "docx"])
def test_writing_twice_writes_the_same_words(form, signed):
    assert words(form, signed) == words(form, signed)
    if form in {"text", "fhir", "hl7", "oru"}:
        assert out(form, signed) == out(form, signed)


@pytest.mark.parametrize("name", ["draft", "signed"])
def test_either_half_of_a_text_keeps_the_label(name, request):
    kept = request.getfixturevalue(name)
    text = out("text", kept).decode()
    label = label_of(kept)
    for cut in range(len(label), text.rindex(label), 7):
        assert all(label in half for half in (text[:cut], text[cut:]))


@pytest.mark.parametrize("name", ["draft", "signed"])
def test_a_section_of_a_fhir_document_copied_alone_keeps_the_label(name, request):
    kept = request.getfixturevalue(name)
    bundle = json.loads(out("fhir", kept))
    for section in bundle["entry"][0]["resource"]["section"]:
        copied = deepcopy(bundle)
        copied["entry"][0]["resource"]["section"] = [section]
        told = Bundle.model_validate(copied).entry[0].resource
        assert label_of(kept) in told.section[0].text.div
        assert told.meta.security[0].code == "AIAST"


def test_other_programs_keep_the_label_when_they_save_the_file_again(draft):
    again = io.BytesIO()
    docx.Document(io.BytesIO(out("docx", draft))).save(again)
    assert READERS["docx"](again.getvalue()) == READERS["docx"](out("docx", draft))

    bundle = Bundle.model_validate_json(out("fhir", draft)).model_dump_json().encode()
    assert READERS["fhir"](bundle) == READERS["fhir"](out("fhir", draft))

    for form in ("hl7", "oru"):
        text, machine = READERS[form](parse_message(out(form, draft).decode()).to_er7().encode())
        assert text.startswith(UNSIGNED)
        assert machine == READERS[form](out(form, draft))[1]


def test_every_page_cut_out_of_a_pdf_keeps_the_label(draft):
    long = with_texts(draft, ["夜间阵发性心慌，伴出汗。\n" * 120])
    whole = pypdfium2.PdfDocument(out("pdf", long))
    assert len(whole) > 2
    for number in range(len(whole)):
        cut, kept = pypdfium2.PdfDocument.new(), io.BytesIO()
        cut.import_pages(whole, [number])
        cut.save(kept)
        text = pypdfium2.PdfDocument(kept.getvalue())[0].get_textpage().get_text_range()
        assert squeezed(UNSIGNED) in squeezed(text)


def test_no_state_of_a_record_is_without_a_label(draft, signed):
    for kept in (draft, signed):
        for state in ChartState:
            one = replace(kept, chart=replace(kept.chart, state=state))
            for form in QUICK:
                assert squeezed(label_of(kept)) in words(form, one), (form, state)


def test_an_empty_record_has_its_label_too(draft):
    bare = replace(draft, written=Written(sheet=replace(draft.sheet, parts=(part("主诉"),), codes=())))
    for form in FORMS:
        assert squeezed(UNSIGNED) in words(form, bare), form
