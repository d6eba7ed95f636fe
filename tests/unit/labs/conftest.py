from datetime import date

import pytest

from assistant.labs import Item, Patient, knowledge_of, read_items, read_text

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="session")
def known():
    return knowledge_of(None)


@pytest.fixture(scope="session")
def read(known):
    """Judge one printed line with the shipped tables."""

    def one(name, value, unit="", printed="", **whose):
        line = Item(name=name, value=value, unit=unit, range=printed)
        return read_items([line], Patient(**whose), known, today=TODAY).readings[0]

    return one


@pytest.fixture(scope="session")
def paste(known):
    """Judge a pasted report with the shipped tables."""
    return lambda text, **whose: read_text(text, Patient(**whose), known, today=TODAY)
