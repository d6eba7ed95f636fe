"""Addresses of the ledger's pages, and of the pictures of kept originals."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import quote, urlencode

from guidelines.citation import Citation
from serving.ui.labels import both

LIBRARY: Final = "/library"
NEWS: Final = f"{LIBRARY}/changes"
CONFLICTS: Final = f"{LIBRARY}/conflicts"
DIFF: Final = f"{LIBRARY}/diff"
LOOKED: Final = f"{LIBRARY}/looked"
TAB: Final = "yz-library"
"""The browser's tab that the answers' page opens quotations in, so that no answer is lost."""


def address(path: str, **wanted: object) -> str:
    """Give an address with the parameters that hold something."""
    said = {name: value for name, value in wanted.items() if value not in {None, ""}}
    return f"{path}?{urlencode(said)}" if said else path


def family_address(family_id: str) -> str:
    """Give the address of a family's page."""
    return f"{LIBRARY}/family/{quote(family_id)}"


def edition_address(edition_id: str, **at: object) -> str:
    """Give the address of the reader, opened at `start`, `end`, `page`, `at` or `q`."""
    return address(f"{LIBRARY}/edition/{quote(edition_id, safe='@/')}", **at)


def span_address(edition_id: str, start: int, end: int) -> str:
    """Give the address of the reader at a span of the canonical text."""
    return edition_address(edition_id, start=start, end=end) + "#yz-quote"


def image_address(edition_id: str, page: int) -> str:
    """Give the address of a page's picture."""
    return f"/v1/guidelines/{quote(edition_id, safe='@/')}/pages/{page}"


def open_link(citation: Citation) -> str:
    """Render the way from a quotation to where it stands; it opens beside the answer."""
    href = escape(span_address(citation.edition_id, citation.start, citation.end), quote=True)
    return f'<a class="yz-open" href="{href}" target="{TAB}">{both("open_quotation")}</a>'
