"""The originals as they came in, addressed by their content."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

from assistant.errors import StoreError
from assistant.store.atomic import sweep, write_whole

_ADDRESS = re.compile(r"[0-9a-f]{64}")


class OriginalsFolder:
    """Keeps files under their SHA-256; the same bytes once, given back unchanged or not at all."""

    def __init__(self, root: Path, *, sweeping: bool = True) -> None:
        """Take possession of the folder: one process at a time keeps originals in it.

        Without `sweeping` it is another process's, and is read alone.
        """
        self._root = root
        if sweeping:
            sweep(root)

    def put(self, data: bytes) -> str:
        """Keep a file durably; returns its address.

        Raises:
            DiskFullError: no room is left.
            StoreError: the folder cannot be written.
        """
        address = sha256(data).hexdigest()
        path = self._path(address)
        if not path.exists() or path.read_bytes() != data:
            write_whole(path, data, mode=0o400)
        return address

    def get(self, address: str) -> bytes:
        """Give a file's bytes.

        Raises:
            StoreError: nothing is kept under this address, or its bytes have changed.
        """
        try:
            data = self._path(address).read_bytes()
        except OSError as fault:
            message = f"no original {address!r} is kept here ({fault.strerror}); add the document again"
            raise StoreError(message) from fault
        if sha256(data).hexdigest() != address:
            message = f"original {address!r} is damaged; restore it from a backup or add the document again"
            raise StoreError(message)
        return data

    def holds(self, address: str) -> bool:
        """Say whether a file is kept under this address."""
        return self._path(address).is_file()

    def discard(self, address: str) -> None:
        """Let go of a file that nothing refers to; one that is not kept is fine."""
        self._path(address).unlink(missing_ok=True)

    def _path(self, address: str) -> Path:
        if not _ADDRESS.fullmatch(address):
            message = f"{address!r} is no SHA-256 address of an original"
            raise StoreError(message)
        return self._root / address[:2] / address
