"""Update packages: guideline files and their records in one signed archive, for machines without a network.

A package is a ZIP of `manifest.json` (what is in it, by SHA-256), `signature` (Ed25519 over the manifest's
bytes), `meta.jsonl` and `files/NAME`. It opens whole or not at all: nothing of it is read before its
signature is known to be of a trusted key and every byte is the one that was signed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import BaseModel, ConfigDict, ValidationError

from guidelines.errors import PackageError

FORMAT = 1
_MANIFEST, _SIGNATURE, _META, _FILES = "manifest.json", "signature", "meta.jsonl", "files/"
_MOST_FILES, _MOST_BYTES = 2_000, 4 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An opened package: who signed it, its records as JSON Lines, and its files by name."""

    key: str
    meta: bytes
    files: Mapping[str, bytes]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    sha256: str
    size: int


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    format: int
    key: str
    parts: tuple[_Part, ...]


def key_name(key: Ed25519PublicKey) -> str:
    """Name a public key: the first 16 hex digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def pack(files: Sequence[tuple[str, bytes]], meta: bytes, key: Ed25519PrivateKey) -> bytes:
    """Make a package of files (name, bytes) and their records.

    Raises:
        PackageError: two files share a name, or a name is no plain file name.
    """
    names = [name for name, _ in files]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        message = f"two files are called {doubled[0]!r}; rename one"
        raise PackageError(message)
    for name in names:
        _plain(name)
    content = {_META: meta, **{f"{_FILES}{name}": data for name, data in files}}
    parts = tuple(_Part(name=name, sha256=_digest(data), size=len(data)) for name, data in content.items())
    manifest = _Manifest(format=FORMAT, key=key_name(key.public_key()), parts=parts)
    signed = json.dumps(manifest.model_dump(), ensure_ascii=False, indent=1).encode()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in {_MANIFEST: signed, _SIGNATURE: key.sign(signed), **content}.items():
            out.writestr(name, data)
    return archive.getvalue()


def unpack(data: bytes, *, name: str, trusted: Sequence[Ed25519PublicKey]) -> Package:
    """Open a package that one of the trusted keys has signed.

    Raises:
        PackageError: it is no package, is damaged, was changed, or nobody trusted signed it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _opened(archive, name, {key_name(key): key for key in trusted})
    except (zipfile.BadZipFile, KeyError, ValidationError, OSError, EOFError, ValueError) as fault:
        message = f"{name!r} is no whole update package; copy it again"
        raise PackageError(message) from fault


def _opened(archive: zipfile.ZipFile, name: str, trusted: Mapping[str, Ed25519PublicKey]) -> Package:
    signed = _bounded(archive, _MANIFEST, 16 * 1024**2)
    manifest = _Manifest.model_validate_json(signed)
    if manifest.format != FORMAT:
        message = f"{name!r} has format {manifest.format}, this version reads {FORMAT}; update Yizheng"
        raise PackageError(message)
    if manifest.key not in trusted:
        message = f"{name!r} is signed with key {manifest.key}, which is not trusted here; add its public key"
        raise PackageError(message)
    try:
        trusted[manifest.key].verify(_bounded(archive, _SIGNATURE, 1024), signed)
    except InvalidSignature:
        message = f"{name!r} carries a signature that is not of key {manifest.key}; do not use it"
        raise PackageError(message) from None
    if len(manifest.parts) > _MOST_FILES or sum(part.size for part in manifest.parts) > _MOST_BYTES:
        message = f"{name!r} holds more than {_MOST_FILES} files or {_MOST_BYTES} bytes; split it"
        raise PackageError(message)
    contents = {part.name: _part(archive, part, name) for part in manifest.parts}
    files = {
        _plain(path.removeprefix(_FILES)): data for path, data in contents.items() if path.startswith(_FILES)
    }
    return Package(key=manifest.key, meta=contents[_META], files=files)


def _part(archive: zipfile.ZipFile, part: _Part, name: str) -> bytes:
    data = _bounded(archive, part.name, part.size)
    if len(data) != part.size or _digest(data) != part.sha256:
        message = f"{name!r}: {part.name!r} is not what was signed; copy the package again"
        raise PackageError(message)
    return data


def _bounded(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as part:
        return part.read(most + 1)[: most + 1]


def _plain(name: str) -> str:
    path = PurePosixPath(name)
    if not name or path.name != name or name in {".", ".."} or "\\" in name or "\0" in name:
        message = f"{name!r} is no plain file name"
        raise PackageError(message)
    return name


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
