"""House rules of a made-up ward as guideline files; nothing medical stands in them."""

from io import BytesIO

from docx import Document

from tests.fakes.pdf import make_pdf

TITLE = "病区轮椅管理规范"
OLD, NEW = "病区轮椅每7天清洁一次，并登记在册。", "病区轮椅每3天清洁一次，并登记在册。"
QUESTION = "病区轮椅多久清洁一次？"


def record(document_id, **more):
    """Give a document's record as a line of TOML tables."""
    fields = {
        "document_id": document_id,
        "family": document_id.rpartition("-")[0],
        "title": TITLE,
        "issuer": "某医院",
        "edition": "第一版",
        "date_published": "2019",
        "language": "zh",
    } | more
    return "[[document]]\n" + "".join(f'{name} = "{value}"\n' for name, value in fields.items())


def pdf(sentence):
    """Write a one-page PDF."""
    return make_pdf([([(72, 100, 16, TITLE), (72, 140, 12, "一、清洁"), (72, 170, 12, sentence)], [])])


def docx(sentence):
    """Write a Word file."""
    document, out = Document(), BytesIO()
    document.add_heading(TITLE, 0)
    document.add_heading("一、清洁", 1)
    document.add_paragraph(sentence)
    document.save(out)
    return out.getvalue()


def markdown(sentence):
    """Write Markdown."""
    return f"# {TITLE}\n\n## 一、清洁\n\n{sentence}\n".encode()


def gb18030(sentence):
    """Write plain text in the Chinese national encoding."""
    return f"{TITLE}\n\n一、清洁\n{sentence}\n".encode("gb18030")
