"""Signed heads: the newest link, signed by the house, so that another place can hold the house to it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.audit import Broken, Head
from assistant.errors import AuditHeadError
from guidelines.package import key_name

FORMAT: Final = 1
MOST: Final = 10_000
"""How many kept heads are taken at a time: one an hour for more than a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedHead:
    """What the newest link was at a moment (UTC), and the house's signature on that; `key` names its key."""

    seq: int
    digest: str
    at: str
    key: str
    signature: bytes

    def signed_bytes(self) -> bytes:
        """Give what is signed: canonical JSON (sorted keys, no spaces) of everything but the signature."""
        return _signed(self.seq, self.digest, self.at, self.key)

    def line(self) -> str:
        """Write the head as one line of JSON without a line's end."""
        fields = json.loads(self.signed_bytes())
        return json.dumps(fields | {"signature": base64.b64encode(self.signature).decode()}, sort_keys=True)


def sign_head(head: Head, *, at: str, key: Ed25519PrivateKey) -> SignedHead:
    """Sign what the newest link is at a moment."""
    name = key_name(key.public_key())
    signature = key.sign(_signed(head.seq, head.digest, at, name))
    return SignedHead(seq=head.seq, digest=head.digest, at=at, key=name, signature=signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptHeads:
    """Heads as they were kept elsewhere, and the public keys that the keeper trusts."""

    heads: tuple[SignedHead, ...]
    trusted: tuple[Ed25519PublicKey, ...]

    def forged(self) -> Broken | None:
        """Give the first head that no trusted key signed, None where all are genuine."""
        keys = {key_name(key): key for key in self.trusted}
        for head in self.heads:
            if head.key not in keys:
                why = f"the kept head of link {head.seq} is signed with key {head.key}, which is not trusted"
                return Broken(seq=head.seq, why=why, fault="signature")
            try:
                keys[head.key].verify(head.signature, head.signed_bytes())
            except InvalidSignature:
                why = f"the kept head of link {head.seq} carries a signature that is not of key {head.key}"
                return Broken(seq=head.seq, why=why, fault="signature")
        return None

    def named(self) -> tuple[Head, ...]:
        """Give the links that they name."""
        return tuple(Head(seq=one.seq, digest=one.digest) for one in self.heads)


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")
    format: Literal[1]
    seq: int = Field(ge=0, le=2**53)
    digest: str = Field(pattern=r"^[0-9a-f]{64}$")
    at: str = Field(max_length=64)
    key: str = Field(max_length=64)
    signature: str = Field(max_length=256)


def read_heads(text: str, *, name: str = "heads") -> tuple[SignedHead, ...]:
    """Read heads, one JSON object a line; empty lines are nothing.

    Raises:
        AuditHeadError: a line is no signed head, or there is none, or there are too many.
    """
    found = tuple(
        _head(line, f"{name}, line {number}")
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip()
    )
    if not found or len(found) > MOST:
        message = f"{name} holds {len(found)} heads; give a file of 1 to {MOST} lines of 'yizheng audit head'"
        raise AuditHeadError(message)
    return found


def read_public_keys(pems: Sequence[bytes]) -> tuple[Ed25519PublicKey, ...]:
    """Read public keys.

    Raises:
        AuditHeadError: one is no public Ed25519 key.
    """
    return tuple(map(_public, pems))


def _public(pem: bytes) -> Ed25519PublicKey:
    try:
        found = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, Ed25519PublicKey):
        message = "this is no public Ed25519 key; give the audit.pub that the house gave you"
        raise AuditHeadError(message)
    return found


def _head(line: str, where: str) -> SignedHead:
    try:
        read = _Line.model_validate_json(line)
        signature = base64.b64decode(read.signature, validate=True)
    except (ValidationError, binascii.Error, ValueError) as fault:
        message = f"{where} is no signed head; give lines as 'yizheng audit head' wrote them"
        raise AuditHeadError(message) from fault
    return SignedHead(seq=read.seq, digest=read.digest, at=read.at, key=read.key, signature=signature)


def _signed(seq: int, digest: str, at: str, key: str) -> bytes:
    fields = {"format": FORMAT, "seq": seq, "digest": digest, "at": at, "key": key}
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
