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
}
MONTHS = {"Jan": "1", "Apr": "4", "Nov": "11", "Dec": "12"}
LABEL = re.compile(r"(?<![\w-])([ON]\d+(?:-\d+)?)(?=[ :])")
MARK = re.compile(r"\[V[^\]]*\]|\(memory[^)]*\)")
PLAIN = {"[V]": "checked", "[V2]": "secondary", "(memory)": "to be checked"}
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def blocks(shared):
    text = (shared / "domain" / "domain.md").read_text(encoding="utf-8")
    pairs = text.partition("### 5.3 Pairs")[2].partition("Extra pairs")[0]
    heads = list(re.finditer(r"^\*\*(G\d\d) ", pairs, re.MULTILINE))
    ends = [head.start() for head in heads[1:]] + [len(pairs)]
    return {head[1]: pairs[head.start() : end] for head, end in zip(heads, ends, strict=True)}


def facts_of(block):
    return [fact for name in BLOCKS[block].split() for fact in read_digest(name)[0].fact]


def items_of(text):
    """Each labelled item's own text; a run such as `O1-O6` is spelt out with the run's text."""
    text = re.sub(r"\bO1-O6\b", "O1 O2 O3 O4 O5 O6", text)
    text = re.sub(r"^- (Changed keys|\*\*Conflict|Overseas).*$", "", text, flags=re.MULTILINE)
    found = list(LABEL.finditer(text))
    ends = [one.start() for one in found[1:]] + [len(text)]
    return {one[1]: text[one.end() : end] for one, end in zip(found, ends, strict=True)}


def item_of(fact_id):
    return re.sub(r"[a-z]$", "", fact_id)


def test_every_edition_belongs_to_one_block():
    named = [name for names in BLOCKS.values() for name in names.split()]
    assert sorted(named) == sorted(read_library().library.editions)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_item_is_represented(blocks, block):
    items = set(items_of(blocks[block]))
    represented = {item_of(fact.id) for fact in facts_of(block)}
    assert items - represented == set()
    assert {one for one in represented - items if one[0] in "ON"} == set()


@pytest.mark.parametrize("block", BLOCKS)
def test_no_number_is_ours(blocks, block):
    source = LABEL.sub(" ", blocks[block])
    for month, number in MONTHS.items():
        source = re.sub(rf"\b{month}\b", number, source)
    known = {Decimal(one) for one in NUMBER.findall(source)}
    for fact in facts_of(block):
        ours = {Decimal(one) for one in NUMBER.findall(f"{fact.text} {fact.locator or ''}")}
        assert ours <= known, fact.text


@pytest.mark.parametrize("block", BLOCKS)
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
