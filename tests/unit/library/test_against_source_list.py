"""The library holds every item of the source list, no number besides, and no more certainty than it gives."""

import re
from decimal import Decimal

import pytest

from guidelines.library.records import read_digest, read_library

BLOCKS = {
    "G01": "cn-hypertension-2018 cn-hypertension-2024 cn-hypertension-practice-2022",
    "G02": "acc-aha-hypertension-2017 acc-aha-hypertension-2025",
    "G03": "ada-standards-2025 ada-standards-2026",
    "G04": "cn-diabetes-2020 cn-diabetes-2024",
    "G05": "gold-copd-2024 gold-copd-2025 gold-copd-2026",
    "G06": "gina-asthma-2024 gina-asthma-2025 gina-asthma-2026",
    "G07": "kdigo-ckd-2012 kdigo-ckd-2024",
    "G08": "esc-atrial-fibrillation-2020 esc-atrial-fibrillation-2024",
    "G09": "cn-h-pylori-2017 cn-h-pylori-2022 acg-h-pylori-2024",
    "G10": "uspstf-breast-cancer-2016 uspstf-breast-cancer-2024",
    "G11": "uspstf-colorectal-cancer-2016 uspstf-colorectal-cancer-2021",
    "G12": "uspstf-tobacco-2015 uspstf-tobacco-2021",
    "G13": "cn-lipids-2016 cn-lipids-2023",
    "G14": "aha-cpr-2020 aha-cpr-2025",
    "G15": "aha-asa-stroke-2019 aha-asa-stroke-2026",
    "G16": "ats-idsa-cap-2019 ats-cap-2025",
    "G17": "acc-aha-cholesterol-2018 acc-aha-dyslipidemia-2026",
    "G18": "cn-heart-failure-2018 cn-heart-failure-2024",
    "G19": "cn-hepatitis-b-2019 cn-hepatitis-b-2022",
    "G20": "uspstf-lung-cancer-2013 uspstf-lung-cancer-2021 uspstf-aspirin-2016 uspstf-aspirin-2022",
}
UNLABELLED = "G20"  # one line without item labels: its editions are held as a whole
MONTHS = {"Jan": "1", "Apr": "4", "Nov": "11", "Dec": "12"}
LABEL = re.compile(r"(?<![\w-])([ON]\d+(?:-\d+)?)(?=[ :])")
MARK = re.compile(r"\[V[^\]]*\]|\(memory[^)]*\)")
PLAIN = {"[V]": "checked", "[V2]": "secondary", "(memory)": "to be checked"}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
NAMES = re.compile(r"SGLT2i?|GLP-1(?:RA)?|CHA2DS2|(?i:\btype[- ][12]\b)|[12]型")


@pytest.fixture(scope="module")
def blocks(shared):
    text = (shared / "domain" / "domain.md").read_text(encoding="utf-8")
    pairs = text.partition("### 5.3 Pairs")[2].partition("Digest rules:")[0]
    heads = list(re.finditer(r"^\*\*(G\d\d) ", pairs, re.MULTILINE))
    ends = [head.start() for head in heads[1:]] + [len(pairs)]
    return {head[1]: pairs[head.start() : end] for head, end in zip(heads, ends, strict=True)}


def facts_of(block):
    return [fact for name in BLOCKS[block].split() for fact in read_digest(name)[0].fact]


def items_of(text):
    """Each item's own text by its label; a run such as `O1-O6` is spelt out with the run's text."""
    text = re.sub(r"^Extra pairs.*$", "", text, flags=re.MULTILINE)
    if re.search(r"\*\* O: ", text):
        return pieces_of(text)
    text = re.sub(r"\bO1-O6\b", "O1 O2 O3 O4 O5 O6", text)
    text = re.sub(r"^- (Changed keys|\*\*Conflict|Overseas).*$", "", text, flags=re.MULTILINE)
    found = list(LABEL.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    return {one[1]: text[one.end() : end] for one, end in zip(found, ends, strict=True)}


def pieces_of(text):
    """The items of a short pair: its pieces between semicolons, each with the mark that covers it."""
    items = {}
    for side, part in zip("ON", re.split(r"\bN: ", text.partition(" O: ")[2]), strict=True):
        marks = [(one.start(), one[0]) for one in MARK.finditer(part)]
        blank = MARK.sub(lambda one: " " * len(one[0]), part)
        for number, piece in enumerate(re.finditer(r"[^;]+", blank), 1):
            mark = next(mark for at, mark in marks if at >= piece.start())
            items[f"{side}{number}"] = f"{piece[0].strip(' .')} {mark}"
    return items


def numbers_in(text):
    for month, number in MONTHS.items():
        text = re.sub(rf"\b{month}\b", number, text)
    return {Decimal(one) for one in NUMBER.findall(NAMES.sub(" ", text))}


def item_of(fact_id):
    return re.sub(r"[a-z]$", "", fact_id)


def test_every_edition_belongs_to_one_block():
    named = [name for names in BLOCKS.values() for name in names.split()]
    assert sorted(named) == sorted(read_library().library.editions)


@pytest.mark.parametrize("block", [one for one in BLOCKS if one != UNLABELLED])
def test_every_item_is_represented(blocks, block):
    items = set(items_of(blocks[block]))
    represented = {item_of(fact.id) for fact in facts_of(block)}
    assert items - represented == set()
    assert {one for one in represented - items if one[0] in "ON"} == set()


@pytest.mark.parametrize("block", BLOCKS)
def test_no_number_is_ours(blocks, block):
    items = items_of(blocks[block]) if block != UNLABELLED else {}
    for name in BLOCKS[block].split():
        record = read_digest(name)[0]
        for fact in record.fact:
            item = items.get(item_of(fact.id))
            years = numbers_in(" ".join((record.title, *record.supersedes)))
            known = numbers_in(LABEL.sub(" ", blocks[block]) if item is None else item) | years
            locator = (fact.locator or "").partition("doi 10.3760/")[0]
            assert numbers_in(f"{fact.text} {locator}") <= known, (name, fact.id)


@pytest.mark.parametrize("block", BLOCKS)
def test_no_number_is_left_out(blocks, block):
    ours = set()
    for name in BLOCKS[block].split():
        record = read_digest(name)[0]
        ours |= numbers_in(" ".join((record.title, record.date_published.replace("-0", "-"))))
        for fact in record.fact:
            ours |= numbers_in(f"{fact.text} {fact.locator or ''}")
    text = re.sub(r"^Extra pairs.*$|^\*\*G.*?\*\*", "", blocks[block], flags=re.MULTILINE)
    text = NAMES.sub(" ", re.sub(r"\[V[^\]]*\]|\bS36\w+|\bO1-O6\b", " ", LABEL.sub(" ", text)))
    assert {Decimal(one) for one in NUMBER.findall(text)} - ours == set()


def test_nothing_of_the_unlabelled_line_counts_as_checked(blocks):
    assert "[V]" not in blocks[UNLABELLED]
    assert {fact.certainty.value for fact in facts_of(UNLABELLED)} == {"secondary", "to be checked"}


@pytest.mark.parametrize("block", [one for one in BLOCKS if one != UNLABELLED])
def test_no_fact_is_surer_than_its_mark(blocks, block):
    items = items_of(blocks[block])
    judged = 0
    for fact in facts_of(block):
        item = items.get(item_of(fact.id))
        marks = MARK.findall(item) if item is not None else []
        if item is not None and not marks and item.strip():
            assert fact.certainty == "to be checked", fact.id
        if len(marks) == 1 and re.sub(r":S\w+", "", marks[0]) in PLAIN and "(" not in item.split(marks[0])[0]:
            assert fact.certainty == PLAIN[re.sub(r":S\w+", "", marks[0])], fact.id
            judged += 1
    assert judged >= 5
