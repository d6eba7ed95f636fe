"""Stable names: the same content always gets the same ids, on every machine, in every run."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from guidelines.model import DocumentId, EditionId, PassageId

_SEPARATOR = "\x1f"


def content_hash(data: bytes) -> str:
    """Give the SHA-256 of a file's bytes, in hexadecimal."""
    return sha256(data).hexdigest()


def edition_id_for(document_id: DocumentId, digest: str) -> EditionId:
    """Name an edition by its document and the first 12 hex digits of its content hash."""
    return EditionId(f"{document_id}@{digest[:12]}")


class PassageNamer:
    """Names an edition's passages by section, text and occurrence; neighbours do not change a name."""

    def __init__(self, edition_id: EditionId) -> None:
        self._edition_id = edition_id
        self._seen: dict[str, int] = {}

    def name(self, section: Sequence[str], text: str) -> PassageId:
        """Give the id of the next passage with this section and text."""
        key = _SEPARATOR.join((*section, text))
        occurrence = self._seen.get(key, 0)
        self._seen[key] = occurrence + 1
        digest = sha256(_SEPARATOR.join((self._edition_id, key, str(occurrence))).encode()).hexdigest()
        return PassageId(f"{self._edition_id}#{digest[:12]}")


def context_for(title: str, section: Sequence[str], *more: str) -> str:
    """Say whom and what a passage speaks of: title, heading path, then whatever else frames it."""
    return " › ".join(part for part in (title, *section, *more) if part.strip())
