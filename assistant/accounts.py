"""The account book: signing in and out, keys for programs, the first administrator's link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from assistant.account_keeping import LONGEST_NAME, AccountKeeping
from assistant.credentials import Passwords, fold_name, new_token, refuse_weak, token_hash
from assistant.errors import (
    AccessDeniedError,
    AccountError,
    CodeNeededError,
    NotSignedInError,
    SecondFactorError,
    SpentLinkError,
    WrongPasswordError,
)
from assistant.exchange import Asker, Role
from assistant.lockout import LockOut
from assistant.people import (
    STAFF,
    Account,
    AccountStore,
    DoorPolicy,
    OutsideIdentity,
    Session,
    asker_as,
)
from assistant.second_factor import SecondFactors

_TOUCH_EVERY: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session: its secret (told once, stored hashed), whose it is, and when it ends at the latest."""

    token: str
    account: Account
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupLink:
    """The one-time secret with which the first administrator makes an account."""

    token: str
    expires_at: datetime


def _utc_now() -> datetime:
    return datetime.now(tz=UTC)


class AccountBook(AccountKeeping):
    """Decides who comes in; nobody does by default.

    An unknown name, a disabled account and a wrong password are told apart neither by words nor by time.
    """

    def __init__(
        self,
        store: AccountStore,
        *,
        passwords: Passwords | None = None,
        factors: SecondFactors | None = None,
        policy: DoorPolicy | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        super().__init__(store, policy or DoorPolicy(), passwords=passwords or Passwords(), now=now)
        self.factors = factors
        self._lockout = LockOut(store, self._policy, now=now)

    def sign_in(self, name: str, password: str, *, code: str = "", address: str = "") -> SignedIn:
        """Open a session; `code` is that of the person's second factor, where there is one.

        Raises:
            LockedOutError: too many failures for this name or address lately.
            WrongPasswordError: name and password do not belong together.
            CodeNeededError: they do, but no code came.
            SecondFactorError: the code is wrong or was used.
        """
        return self._session_of(self._authenticate(name, password, code=code, address=address))

    def sign_in_outside(self, who: OutsideIdentity) -> SignedIn:
        """Open a session for somebody whom the hospital's own sign-in vouches for.

        The first time, the account of the same name becomes theirs for good; none is made by itself.

        Raises:
            AccessDeniedError: no open account is theirs.
            CodeNeededError: it has a second factor here, and only a password was asked for there.
        """
        account = self._store.account_of(who.issuer, who.subject) or self._linked(who)
        if account is None or account.disabled:
            message = "no account here is yours; ask an administrator"
            raise AccessDeniedError(message)
        held = self.factors is not None and self.factors.has(account.account_id)
        if held and not who.strong:
            message = "your account has a second factor; sign in with name, password and code"
            raise CodeNeededError(message)
        return self._session_of(account)

    def _linked(self, who: OutsideIdentity) -> Account | None:
        account = self._store.account_named(fold_name(who.name))
        if account is None or account.role not in STAFF or account.disabled:
            return None
        linked = self._store.link_account(account.account_id, who.issuer, who.subject, at=self._now())
        return account if linked else None

    def _session_of(self, account: Account) -> SignedIn:
        now = self._now()
        token = new_token()
        self._store.add_session(
            Session(
                session_hash=token_hash(token), account_id=account.account_id, created_at=now, last_seen=now
            )
        )
        return SignedIn(token=token, account=account, ends_at=now + self._policy.longest_session)

    def session(self, token: str) -> Account:
        """Give the account of a live session and note that it was used.

        Raises:
            NotSignedInError: no such session, it ended, or the account was disabled.
        """
        now = self._now()
        found = self._store.signed_in(token_hash(token))
        if found is None:
            raise NotSignedInError(_SIGN_IN)
        held, account = found
        idle, age = now - held.last_seen, now - held.created_at
        ended = idle > self._policy.idle or age > self._policy.longest_session
        if ended or account.disabled:
            self._store.end_session(held.session_hash)
            raise NotSignedInError(_SIGN_IN)
        if idle > _TOUCH_EVERY:
            self._store.touch_session(held.session_hash, at=now)
        return account

    def sign_out(self, token: str) -> None:
        """End a session, if it lives."""
        self._store.end_session(token_hash(token))

    def asker_for(self, account: Account) -> Asker:
        """Make the asker that an account's own role makes of its person."""
        return asker_as(account.role, person=account.account_id, department=account.department)

    def prove(self, account_id: str, *, password: str, code: str = "", address: str = "") -> None:
        """Ask a person who is signed in for the password once more, before what cannot be undone.

        Raises:
            WrongPasswordError: it is not the password.
            CodeNeededError: it is, but no code of the second factor came.
            LockedOutError: it was guessed at too often.
        """
        self._authenticate(self.account(account_id).name, password, code=code, address=address)

    def change_password(
        self, account_id: str, *, old: str, new: str, code: str = "", address: str = ""
    ) -> None:
        """Change a person's own password and end every session of the account.

        Raises:
            WrongPasswordError: `old` is not the password.
            CodeNeededError: it is, but no code of the second factor came.
            LockedOutError: it was guessed at too often.
            AccountError: `new` is weak, or there is no such account.
        """
        account = self.account(account_id)
        refuse_weak(new, name=account.name)
        self.prove(account_id, password=old, code=code, address=address)
        if account.must_change and old == new:
            message = "somebody else knows this password; choose another one"
            raise AccountError(message)
        self._changed(replace(account, password_hash=self._passwords.hash(new), must_change=False), None)

    def first_admin_link(self) -> SetupLink | None:
        """Make the set-up link, which voids every earlier one; None once there is an administrator."""
        if self._admins():
            return None
        token, expires_at = new_token(), self._now() + self._policy.setup_link
        self._store.replace_setup_link(token_hash(token), expires_at=expires_at)
        return SetupLink(token=token, expires_at=expires_at)

    def redeem_admin_link(self, token: str, name: str, password: str) -> Account:
        """Make the first administrator's account; the link is used up only if that succeeds.

        Raises:
            SpentLinkError: the link is unknown, used or expired, or there is an administrator.
            AccountError: the name is taken or no name, or the password is weak.
        """
        spent = "this link was used, has expired or never was one; the server prints a new one at its start"
        if self._admins() or not self._store.setup_link_holds(token_hash(token), at=self._now()):
            raise SpentLinkError(spent)
        account = self._new_account(name, password, role=Role.ADMIN, department=None)
        if self._store.account_named(account.name) is not None:
            message = "the name is taken; choose another"
            raise AccountError(message)
        if not self._store.redeem_setup_link(token_hash(token), account, at=self._now()):
            raise SpentLinkError(spent)
        return account

    def _authenticate(self, name: str, password: str, *, code: str, address: str) -> Account:
        folded = fold_name(name)[: 2 * LONGEST_NAME]
        by_name, by_address = f"name:{folded}", f"address:{address}"
        self._lockout.refuse(by_name, allowed=self._policy.failures_by_name)
        self._lockout.refuse(by_address, allowed=self._policy.failures_by_address)
        # Counted before the slow check, so that guesses sent at the same moment count as well.
        self._lockout.count(by_name)
        account = self._store.account_named(folded)
        right = self._passwords.matches(password, None if account is None else account.password_hash)
        if not right or account is None or account.disabled:
            self._lockout.count(by_address)
            message = "name and password do not belong together"
            raise WrongPasswordError(message)
        if self.factors is not None:
            try:
                self.factors.check(account.account_id, code)
            except SecondFactorError:
                self._lockout.count(by_address)
                raise
        self._lockout.clear(by_name)
        return account

    def _admins(self) -> list[Account]:
        return [one for one in self._store.accounts() if one.role is Role.ADMIN and not one.disabled]


_SIGN_IN: Final = "no valid sign-in; sign in again or send a service key"


def effective_role(own: Role, stated: Role | None) -> Role:
    """Give the role in which a question is asked: what is stated can only lower what one has.

    Clinically doctor > clerk > patient. Every other role has a patient's clinical rights, whatever it states;
    stating one of them is stating patient.
    """
    own_rank = _CLINICAL.get(own, 0)
    rank = own_rank if stated is None else min(own_rank, _CLINICAL.get(stated, 0))
    return next(role for role, held in _CLINICAL.items() if held == rank)


_CLINICAL: Final = {Role.PATIENT: 0, Role.CLERK: 1, Role.DOCTOR: 2}


def require_role(own: Role, *allowed: Role) -> None:
    """Let pass only those whose own role is among `allowed`.

    Raises:
        AccessDeniedError: it is not.
    """
    if own not in allowed:
        names = " or ".join(role.value for role in allowed)
        message = f"role {own.value!r} may not do this; it takes {names}"
        raise AccessDeniedError(message)
