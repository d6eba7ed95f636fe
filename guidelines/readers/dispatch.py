"""One door for every file: the content decides how it is read, the suffix only where content cannot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Protocol

from guidelines.errors import UnreadableDocumentError
from guidelines.model import Reading
from guidelines.readers.docx import read_docx
from guidelines.readers.html import read_html
from guidelines.readers.markdown import read_markdown
from guidelines.readers.pdf import read_pdf
from guidelines.readers.plain import read_plain

_MARKDOWN = frozenset({".md", ".markdown"})
_HTML = frozenset({".html", ".htm", ".xhtml", ".shtml"})
_HTML_START = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_REFUSED: Mapping[bytes, str] = {
    b"\xd0\xcf\x11\xe0": "an old Office file (.doc, .xls); save it as DOCX or PDF",
    b"\x89PNG": "a picture; scanned pages are read by a later release",
    b"\xff\xd8\xff": "a picture; scanned pages are read by a later release",
    b"{\\rtf": "an RTF file; save it as DOCX",
    b"\x1f\x8b": "a compressed file; unpack it first",
}


class Read(Protocol):
    """Reads one format."""

    def __call__(self, data: bytes, *, name: str) -> Reading:
        """Read a file or raise `UnreadableDocumentError`."""
        ...


def read(data: bytes, *, name: str) -> Reading:
    """Read a published file into one document tree.

    Raises:
        UnreadableDocumentError: the bytes are no guideline that this release can read.
    """
    for magic, what in _REFUSED.items():
        if data.startswith(magic):
            message = f"{name!r} is {what}"
            raise UnreadableDocumentError(message)
    return _reader_for(data, name)(data, name=name)


def _reader_for(data: bytes, name: str) -> Read:
    suffix = PurePath(name).suffix.casefold()
    if b"%PDF-" in data[:1024] or suffix == ".pdf":
        return read_pdf
    if data.startswith(b"PK\x03\x04") or suffix == ".docx":
        return read_docx
    if suffix in _HTML or _HTML_START.match(data[:4096]):
        return read_html
    return read_markdown if suffix in _MARKDOWN else read_plain
