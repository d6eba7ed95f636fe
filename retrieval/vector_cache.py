"""Vectors by content, on disk: what was embedded once under one identity is never embedded again."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import threading
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from retrieval.errors import IndexWriteError
from retrieval.ports import Vector

logger = logging.getLogger(__name__)

_SCHEMA = """CREATE TABLE IF NOT EXISTS vectors (
    key BLOB PRIMARY KEY, vector BLOB NOT NULL, check_sum INTEGER NOT NULL)"""
_CHUNK = 500


class VectorCache:
    """A SQLite file of vectors; a damaged file or row counts as absent, because all of it can be remade."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        self._connection = _open(file)

    def get(self, identity: str, texts: Sequence[str], *, dimensions: int) -> dict[str, Vector]:
        """Give the vectors of those texts that are kept and sound."""
        by_key = {vector_key(identity, text): text for text in texts}
        keys = list(by_key)
        found: dict[str, Vector] = {}
        for at in range(0, len(keys), _CHUNK):
            for key, blob, check_sum in self._rows(keys[at : at + _CHUNK]):
                if len(blob) == 4 * dimensions and zlib.crc32(blob) == check_sum:
                    found[by_key[key]] = np.frombuffer(blob, dtype="<f4").tolist()
        return found

    def put(self, identity: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors durably.

        Raises:
            IndexWriteError: the file cannot be written.
        """
        rows = []
        for text, vector in vectors.items():
            blob = np.asarray(vector, dtype="<f4").tobytes()
            rows.append((vector_key(identity, text), blob, zlib.crc32(blob)))
        with self._lock:
            try:
                with self._connection:
                    self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            except sqlite3.OperationalError as fault:
                message = f"vector cache {str(self._file)!r}: {fault}; free space or mend its permissions"
                raise IndexWriteError(message) from fault
            except sqlite3.DatabaseError:
                self._restart()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _rows(self, keys: Sequence[bytes]) -> list[tuple[bytes, bytes, int]]:
        marks = ",".join("?" * len(keys))
        with self._lock:
            try:
                return self._connection.execute(
                    f"SELECT key, vector, check_sum FROM vectors WHERE key IN ({marks})",  # noqa: S608 - only question marks
                    keys,
                ).fetchall()
            except sqlite3.DatabaseError:
                self._restart()
                return []

    def _restart(self) -> None:
        logger.warning("vector cache damaged, starting anew")
        self._connection.close()
        _discard(self._file)
        self._connection = _open(self._file)


def vector_key(identity: str, text: str) -> bytes:
    """Name a vector by what was embedded and by whom: a SHA-256."""
    # `surrogatepass`: text out of a broken file may hold half a pair, and must still have a key.
    return hashlib.sha256(f"{identity}\0{text}".encode("utf-8", "surrogatepass")).digest()


def _open(file: Path) -> sqlite3.Connection:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(sqlite3.DatabaseError):
            return _connect(file)
        logger.warning("vector cache damaged, starting anew")
        _discard(file)
        return _connect(file)
    except (OSError, sqlite3.DatabaseError) as fault:
        message = f"vector cache {str(file)!r} cannot be opened; free space or mend its permissions"
        raise IndexWriteError(message) from fault


def _connect(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, check_same_thread=False, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(_SCHEMA)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _discard(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
