"""How truly documents are read: texts set in columns, scanned and as DOCX, against what was printed.

Usage: `python tests/bench/bench_reading.py [--texts FOLDER] [--take N] [--scans N] [--only KIND]`. Beside our
reader stand markitdown and the plain text of pdfplumber and of pypdfium2 on the same files; the last gives
text in the order in which it was set, which in these files is the right one. Scans are pictures alone, which
none of the others reads. At the end all stand in one table.
"""

import argparse
import re
import sys
import time
import unicodedata
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from guidelines.readers.dispatch import read
from tests.bench.bars import finish
from tests.fakes.typeset import degraded_scan, paragraphs, two_columns

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
OPENING = 14
WORDS = {2: "two", 3: "three"}


def plain(text):
    """Fold width, raised digits, white space and the dots of contents lists away."""
    return re.sub(r"\s+|[.·]{5,}", "", unicodedata.normalize("NFKC", text))


def accuracy(printed, read_text):
    """Give one less the share of characters that must be changed to get what was printed."""
    printed, read_text = plain(printed), plain(read_text)
    return max(0.0, 1 - Levenshtein.distance(printed, read_text) / max(len(printed), 1))


def order_errors(pieces, text):
    """Count the neighbours in print that are no longer in order as read."""
    text = plain(text)
    openings = [plain(piece)[:OPENING] for piece in pieces]
    places = [text.find(one) for one in openings if openings.count(one) == 1 and text.count(one) == 1]
    return sum(1 for one, other in pairwise(places) if other < one)


def cells_f1(printed, found):
    """Give the F1 of (row, column, text) over whole documents, tables put end to end, repeated heads once."""

    def cells(tables):
        return [
            (at, plain(cell)) for rows in tables for row in rows for at, cell in enumerate(row) if plain(cell)
        ]

    truth, read_cells = cells(printed), cells(found)
    left = list(truth)
    right = 0
    for cell in read_cells:
        if cell in left:
            left.remove(cell)
            right += 1
    return 2 * right / max(len(truth) + len(read_cells), 1)


def once(rows):
    """Give the text of a table as printed: a merged cell once."""
    shown = []
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            above = at and rows[at - 1][column] == cell
            beside = column and row[column - 1] == cell
            if not (above and column == 0) and not beside:
                shown.append(cell)
    return shown


def ours(data):
    """Read with our reader: running text, everything, tables, pages, warnings."""
    reading = read(data, name="bench.pdf" if data[:4] == b"%PDF" else "bench.docx")
    flowing = "\n".join(block.text for block in reading.blocks if block.kind != "table")
    tables, last = [], None
    for block in reading.blocks:
        if block.kind != "table":
            continue
        rows = [list(row) for row in block.rows]
        if last and rows[0] == last[-1][0]:
            rows = rows[1:]
        tables.append(rows)
        last = tables if last is None else last
    return flowing, tables, reading


def by_pdfplumber(data):
    """Give the plain text of pdfplumber."""
    with pdfplumber.open(BytesIO(data)) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def by_pypdfium2(data):
    """Give the plain text of pypdfium2."""
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def by_markitdown(data):
    """Give the text of markitdown, without what it draws as Markdown around it."""
    text = markitdown().convert_stream(BytesIO(data)).text_content
    bare = re.sub(r"(?m)^\|[ |:-]+\|$|^#+ ", "", text)
    return re.sub(r"[|*]|\\(?=[_.-])", "", bare)


@cache
def markitdown():
    """Load markitdown, which takes a moment, once."""
    from markitdown import MarkItDown

    return MarkItDown(enable_plugins=False)


PEERS = (("pdfplumber", by_pdfplumber), ("pypdfium2", by_pypdfium2), ("markitdown", by_markitdown))


def as_docx(text):
    """Set a text as a Word file with headings, a table and paragraphs."""
    document = docx.Document()
    lines = paragraphs(text[:20_000])
    for line in lines:
        document.add_paragraph(line)
    rows = [[f"{line[:6]}{column}" for column in range(4)] for line in lines[:8]]
    table = document.add_table(rows=len(rows), cols=4)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            table.cell(at, column).text = cell
    out = BytesIO()
    document.save(out)
    return out.getvalue(), lines, [rows]


TABLE = []
"""A row for each kind of file and each reader, as they were measured."""


def show_table():
    """Print every reader beside every other on the same files."""
    print("\n| files | reader | characters | cells F1 | order errors a page | pages/s |")
    print("|---|---|---|---|---|---|")
    for name, who, right, told, wrong, speed in TABLE:
        print(f"| {name} | {who} | {right:.4f} | {told.strip()} | {wrong:.2f} | {speed:.2f} |")


class Tally:
    """Adds up what was measured of one kind of file."""

    def __init__(self, name):
        self.name, self.rows, self.others = name, [], {}

    def add(self, letters, right, cells, wrong, pages, seconds):
        self.rows.append((letters, right, cells, wrong, pages, seconds))

    def beside(self, who, take, data, everything, pieces, *, pages):
        begun = time.perf_counter()
        text = take(data)
        spent = time.perf_counter() - begun
        printed = "".join(everything)
        measured = (accuracy(printed, text), None, order_errors(pieces, text), pages, spent)
        self.others.setdefault(who, []).append((len(plain(printed)), *measured))

    def figures(self, rows):
        letters = sum(row[0] for row in rows)
        pages = sum(row[4] for row in rows)
        cells = [row[2] for row in rows if row[2] is not None]
        return (
            sum(row[0] * row[1] for row in rows) / max(letters, 1),
            sum(cells) / len(cells) if cells else None,
            sum(row[3] for row in rows) / max(pages, 1),
            pages / max(sum(row[5] for row in rows), 1e-9),
        )

    def show(self):
        for who, rows in (("yizheng", self.rows), *self.others.items()):
            if rows:
                right, cells, wrong, speed = self.figures(rows)
                told = "  -  " if cells is None else f"{cells:.3f}"
                print(
                    f"{self.name:14} {who:10} files {len(rows):3}  characters {right:.4f}  cells F1 {told}  "
                    f"order errors/page {wrong:.2f}  pages/s {speed:.2f}",
                    flush=True,
                )
                TABLE.append((self.name, who, right, told, wrong, speed))


def measure_pdf(name, files, *, peers=True, verbose=False):
    """Read files of (bytes, truth) and hold them against the truth."""
    tally = Tally(name)
    for label, data, truth in files:
        begun = time.perf_counter()
        flowing, tables, reading = ours(data)
        seconds = time.perf_counter() - begun
        printed = "".join(truth.pieces)
        right = accuracy(printed, flowing)
        cells = cells_f1(truth.tables, tables) if truth.tables else None
        wrong = order_errors(truth.pieces, reading.text)
        tally.add(len(plain(printed)), right, cells, wrong, reading.pages, seconds)
        if verbose:
            print(f"  {label}: {right:.4f} cells {cells} order {wrong} pages {reading.pages} {seconds:.1f} s")
        for who, take in PEERS if peers else ():
            tally.beside(who, take, data, truth.everything, truth.pieces, pages=reading.pages)
    tally.show()
    return tally.figures(tally.rows)


def measure_docx(texts):
    """Read Word files back."""
    tally = Tally("docx")
    for _, text in texts:
        data, lines, tables = as_docx(text)
        begun = time.perf_counter()
        flowing, found, _ = ours(data)
        printed = "".join(lines)
        tally.add(
            len(plain(printed)),
            accuracy(printed, flowing),
            cells_f1(tables, found),
            order_errors(lines, flowing),
            1,
            time.perf_counter() - begun,
        )
        cells = [cell for rows in tables for row in rows for cell in row]
        tally.beside("markitdown", by_markitdown, data, [*lines, *cells], lines, pages=1)
    tally.show()
    return tally.figures(tally.rows)


def bare(text):
    """Give letters and digits alone: the known list cuts some numbers and names at the wrong place."""
    return "".join(char for char in plain(text) if char.isalnum())


def catalogue():
    """Read the real catalogue: the share of its known rows (class, number, name, form) that open a row."""
    path, known = SHARED / "real_pdf/medins-2024.pdf", SHARED / "terminology/medins_2024_drugs.json"
    if not (path.exists() and known.exists()):
        return None
    import json

    begun = time.perf_counter()
    reading = read(path.read_bytes(), name=path.name)
    seconds = time.perf_counter() - begun
    printed = {bare("".join(row)) for block in reading.blocks for row in block.rows}
    drugs = json.loads(known.read_text())
    starts = {row[: len(row) - cut] for row in printed for cut in range(len(row))}
    missed = [
        drug
        for drug in drugs
        if bare("".join(map(drug.get, ("category", "no", "name", "form")))) not in starts
    ]
    share = 1 - len(missed) / len(drugs)
    speed = reading.pages / seconds
    print(f"catalogue: pages {reading.pages}  rows {share:.4f} of {len(drugs)}  pages/s {speed:.2f}")
    return share, missed, reading


def main():
    """Set, read, compare, report."""
    options = argparse.ArgumentParser()
    options.add_argument("--texts", type=Path, default=SHARED / "guidelines_open/docs")
    options.add_argument("--take", type=int, default=100)
    options.add_argument("--scans", type=int, default=6)
    options.add_argument("--only", default="columns two three scan docx catalogue")
    options.add_argument("--verbose", action="store_true")
    given = options.parse_args()
    markitdown()
    texts = [
        (path.name, path.read_text())
        for path in sorted(given.texts.iterdir())
        if path.suffix in {".txt", ".md"}
    ][: given.take]
    columns = {number: _set_in(texts, number) for number in (2, 3) if WORDS[number] in given.only}
    two = measure_pdf("two columns", columns[2], verbose=given.verbose) if 2 in columns else None
    if 3 in columns:
        measure_pdf("three columns", columns[3], verbose=given.verbose)
    if "docx" in given.only:
        measure_docx(texts)
    scans = None
    if "scan" in given.only:
        printed = [(name, *two_columns(text, seed=at, limit=1800)) for at, (name, text) in enumerate(texts)]
        files = [(name, degraded_scan(data), truth) for name, data, truth in printed[: given.scans]]
        scans = measure_pdf("scans", files, peers=False, verbose=given.verbose)
    rows = catalogue() if "catalogue" in given.only else None
    show_table()
    if two and scans:
        finish(
            {
                "read_characters": two[0],
                "read_cells": two[1],
                "read_order": two[2],
                "read_scanned": scans[0],
                "read_catalogue": rows and rows[0],
            }
        )


def _set_in(texts, columns):
    return [(name, *two_columns(text, seed=at, columns=columns)) for at, (name, text) in enumerate(texts)]


if __name__ == "__main__":
    main()
