"""Readers for tests: one that says what it is told to, and one that nothing can be read with."""

from assistant.reader import LEVELS, Read, ReaderFileError


def read_as(level="SELF", share=0.95, *, department="全科医学科", named=()):
    """Give a reading of one level and one department, each with this share."""
    rest = (1 - share) / (len(LEVELS) - 1)
    return Read(
        levels={name: share if name == level else rest for name in LEVELS},
        departments={department: share, "康复医学科": 1 - share},
        named=tuple(named),
    )


class Scripted:
    """Answers every text with the same reading, or with a fault; keeps what it was asked."""

    def __init__(self, read=None, fault=None):
        self._read, self._fault, self.asked = read or read_as(), fault, []

    def read(self, text):
        self.asked.append(text)
        if self._fault is not None:
            raise self._fault
        return self._read


def broken():
    """Give a reader whose file is missing."""
    return Scripted(fault=ReaderFileError("e5-small-q4.bin: cannot be read"))
