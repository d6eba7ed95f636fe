"""The reader: what a message is about, read by a small taught encoder where rules leave it open.

One pass over the pieces of a text says how urgent it is told, which departments see such, and which stretches
name somebody. It is a second opinion: rules stand above it, and it adds caution to them. What letters alone
likened to an emergency it may settle, either way.
"""

from assistant.reader.reading import (
    LEVELS,
    TAGS,
    Read,
    Reads,
    TaughtReader,
    encoder_file,
    shipped_reader,
)
from assistant.reader.weights import ReaderFileError

__all__ = [
    "LEVELS",
    "TAGS",
    "Read",
    "ReaderFileError",
    "Reads",
    "TaughtReader",
    "encoder_file",
    "shipped_reader",
]
