"""Vectors by content, on disk: what was embedded once under one identity is never embedded again."""

from __future__ import annotations

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
_PATIENCE_S = 30.0
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_TAKEN = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class VectorCache:
    """A SQLite file of vectors; a damaged file or row counts as absent, because all of it can be remade.

    Several homes may share one. Where another process keeps it locked for longer than `patience_s`, nothing
    is taken from it and nothing put in; it is never thrown away for that.
    """

    def __init__(self, file: Path, *, patience_s: float = _PATIENCE_S) -> None:
        """Open the file, or make it.

        Raises:
            IndexWriteError: it cannot be made, or is locked for longer than `patience_s`.
        """
        self._file, self._patience_s, self._lock = file, patience_s, threading.Lock()
        self._connection = _open(file, patience_s)

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
        """Keep vectors durably, unless the file is locked by another process.

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
            except sqlite3.DatabaseError as fault:
                if not self._overcome(fault):
                    message = f"vector cache {str(self._file)!r}: {fault}; free space or mend its permissions"
                    raise IndexWriteError(message) from fault

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
            except sqlite3.DatabaseError as fault:
                if not self._overcome(fault):
                    logger.warning("vector cache unreadable code=%d", _kind(fault))
                return []

    def _overcome(self, fault: sqlite3.DatabaseError) -> bool:
        """Go on without a locked cache, begin a damaged one anew; False for any other fault."""
        if _kind(fault) in _TAKEN:
            logger.warning("vector cache locked by another process, going on without it")
            return True
        if _kind(fault) not in _DAMAGED:
            return False
        logger.warning("vector cache damaged, starting anew")
        self._connection.close()
        _discard(self._file)
        self._connection = _open(self._file, self._patience_s)
        return True


def vector_key(identity: str, text: str) -> bytes:
    """Name a vector by what was embedded and by whom: a SHA-256."""
    # `surrogatepass`: text out of a broken file may hold half a pair, and must still have a key.
    return hashlib.sha256(f"{identity}\0{text}".encode("utf-8", "surrogatepass")).digest()


def _open(file: Path, patience_s: float) -> sqlite3.Connection:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(file, patience_s)
        except sqlite3.DatabaseError as fault:
            if _kind(fault) not in _DAMAGED:
                raise
        logger.warning("vector cache damaged, starting anew")
        _discard(file)
        return _connect(file, patience_s)
    except (OSError, sqlite3.DatabaseError) as fault:
        message = (
            f"vector cache {str(file)!r} cannot be opened ({fault}); free space, mend its permissions, "
            "or end the process that holds it"
        )
        raise IndexWriteError(message) from fault


def _connect(file: Path, patience_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(file, check_same_thread=False, timeout=patience_s)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(_SCHEMA)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _kind(fault: sqlite3.DatabaseError) -> int:
    # The low byte is the kind; a fault of the Python module's own carries no code.
    return int(getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def _discard(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
