"""Secrets: how passwords are judged and hashed, and how random tokens are made and stored."""

from __future__ import annotations

import secrets
import unicodedata
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import AccountError

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 256
KEY_PREFIX: Final = "yzk_"
_HASHES_AT_A_TIME: Final = 2


class Passwords:
    """Hashes and checks passwords with argon2id, a few at a time because each takes 64 MiB."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = BoundedSemaphore(_HASHES_AT_A_TIME)
        # Checked in place of an unknown person's hash, so that the answer takes as long.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """Give the argon2id hash of a password, with its salt and parameters."""
        with self._room:
            return self._hasher.hash(_bytes(password))

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Say whether a password is the one hashed; None (nobody) takes as long and is never right."""
        if len(password) > LONGEST_PASSWORD:
            return False
        with self._room:
            try:
                right = self._hasher.verify(password_hash or self._nobody, _bytes(password))
            except (VerificationError, InvalidHashError):
                return False
        return right and password_hash is not None


def refuse_weak(password: str, *, name: str) -> None:
    """Check a new password: long enough, not too long, not the name; no rules on kinds of characters.

    Raises:
        AccountError: it cannot be used.
    """
    length = len(_normal(password))
    if length < SHORTEST_PASSWORD:
        message = f"a password needs at least {SHORTEST_PASSWORD} characters; a few words make a good one"
        raise AccountError(message)
    if length > LONGEST_PASSWORD or len(password) > LONGEST_PASSWORD:
        message = f"a password has at most {LONGEST_PASSWORD} characters"
        raise AccountError(message)
    if fold_name(password) == fold_name(name) or len(set(_normal(password))) == 1:
        message = "a password may be neither the name nor one character repeated; choose a few words"
        raise AccountError(message)


def fold_name(name: str) -> str:
    """Fold a sign-in name so that width and case make no difference."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def new_token() -> str:
    """Make a random secret of 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Give what is stored of a random secret; 256 random bits need no salt."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")
