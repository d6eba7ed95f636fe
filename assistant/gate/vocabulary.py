"""Builds the lexicon of medicine names from public lists: `python -m assistant.gate.vocabulary FOLDER`.

The folder holds the national list of insured medicines of 2024 (`medins_2024_drugs.json` and its text) and
the THUOCL medical words; `own.toml` adds brands, slang, classes and international names. One name a line, its
kind behind a tab: `drug`, `controlled`, `herb`, `formula`. Names only: nothing else of the lists is kept.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent / "lexicon"
_HAN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9α-ω]{2,16}")
_FORMS: Final = re.compile(
    r"(?:肠溶|缓释|控释|分散|泡腾|咀嚼|含|口崩|软|滴|干|舌下|薄膜衣)?"
    r"(?:片|胶囊|胶丸|颗粒|冲剂|滴丸|口服溶液|口服液|口服混悬液|混悬液|注射液|糖浆|合剂|酊|栓|"
    r"滴眼液|滴鼻液|滴耳液|眼膏|软膏|乳膏|凝胶|喷雾剂|气雾剂|吸入剂|贴剂|贴膏|搽剂|洗剂)$"
)
_SALTS: Final = re.compile(r"^(?:注射用|复方|盐酸|硫酸|磷酸|枸橼酸|酒石酸|马来酸|富马酸|苯磺酸|甲磺酸|醋酸)+")
_MADE: Final = re.compile(
    r"(?:片|胶囊|颗粒|冲剂|丸|散|口服液|注射液|糖浆|滴眼液|软膏|乳膏|栓|合剂|饮|丹|酊|喷雾剂|霉素|西林|沙星|唑)$"
)
_PIECES: Final = re.compile(r"\d+ ([\u4e00-\u9fff]{2,8}(?:\([^)]*\))?)")


def build(folder: Path) -> dict[str, str]:
    """Give every name with its kind; a name listed twice keeps the stricter kind."""
    own = tomllib.loads((HERE / "own.toml").read_text("utf-8"))
    ordinary = frozenset(str(own["ordinary"]).split())
    names: dict[str, str] = {}
    for kind, found in (
        ("drug", _insured(folder / "medins_2024_drugs.json")),
        ("drug", _words(folder / "THUOCL_medical.txt")),
        ("herb", _pieces(folder / "medins_2024.txt")),
    ):
        names.update({name: kind for name in found if len(name) > 1 and name not in ordinary})
    for group, kind in (
        ("brands", "drug"), ("english", "drug"), ("herbs", "herb"), ("formulas", "formula"),
        ("controlled", "controlled"),
    ):  # fmt: skip
        names.update({name.lower(): kind for name in str(own[group]).split()})
    return names


def _insured(path: Path) -> Iterator[str]:
    for row in json.loads(path.read_text("utf-8")):
        yield from _bare(re.sub(r"[(（].*", "", row["name"]))


def _words(path: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        word = line.partition("\t")[0].strip()
        if len(word) > 2 and _MADE.search(word):
            yield from _bare(word)


def _pieces(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    section = text[text.rindex("中药饮片部分\n") :]
    for name in _PIECES.findall(section):
        yield re.sub(r"\(.*", "", name)


def _bare(name: str) -> Iterator[str]:
    """Give a name, and the same without its dosage form and its salt."""
    name = name.strip().lower()
    if not _HAN.fullmatch(name) or name.isascii():
        return
    yield name
    substance = _SALTS.sub("", _FORMS.sub("", name))
    if len(substance) > 2:
        yield substance


def main() -> None:
    """Write `names.txt` beside this file from the folder named on the command line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    names = build(Path(sys.argv[1]))
    lines = [f"{name}\t{names[name]}" for name in sorted(names)]
    (HERE / "names.txt").write_text("\n".join(lines) + "\n", "utf-8")
    logging.getLogger(__name__).info("%d names", len(names))


if __name__ == "__main__":
    main()
