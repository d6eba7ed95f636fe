"""Builds `medical.txt` out of lists of names: `python -m retrieval.lexicon.build LIST…`.

A list is a text file with one name a line (what follows a tab is ignored), or a JSON array of objects with
a `name`. Only names are kept: Chinese words of 2 to 8 characters that the segmenter does not know already.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from retrieval.segmenter import plain_words

TARGET = Path(__file__).with_name("medical.txt")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,8}")


def names(source: Path) -> Iterator[str]:
    """Yield the names that a list holds, as they are written there."""
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".json":
        yield from (str(entry["name"]) for entry in json.loads(text))
    else:
        yield from (line.split("\t")[0].strip() for line in text.splitlines())


def lexicon(candidates: Iterable[str], known: frozenset[str]) -> list[str]:
    """Keep what is a Chinese name and not `known`, sorted, each once."""
    return sorted({name for name in candidates if _NAME.fullmatch(name)} - known)


def main(sources: list[str]) -> None:
    """Write the lexicon that these lists give."""
    found = [name for source in sources for name in names(Path(source))]
    TARGET.write_text("\n".join(lexicon(found, plain_words())) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
