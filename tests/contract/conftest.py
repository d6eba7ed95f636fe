"""Contracts run against a real Qdrant server too, where QDRANT_URL names one."""

import os

import pytest


@pytest.fixture
def qdrant_url():
    """The address of a Qdrant server; its tests are skipped where none is named."""
    url = os.environ.get("QDRANT_URL")  # noqa: TID251 - tests have no settings
    if not url:
        pytest.skip("QDRANT_URL is not set")
    return url
