"""A twin and the consent it stands on: whose it is, what was signed, until when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

from assistant.errors import TwinRefusedError
from assistant.twin.card import ScopeCard

Standing = Literal["draft", "active", "expired", "revoked"]
TwinStep = Literal["propose", "revise", "sign", "revoke"]
REMIND_BEFORE: Final = timedelta(days=14)
"""How long before its end a doctor is reminded to sign a delegation anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The signed delegation: by whom, for exactly which card, from when to when.

    It covers text alone: a doctor's voice and likeness are never delegated.
    """

    doctor: str
    doctor_name: str
    card_sha256: str
    signed_at: datetime
    expires_at: datetime

    def digest(self) -> str:
        """Give the SHA-256 that binds signer, card and time."""
        bound = (self.doctor, self.doctor_name, self.card_sha256, self.signed_at.isoformat())
        return sha256("\n".join((*bound, self.expires_at.isoformat())).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """One doctor's twin; `version` counts its steps, and a revised card has no consent until it is signed."""

    twin_id: str
    doctor: str
    doctor_name: str
    department: str | None
    card: ScopeCard
    version: int = 1
    consent: Consent | None = None
    revoked_at: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """Say what it is now; only an active one speaks."""
        if self.revoked_at is not None:
            return "revoked"
        if self.consent is None or self.consent.card_sha256 != self.card.digest():
            return "draft"
        return "active" if now < self.consent.expires_at else "expired"

    def due(self, now: datetime) -> bool:
        """Say whether its doctor is reminded to sign it anew: its end is near or over."""
        return (
            self.revoked_at is None
            and self.consent is not None
            and (now >= self.consent.expires_at - min(REMIND_BEFORE, timedelta(days=self.card.days) / 2))
        )

    def revised(self, card: ScopeCard) -> Twin:
        """Give it with another card, unsigned."""
        return replace(self, card=card, consent=None, revoked_at=None, version=self.version + 1)

    def signed(self, now: datetime) -> Twin:
        """Give it signed by its doctor, for as long as the card says.

        Raises:
            TwinRefusedError: it was revoked: what was taken back is revised before it is signed again.
        """
        if self.revoked_at is not None:
            message = "this delegation was revoked; revise its card before signing it again"
            raise TwinRefusedError(message)
        consent = Consent(
            doctor=self.doctor,
            doctor_name=self.doctor_name,
            card_sha256=self.card.digest(),
            signed_at=now,
            expires_at=now + timedelta(days=self.card.days),
        )
        return replace(self, consent=consent, version=self.version + 1)

    def revoked(self, now: datetime) -> Twin:
        """Give it revoked, without its doctor's own words, which were lent for speaking alone.

        It stays so if it was. The consent keeps the digest of the card that was signed.
        """
        if self.revoked_at:
            return self
        return replace(self, card=self.card.without_words(), revoked_at=now, version=self.version + 1)


def new_twin_id() -> str:
    """Draw an id that nobody guesses."""
    return f"w_{secrets.token_hex(10)}"
