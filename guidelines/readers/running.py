"""Running heads, feet and page numbers: what returns at the edge of pages and belongs to none of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guidelines.readers.glyphs import Word
from guidelines.readers.layout import Item, text_rows

_MARGIN = 0.12
_EDGE_ROWS = 2
_OFTEN = 3
_SAME_PLACE = 12.0
_PAGE_NUMBER = re.compile(
    r"\W*(?:第?\s*\d{1,4}\s*页?(?:\s*[/共,，]\s*共?\s*\d{1,4}\s*页?)?|page\s+\d{1,4}(?:\s+of\s+\d{1,4})?|[ivxlc]{1,6})\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """The rows near the upper and lower edge of one page."""

    number: int
    rows: tuple[Item, ...]


def edges(words: Sequence[Word], *, number: int, height: float) -> Edges:
    """Give the two rows nearest to each edge of a page, if they stand within its margin."""
    rows = text_rows(words)
    head = [row for row in rows[:_EDGE_ROWS] if row.bottom < _MARGIN * height]
    foot = [row for row in rows[-_EDGE_ROWS:] if row.top > (1 - _MARGIN) * height and row not in head]
    return Edges(number=number, rows=(*head, *foot))


def running_words(pages: Sequence[Edges]) -> Mapping[int, frozenset[Word]]:
    """Give, per page, the words of rows that recur, numbers apart, or are page numbers."""
    seen = Counter(key for page in pages for key in {_key(row) for row in page.rows})
    often = max(_OFTEN, len(pages) // 5)
    paired = _paired(pages) if len(pages) < _OFTEN else frozenset()
    return {
        page.number: frozenset(
            word
            for row in page.rows
            if seen[_key(row)] >= often or _key(row) in paired or _PAGE_NUMBER.fullmatch(row.text)
            for word in row.words
        )
        for page in pages
    }


def _paired(pages: Sequence[Edges]) -> frozenset[str]:
    """Give what stands at the very same height on both pages of a document of two."""
    if len(pages) != 2:
        return frozenset()
    first = {_key(row): row.top for row in pages[0].rows}
    return frozenset(
        _key(row) for row in pages[1].rows if abs(first.get(_key(row), float("inf")) - row.top) <= _SAME_PLACE
    )


def _key(row: Item) -> str:
    return re.sub(r"\d+", "#", unicodedata.normalize("NFKC", "".join(row.text.split())))
