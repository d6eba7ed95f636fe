"""The reader: what a message is about, read by a small taught encoder where rules leave it open.

One pass over the pieces of a text says how urgent it is told, which departments see such, and which stretches
name somebody. It is a second opinion: rules
stand above it, and it only ever adds caution.
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
