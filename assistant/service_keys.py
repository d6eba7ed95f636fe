"""Keys for programs: made once, told once, with scopes and an end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.credentials import KEY_PREFIX, new_token, token_hash
from assistant.errors import AccountError, NotSignedInError
from assistant.exchange import Role
from assistant.people import AccountStore, Act, DoorPolicy, Scope, ServiceKey


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A new service key and its secret, told once."""

    secret: str
    key: ServiceKey


class ServiceKeys:
    """Decides which programs come in, and for what; the part of the account book that is about keys."""

    def __init__(self, store: AccountStore, policy: DoorPolicy, *, now: Callable[[], datetime]) -> None:
        self._store, self._policy, self._now = store, policy, now

    def create_service_key(
        self, label: str, *, role: Role, scopes: frozenset[Scope], lasts: timedelta, act: Act | None = None
    ) -> IssuedKey:
        """Make a key for a program; its secret is told here and never again.

        Raises:
            AccountError: no label, no scope, or a life that is not between nothing and a year.
        """
        if not label.strip() or not scopes or not timedelta(0) < lasts <= self._policy.longest_key:
            days = self._policy.longest_key.days
            message = f"a key needs a label, at least one scope and a life of at most {days} days"
            raise AccountError(message)
        now = self._now()
        secret = KEY_PREFIX + new_token()
        key = ServiceKey(
            key_id=f"key_{secrets.token_hex(8)}",
            secret_hash=token_hash(secret),
            label=label.strip(),
            role=role,
            scopes=scopes,
            created_at=now,
            expires_at=now + lasts,
        )
        self._store.add_key(key, act)
        return IssuedKey(secret=secret, key=key)

    def by_key(self, secret: str) -> ServiceKey:
        """Give a live service key.

        Raises:
            NotSignedInError: no such key, or it expired or was revoked.
        """
        key = self._store.key_by_hash(token_hash(secret))
        if key is None or key.revoked or key.expires_at <= self._now():
            message = "the key is unknown, expired or revoked; ask an administrator for a new one"
            raise NotSignedInError(message)
        return key

    def service_keys(self) -> tuple[ServiceKey, ...]:
        """List all service keys, oldest first."""
        return self._store.keys()

    def revoke_service_key(self, key_id: str, act: Act | None = None) -> None:
        """Make a key useless for ever.

        Raises:
            AccountError: there is no such key.
        """
        if not self._store.revoke_key(key_id, act):
            message = f"no key {key_id!r}; list the keys"
            raise AccountError(message)
