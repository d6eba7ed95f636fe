"""PDFium, which no two threads may enter at once: a document is opened, used and closed under one lock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import pypdfium2

from guidelines.errors import UnreadableDocumentError

_ONE_AT_A_TIME = RLock()


@contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF for as long as the block lasts; what it gives is to be copied, not kept.

    Raises:
        UnreadableDocumentError: PDFium cannot open it.
    """
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            message = "the kept file is no PDF that can be shown; add the document again"
            raise UnreadableDocumentError(message) from fault
        try:
            yield document
        finally:
            document.close()
