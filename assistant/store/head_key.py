"""The house's own key for heads: one file that only its owner may read, its public half beside it."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from assistant.errors import StoreError
from assistant.store.atomic import write_whole


class HeadKeyFile:
    """Implements `assistant.auditing.room.HeadKey`; made at the first need, of two makers one wins."""

    def __init__(self, path: Path) -> None:
        """Keep the key at `path`, which ends in `.key`."""
        self._path = path

    def private(self) -> Ed25519PrivateKey:
        """Give the key that signs.

        Raises:
            StoreError: the file is no key, or others than its owner may read it.
        """
        if not self._path.exists():
            made = Ed25519PrivateKey.generate()
            pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            write_whole(self._path, pem, mode=0o600, replace=False)
        try:
            data, mode = self._path.read_bytes(), self._path.stat().st_mode
            found = load_pem_private_key(data, password=None)
        except OSError as fault:
            message = f"head key {self._path} cannot be read ({fault.strerror}); check its owner"
            raise StoreError(message) from fault
        except (
            ValueError,
            TypeError,
            UnsupportedAlgorithm,
        ):  # damaged, locked, of another kind
            found = None
        if not isinstance(found, Ed25519PrivateKey):
            message = f"head key {self._path} is no open Ed25519 key; restore it from its backup"
            raise StoreError(message)
        if mode & 0o077:
            message = f"head key {self._path} may be read by others; run 'chmod 600' on it"
            raise StoreError(message)
        return found

    def public_pem(self) -> bytes:
        """Give the public half, which is written beside the key, too."""
        pem = self.private().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        beside = self._path.with_suffix(".pub")
        if not beside.exists() or beside.read_bytes() != pem:
            write_whole(beside, pem, mode=0o644)
        return pem
