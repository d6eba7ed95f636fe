"""Every export parses back with its label and its content; the label survives each format."""

from __future__ import annotations

import ast
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pdfplumber
import pytest
from fhir.resources.R4B.bundle import Bundle
from hl7apy.parser import parse_message

import serving.interop
from assistant.charts.chart import Decision
from serving.interop import record_fhir, record_pdf
from serving.interop.hl7 import segments
from serving.interop.record import page_of, written_as
from tests.unit.interop.conftest import TRICKY

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
UNSIGNED = "本内容由人工智能生成,仅供医务人员参考,未经医师审核"
SIGNED = "AI 辅助起草，李医师审核签名"


class _Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.lines = [""]

    def handle_starttag(self, tag, _attrs):
        if tag in {"p", "br"}:
            self.lines.append("")

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        self.lines[-1] += data


def squeezed(text):
    return re.sub(r"\s+", "", text)


def out(form, kept):
    return written_as(form, kept, at=NOW).data


def label_of(kept):
    return SIGNED if kept.written.signature else UNSIGNED


def words_of(kept):
    said = [one.text for one in kept.sheet.parts if one.text and one.filled_by != "person"]
    return [*said, "I49.9", "心律失常", "陈测试", *(one.text for one in kept.written.amendments)]


@pytest.fixture(params=["draft", "signed"])
def kept(request):
    return request.getfixturevalue(request.param)


def from_text(data):
    text = data.decode()
    return text, text.strip().splitlines()[-1]


def from_docx(data):
    document = docx.Document(io.BytesIO(data))
    assert document.sections[0].header.paragraphs[0].text in {SIGNED, UNSIGNED}
    custom = ElementTree.fromstring(ZipFile(io.BytesIO(data)).read("docProps/custom.xml"))
    assert custom[0].attrib["name"] == "AIGC"
    return "\n".join(one.text for one in document.paragraphs), custom[0][0].text


def from_pdf(data):
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        packet = pdf.doc.catalog["Metadata"].resolve().get_data().decode()
    held = ElementTree.fromstring(re.search(r"<x:xmpmeta.*</x:xmpmeta>", packet, re.DOTALL)[0])
    return text, held.find(".//{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC").text


def from_fhir(data):
    bundle = Bundle.model_validate_json(data)
    composition = bundle.entry[0].resource
    told = []
    for section in composition.section:
        reader = _Text()
        reader.feed(section.text.div)
        told.append("\n".join(reader.lines))
        assert any(label in told[-1] for label in (SIGNED, UNSIGNED)), "a section copied alone lost its label"
    patient = next(one.resource for one in bundle.entry if one.resource.get_resource_type() == "Patient")
    return "\n".join([*told, patient.name[0].text]), composition.extension[0].valueString


def from_hl7(data):
    read = segments(data.decode())
    results = [one for one in read if one.name == "OBX"]
    patient = next(one for one in read if one.name == "PID")
    return "\n".join([one.part(5, 1) for one in results] + [patient.part(5, 1)]), results[-1].part(5, 1)


READERS = {
    "text": from_text,
    "docx": from_docx,
    "pdf": from_pdf,
    "fhir": from_fhir,
    "hl7": from_hl7,
    "oru": from_hl7,
}


@pytest.mark.parametrize("form", READERS)
def test_label_and_content_survive(form, kept):
    text, machine = READERS[form](out(form, kept))
    assert squeezed(label_of(kept)) in squeezed(text)
    for words in words_of(kept):
        assert squeezed(words) in squeezed(text), words
    aigc = json.loads(machine)["AIGC"]
    assert aigc["Label"] == "1"
    assert aigc["ProduceID"] == f"{kept.chart.chart_id}/{kept.chart.version}"
    assert aigc["ReservedCode1"] == kept.sheet.sha256
    assert len(aigc) == 7
    if kept.written.signature is None:
        assert "未提供" in text
        assert SIGNED not in text
    else:
        assert UNSIGNED not in text


@pytest.fixture(autouse=True)
def no_font(monkeypatch):
    """Cutting a font takes half a second; `tests/stories/test_record_pdf.py` does it."""
    monkeypatch.setattr(record_pdf, "font_file", lambda: None)


def test_a_pdf_without_a_chinese_font_names_the_standard_one(draft):
    text, _ = from_pdf(out("pdf", draft))
    assert "心慌两天" in text
    assert UNSIGNED in text


def test_fhir_says_that_a_person_is_the_author_and_the_machine_the_assembler(signed, draft):
    for kept, status, kinds in (
        (draft, "preliminary", ["assembler", "author"]),
        (signed, "amended", ["assembler", "author", "verifier"]),
    ):
        bundle = json.loads(out("fhir", kept))
        entries = {one["fullUrl"]: one["resource"] for one in bundle["entry"]}
        first = bundle["entry"][0]["resource"]
        assert (bundle["type"], first["resourceType"], first["status"]) == ("document", "Composition", status)
        assert bundle["meta"]["security"][0]["code"] == first["meta"]["security"][0]["code"] == "AIAST"
        assert {entries[one["reference"]]["resourceType"] for one in first["author"]} == {"Practitioner"}
        agents = [
            (agent["type"]["coding"][0]["code"], entries[agent["who"]["reference"]]["resourceType"])
            for one in entries.values()
            if one["resourceType"] == "Provenance"
            for agent in one["agent"]
        ]
        assert [kind for kind, _ in agents] == kinds
        assert all((kind == "assembler") == (who == "Device") for kind, who in agents)
        assert {one["resourceType"] for one in entries.values()} | {"Bundle"} == record_fhir.WRITTEN


def test_fhir_names_what_the_machine_drafted_from_without_a_word_of_it(draft):
    origin = replace(draft.origin, form="f" * 64)
    decided = Decision(section="主诉", verdict="accept", by="p_wu", at=NOW, sha256="0")
    kept = replace(draft, origin=origin, written=replace(draft.written, decisions=(decided,)))
    entries = [one["resource"] for one in json.loads(out("fhir", kept))["entry"]]
    made = {one["activity"]["text"]: one for one in entries if one["resourceType"] == "Provenance"}
    named = [one["what"]["display"] for one in made["assembly"]["entity"]]
    assert named == ["conversation: 1 turns", "record-form: 门诊初诊"]
    assert "心慌" not in json.dumps(made["assembly"], ensure_ascii=False)
    assert made["step by step review"]["agent"][0]["type"]["coding"][0]["code"] == "verifier"


def test_fhir_marks_an_empty_section(draft):
    sections = json.loads(out("fhir", draft))["entry"][0]["resource"]["section"]
    empty = next(one for one in sections if one["title"] == "诊断")
    assert empty["emptyReason"]["text"] == "未提供"


def test_hl7_is_a_document_message_of_the_standard(kept):
    data = out("hl7", kept)
    message = parse_message(data.decode())
    assert message.msh.msh_9.to_er7() == "MDM^T02^MDM_T02"
    assert message.validate()
    assert {one.name for one in segments(data.decode())} == {"MSH", "EVN", "PID", "PV1", "TXA", "OBX"}
    assert message.txa.txa_17.value == ("AU" if kept.written.signature else "IP")
    status = {one.field(11) for one in segments(data.decode()) if one.name == "OBX"}
    assert status == {"F" if kept.written.signature else "P"}
    held = next(one for one in segments(data.decode()) if one.part(3, 2) == "体格检查")
    assert held.part(5, 1) == TRICKY


def test_hl7_is_a_report_for_systems_that_take_in_results(kept):
    data = out("oru", kept)
    message = parse_message(data.decode())
    assert message.msh.msh_9.to_er7() == "ORU^R01^ORU_R01"
    assert message.validate()
    read = segments(data.decode())
    assert {one.name for one in read} == {"MSH", "PID", "PV1", "OBR", "OBX"}
    order = next(one for one in read if one.name == "OBR")
    signature = kept.written.signature
    assert order.field(25) == ("C" if signature else "P")
    assert bool(order.field(32)) is bool(signature)
    assert [one.fields[2:] for one in read if one.name == "OBX"] == [
        one.fields[2:] for one in segments(out("hl7", kept).decode()) if one.name == "OBX"
    ]


def test_nothing_in_interop_can_write_an_order_of_a_medicine():
    """REG-02: no name of such a resource or segment stands in an adapter but the one that refuses them."""
    banned = re.compile(
        r"MedicationRequest|MedicationDispense|MedicationAdministration|RequestGroup|RequestOrchestration"
        r"|NutritionOrder|ServiceRequest|\b(?:RXO|RXE|RXD|RXG|ORC|OMP|RDE|ORM)\b"
    )
    for file in Path(serving.interop.__file__).parent.glob("*.py"):
        if file.name == "findings_fhir.py":
            continue
        strings = [
            node.value
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [one for one in strings if banned.search(one)], file.name


def test_the_page_prints_no_signature_section_of_its_own(signed):
    page = page_of(signed, at=NOW)
    assert "医师签名" not in {one.name for one in page.printed}
    assert "家族史" not in {one.name for one in page.printed}
