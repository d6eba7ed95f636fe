"""The kept originals page by page: pictures, and where on them quoted words stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from guidelines import Edition, Passage, UnknownReferenceError
from guidelines.readers.page_picture import (
    Place,
    find_words,
    page_count,
    page_picture,
    place_of,
    shape,
)

_PDF = b"%PDF-"
_HEAD = 1024
_PICTURES, _COUNTS = 48, 2048


class Kept(Protocol):
    """Gives originals back by the hash of their content, unchanged or not at all."""

    def holds(self, address: str) -> bool:
        """Say whether a file is kept under this address."""
        ...

    def get(self, address: str) -> bytes:
        """Give a file's bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """Where a quotation stands in the original; if not `exact`, the paragraph that holds it is marked."""

    page: int
    places: tuple[Place, ...]
    exact: bool


class Facsimile:
    """Shows kept PDFs; who may see an edition is decided before it comes here.

    The pictures of the last pages stay in memory: an original never changes.
    """

    def __init__(self, originals: Kept) -> None:
        """Show what is kept in `originals`."""
        self._originals = originals
        self._count = lru_cache(maxsize=_COUNTS)(self._counted)
        self._drawn = lru_cache(maxsize=_PICTURES)(self._draw)
        self._shape = lru_cache(maxsize=_COUNTS)(self._shaped)

    def kept(self, edition: Edition) -> bool:
        """Say whether the file that an edition was read from is kept."""
        return self._originals.holds(edition.sha256)

    def pages(self, edition: Edition) -> int:
        """Count the pages that can be shown: none where no original is kept, or one that is no PDF.

        Raises:
            StoreError: the original is damaged.
            UnreadableDocumentError: it cannot be shown.
        """
        return self._count(edition.sha256) if self.kept(edition) else 0

    def picture(self, edition: Edition, number: int) -> bytes:
        """Draw a page (1-based) as a PNG.

        Raises:
            UnknownReferenceError: the edition has no such page to show.
        """
        if not 1 <= number <= self.pages(edition):
            message = f"{edition.document_id!r} has no page {number} to show; its text is kept"
            raise UnknownReferenceError(message)
        return self._drawn(edition.sha256, number)

    def shape(self, edition: Edition, number: int) -> float:
        """Give the height of a page that can be shown as a multiple of its width."""
        return self._shape(edition.sha256, number)

    def find(self, edition: Edition, passage: Passage, words: str) -> Marked | None:
        """Find words of a passage on the pages that can be shown; None where there are none."""
        pages = self.pages(edition)
        first = passage.page
        if first is None or not 1 <= first <= pages:
            return None
        data = self._originals.get(edition.sha256)
        # A passage is told by the page on which its paragraph begins; the words may stand on the next one.
        found = find_words(data, words, range(first, min(first + 1, pages) + 1))
        if found is not None:
            return Marked(page=found.page, places=found.places, exact=True)
        paragraph = () if passage.box is None else (place_of(data, passage.box),)
        return Marked(page=first, places=paragraph, exact=False)

    def _counted(self, address: str) -> int:
        data = self._originals.get(address)
        return page_count(data) if _PDF in data[:_HEAD] else 0

    def _draw(self, address: str, number: int) -> bytes:
        return page_picture(self._originals.get(address), number)

    def _shaped(self, address: str, number: int) -> float:
        return shape(self._originals.get(address), number)
