"""Guideline texts set as journals set them, with the truth beside: columns, boxes, tables, scans."""

import io
import random
import re
import zlib
from dataclasses import dataclass, field

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageTemplate, Paragraph, Spacer, Table

FONT = "STSong-Light"
MARGIN, GUTTER, TITLE = 50, 18, 70


@dataclass
class Truth:
    """What was printed: pieces of running text in order, tables as rows of cells, merged ones repeated."""

    pieces: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    everything: list[str] = field(default_factory=list)


def paragraphs(text):
    """Give the lines of a text that the font can print."""
    lines = (re.sub(r"[#*|_>`]+", " ", line).strip() for line in text.splitlines())
    return [printable(line) for line in lines if len(line) > 1 and not set(line) <= set("-: ")]


def printable(text):
    """Leave out what the printer's font does not hold."""
    kept = "".join(char for char in text if _in_font(char))
    return re.sub(r"\s+", " ", kept).strip()


def _in_font(char):
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _style(name, size=9.5, **more):
    return ParagraphStyle(name, fontName=FONT, fontSize=size, leading=size * 1.5, **more)


def _escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _grid(draw, words, columns, rows):
    """Draw cells from the words of the text: a header, a first column merged over two rows each."""
    cells = [[draw.choice(words)[: draw.randint(2, 14)] for _ in range(columns)] for _ in range(rows)]
    cells[0] = [f"栏{at}{draw.choice(words)[:3]}" for at in range(columns)]
    return cells


def _table(draw, words, width, style, *, rows, ruled, merged):
    columns = draw.choice((3, 4)) if width < 300 else draw.choice((4, 5))
    cells = _grid(draw, words, columns, rows)
    spans = []
    if merged:
        for top in range(1, rows - 1, 2):
            cells[top + 1][0] = cells[top][0]
            spans.append(("SPAN", (0, top), (0, top + 1)))
    shown = [[Paragraph(_escape(cell), style) for cell in row] for row in cells]
    for top in range(1, rows - 1, 2) if merged else ():
        shown[top + 1][0] = ""
    if ruled:
        rules = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    else:
        rules = [("LINEABOVE", (0, 0), (-1, 0), 1, "black"), ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black")]
        rules += [("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 1, "black")]
        rules += [("LINEBELOW", (0, -1), (-1, -1), 1, "black")]
    table = Table(
        shown,
        colWidths=[width / columns] * columns,
        repeatRows=1,
        style=[*spans, *rules, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")],
    )
    return table, cells


def two_columns(text, *, seed=0, columns=2, limit=6000, tables=True, head="某某疾病诊疗指南（2024年版）"):
    """Set a text in columns with boxes, tables, raised references, running heads and page numbers."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    draw = random.Random(seed)
    width = (A4[0] - 2 * MARGIN - (columns - 1) * GUTTER) / columns
    zh = len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) / 4
    wrap = {"wordWrap": "CJK"} if zh else {}
    body = _style("body", firstLineIndent=19 if zh else 0, spaceAfter=0 if zh else 5, **wrap)
    headings = _style("heading", 12, spaceBefore=8, spaceAfter=4, **wrap)
    boxed = _style(
        "boxed", borderWidth=0.7, borderColor="black", borderPadding=4, spaceBefore=9, spaceAfter=9, **wrap
    )
    cell = _style("cell", 8, **wrap)
    truth, story = Truth(), []
    title = f"某某疾病诊疗指南第{seed}号文本"
    truth.pieces.append(title)
    truth.everything.append(title)
    story.append(Paragraph(title, _style("title", 16, alignment=1)))
    story.append(FrameBreak())
    lines = paragraphs(text[:limit])
    words = [
        word for line in lines for word in re.split(r"[，。；、（）,.;()\s]+", line) if len(word) >= 2
    ] or ["词语"]
    for at, line in enumerate(lines):
        shown, said = _escape(line), line
        if re.match(r"[一二三四五六七八九十]{1,2}、", line) and len(line) < 20:
            story.append(Paragraph(shown, headings))
        else:
            if at % 6 == 3:
                number = str(draw.randint(1, 40))
                shown, said = shown + f"<super size=6 rise=4>{number}</super>", said + number
            story.append(Paragraph(shown, boxed if at % 7 == 5 else body))
        truth.pieces.append(said)
        truth.everything.append(said)
        if tables and at % 9 == 8:
            rows = draw.choice((5, 7, 9, 24))
            made, cells = _table(
                draw,
                words,
                width,
                cell,
                rows=rows,
                ruled=(ruled := at % 2 == 0),
                merged=ruled and draw.random() < 0.6,
            )
            caption = f"表{len(truth.tables) + 1} {draw.choice(words)[:8]}分级标准"
            story += [Spacer(0, 6), Paragraph(caption, cell), made, Spacer(0, 8)]
            truth.pieces.append(caption)
            truth.tables.append(cells)
            truth.everything += [caption, *(text for row in cells for text in row)]
    return _build(story, width, columns, head), truth


def _build(story, width, columns, head):
    out = io.BytesIO()
    height = A4[1] - 2 * MARGIN

    def running(canvas, document):
        canvas.setFont(FONT, 8)
        canvas.drawString(MARGIN, A4[1] - 35, head)
        canvas.drawCentredString(A4[0] / 2, 30, f"第 {document.page} 页")

    def frames(top):
        return [
            Frame(MARGIN + at * (width + GUTTER), MARGIN, width, height - top, 0, 0, 0, 0)
            for at in range(columns)
        ]

    document = BaseDocTemplate(out, pagesize=A4, invariant=1)
    heading = Frame(MARGIN, A4[1] - MARGIN - TITLE, A4[0] - 2 * MARGIN, TITLE, 0, 0, 0, 0)
    document.addPageTemplates(
        [
            PageTemplate("first", [heading, *frames(TITLE)], onPage=running, autoNextPageTemplate="later"),
            PageTemplate("later", frames(0), onPage=running),
        ]
    )
    document.build(story)
    return out.getvalue()


def degraded_scan(data, *, pages=None, dpi=200, skew=2.0, quality=60, noise=12, bleed=0.18, seed=0):
    """Print, photograph and file: noise, skew, the back of the sheet shining through, JPEG."""
    source = pypdfium2.PdfDocument(data)
    draws = np.random.default_rng(zlib.crc32(data[:2000]) + seed)
    shots = [
        np.squeeze(source[at].render(scale=dpi / 72, grayscale=True).to_numpy())
        for at in range(min(len(source), pages or len(source)))
    ]
    pictures = []
    for at, shot in enumerate(shots):
        back = np.asarray(Image.fromarray(shots[at - 1][:, ::-1]).filter(ImageFilter.GaussianBlur(2)))
        page = shot.astype(np.float32) - bleed * (255 - back.astype(np.float32))
        page = 232 * page / 255 + draws.normal(0, noise, page.shape)
        turned = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8)).rotate(
            skew if at % 2 == 0 else -skew, resample=Image.Resampling.BICUBIC, fillcolor=228
        )
        jpeg = io.BytesIO()
        turned.save(jpeg, "JPEG", quality=quality)
        pictures.append(Image.open(jpeg))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=dpi, quality=quality)
    return out.getvalue()
