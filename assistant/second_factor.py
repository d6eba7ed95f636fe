"""The second factor: six digits of a person's own authenticator beside the password (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

import pyotp

from assistant.errors import AccountError, CodeNeededError, SecondFactorError
from assistant.exchange import Role
from assistant.people import STAFF, Account

Demand = Literal["admins", "staff", "nobody"]
"""Who may do nothing before a second factor is set up; everybody may have one."""

ISSUER: Final = "Yizheng"
STEP_S: Final = 30
_DRIFT: Final = (0, -1, 1)
_DEMANDED: Final[dict[Demand, frozenset[Role]]] = {
    "admins": frozenset({Role.ADMIN}),
    "staff": STAFF,
    "nobody": frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A person's shared secret; `confirmed` once a first code was right, `last_step` the newest one used."""

    account_id: str
    secret: str
    confirmed: bool = False
    last_step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an authenticator is told once: the secret, and the same as an address for its camera."""

    secret: str
    uri: str


class FactorStore(Protocol):
    """Keeps second factors, one a person, sealed; raises `StoreError`."""

    def factor(self, account_id: str) -> Factor | None:
        """Give a person's factor."""
        ...

    def keep_factor(self, factor: Factor) -> None:
        """Keep a person's factor in place of any other."""
        ...

    def use_step(self, account_id: str, step: int) -> bool:
        """Note that a step's code was used; False where this or a newer one was used before."""
        ...

    def drop_factor(self, account_id: str) -> bool:
        """Forget a person's factor; False where there is none."""
        ...


class SecondFactors:
    """Sets second factors up and asks for them; a code is right once, one step early or late at most."""

    def __init__(
        self, store: FactorStore, *, now: Callable[[], datetime], demanded_of: frozenset[Role] = frozenset()
    ) -> None:
        """Keep them in `store`; roles in `demanded_of` may do nothing without one."""
        self._store, self._now, self._demanded_of = store, now, demanded_of

    def missing(self, account: Account) -> bool:
        """Say whether an account may do nothing yet but set its factor up."""
        return account.role in self._demanded_of and not self.has(account.account_id)

    def has(self, account_id: str) -> bool:
        """Say whether a person's factor is confirmed."""
        factor = self._store.factor(account_id)
        return factor is not None and factor.confirmed

    def begin(self, account: Account) -> Enrolment:
        """Make a new secret; it counts once a code of it was confirmed.

        Raises:
            AccountError: one is confirmed already; it has to be taken off first.
        """
        if self.has(account.account_id):
            message = "a second factor is set up already; take it off first"
            raise AccountError(message)
        secret = pyotp.random_base32()
        self._store.keep_factor(Factor(account_id=account.account_id, secret=secret))
        uri = pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=ISSUER)
        return Enrolment(secret=secret, uri=uri)

    def confirm(self, account_id: str, code: str) -> None:
        """Let the factor count from now on.

        Raises:
            AccountError: none was begun.
            SecondFactorError: the code is not its.
        """
        factor = self._store.factor(account_id)
        if factor is None or factor.confirmed:
            message = "nothing waits for a code; begin setting the second factor up"
            raise AccountError(message)
        step = self._step_of(factor, code)
        self._store.keep_factor(
            Factor(account_id=account_id, secret=factor.secret, confirmed=True, last_step=step)
        )

    def check(self, account_id: str, code: str) -> None:
        """Ask a person who has a confirmed factor for its code.

        Raises:
            CodeNeededError: no code came.
            SecondFactorError: it is wrong, or was used before.
        """
        factor = self._store.factor(account_id)
        if factor is None or not factor.confirmed:
            return
        if not code.strip():
            message = "the six digits of your authenticator are needed as well"
            raise CodeNeededError(message)
        if not self._store.use_step(account_id, self._step_of(factor, code)):
            message = "this code was used before; wait for the next one"
            raise SecondFactorError(message)

    def take_off(self, account_id: str) -> bool:
        """Let a person sign in by password alone again; False where there was no factor."""
        return self._store.drop_factor(account_id)

    def _step_of(self, factor: Factor, code: str) -> int:
        given = "".join(code.split())
        now, secret = int(self._now().timestamp()) // STEP_S, pyotp.TOTP(factor.secret)
        for step in (now + drift for drift in _DRIFT):
            if hmac.compare_digest(secret.generate_otp(step).encode(), given.encode("utf-8", "replace")):
                return step
        message = "the code is wrong; look at the authenticator, and at this machine's clock"
        raise SecondFactorError(message)


def demanded_of(choice: Demand | None, *, host: str) -> frozenset[Role]:
    """Give the roles that must have one; by default administrators, where others come in from afar."""
    if choice is not None:
        return _DEMANDED[choice]
    try:
        alone = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        alone = host == "localhost"
    return _DEMANDED["nobody" if alone else "admins"]
