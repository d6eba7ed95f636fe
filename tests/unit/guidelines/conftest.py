"""Files made on the spot: PDFs written by hand, DOCX through python-docx."""

from collections.abc import Callable

import pytest

from tests.fakes.pdf import make_pdf


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    return make_pdf
