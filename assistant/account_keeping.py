"""Accounts made, found, changed and closed; the part of the account book that opens no door."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from assistant.credentials import Passwords, fold_name, refuse_weak
from assistant.errors import AccountError
from assistant.exchange import Role
from assistant.people import Account, AccountStore, Act, DoorPolicy
from assistant.service_keys import ServiceKeys

LONGEST_NAME: Final = 128
_NO_PASSWORD: Final = ""
"""No password has this hash."""


class AccountKeeping(ServiceKeys):
    """Keeps accounts; with an `act` a link of the record chain vouches for the change."""

    def __init__(
        self,
        store: AccountStore,
        policy: DoorPolicy,
        *,
        passwords: Passwords,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(store, policy, now=now)
        self._passwords = passwords

    def create_account(
        self,
        name: str,
        password: str,
        *,
        role: Role,
        department: str | None = None,
        act: Act | None = None,
    ) -> Account:
        """Make an account.

        Raises:
            AccountError: the name is taken or no name, or the password is weak.
        """
        return self._added(self._new_account(name, password, role=role, department=department), act)

    def admit(
        self,
        name: str,
        *,
        role: Role,
        department: str | None = None,
        start: str | None = None,
        act: Act | None = None,
    ) -> Account:
        """Make an account that no password opens, but the `start` password that its owner must change.

        Raises:
            AccountError: the name is taken or no name.
        """
        account = self._unopened(name, role=role, department=department)
        if start is not None:
            account = replace(account, password_hash=self._passwords.hash(start), must_change=True)
        return self._added(account, act)

    def _added(self, account: Account, act: Act | None) -> Account:
        if not self._store.add_account(account, act):
            message = "the name is taken; choose another"
            raise AccountError(message)
        return account

    def change(
        self, account_id: str, *, role: Role, department: str | None, act: Act | None = None
    ) -> Account:
        """Give a person another role or department; the account's sessions end.

        Raises:
            AccountError: no such account, a department that is none, or the last administrator's role.
        """
        _refuse_unprintable(department)
        return self._changed(replace(self.account(account_id), role=role, department=department), act)

    def set_password(
        self, account_id: str, password: str, *, start: bool = False, act: Act | None = None
    ) -> None:
        """Set a password in a person's place; every session ends. One to `start` with must be changed.

        Raises:
            AccountError: it is weak, or there is no such account.
        """
        account = self.account(account_id)
        refuse_weak(password, name=account.name)
        hashed = self._passwords.hash(password)
        self._changed(replace(account, password_hash=hashed, must_change=start), act)

    def note(self, account_id: str, act: Act) -> None:
        """Vouch for an act on an account that changes nothing in the account itself."""
        self._store.note(account_id, act)

    def named(self, name: str) -> Account | None:
        """Give the account of a name, None where there is none."""
        return self._store.account_named(fold_name(name))

    def accounts(self) -> tuple[Account, ...]:
        """List all accounts, oldest first."""
        return self._store.accounts()

    def account(self, account_id: str) -> Account:
        """Give an account.

        Raises:
            AccountError: there is none of this id.
        """
        account = self._store.account(account_id)
        if account is None:
            message = f"no account {account_id!r}; list the accounts"
            raise AccountError(message)
        return account

    def directory_people(self) -> frozenset[str]:
        """Give the ids of the accounts that the hospital's directory answers for."""
        return self._store.directory_people()

    def answer_for(self, entries: Mapping[str, str | None]) -> None:
        """Let the directory answer for these accounts (by id, each with its entry), and for no other."""
        self._store.answer_for(entries)

    def of_entry(self, entry: str) -> Account | None:
        """Give the account that is this entry of the directory."""
        return self._store.account_of_entry(entry)

    def rename(self, account_id: str, name: str, act: Act | None = None) -> Account:
        """Give a person another name to sign in by; all else that is theirs stays theirs.

        Raises:
            AccountError: no such account, or the name is taken or none.
        """
        folded = fold_name(name)
        refuse_unusable(folded, None)
        account = self.account(account_id)
        if not self._store.rename_account(account_id, folded, act):
            message = f"the name {folded!r} is taken; the account stays {account.name!r}"
            raise AccountError(message)
        return replace(account, name=folded)

    def departments(self) -> frozenset[str]:
        """Name the departments that have a doctor who may sign in."""
        return self._store.departments()

    def serves(self, account_id: str, role: Role) -> bool:
        """Say whether somebody may sign in, in this role."""
        account = self._store.account(account_id)
        return account is not None and account.role is role and not account.disabled

    def name_of(self, account_id: str) -> str | None:
        """Give the name of an account, None where there is none of this id."""
        account = self._store.account(account_id)
        return None if account is None else account.name

    def names_of(self, account_ids: Iterable[str]) -> Mapping[str, str]:
        """Give the names of several accounts in one look; an unknown id is left out."""
        return self._store.names(frozenset(account_ids))

    def disable(self, account_id: str, act: Act | None = None) -> Account:
        """Close an account and end its sessions.

        Raises:
            AccountError: no such account, or the last administrator's.
        """
        return self._changed(replace(self.account(account_id), disabled=True), act)

    def reopen(self, account_id: str, *, start: str, act: Act | None = None) -> Account:
        """Open a closed account again, by a password that its owner must change; the old one stays void.

        Raises:
            AccountError: no such account, or one whose person was erased.
        """
        account = self.account(account_id)
        if not account.name:
            message = f"the person of account {account_id!r} was erased; nothing brings it back"
            raise AccountError(message)
        hashed = self._passwords.hash(start)
        return self._changed(replace(account, disabled=False, password_hash=hashed, must_change=True), act)

    def _changed(self, account: Account, act: Act | None) -> Account:
        if not self._store.change_account(account, act):
            message = f"account {account.account_id!r} is the last administrator's; make another one first"
            raise AccountError(message)
        return account

    def _new_account(self, name: str, password: str, *, role: Role, department: str | None) -> Account:
        account = self._unopened(name, role=role, department=department)
        refuse_weak(password, name=account.name)
        return replace(account, password_hash=self._passwords.hash(password))

    def _unopened(self, name: str, *, role: Role, department: str | None) -> Account:
        folded = fold_name(name)
        refuse_unusable(folded, department)
        return Account(
            account_id=f"p_{secrets.token_hex(12)}",
            name=folded,
            role=role,
            password_hash=_NO_PASSWORD,
            created_at=self._now(),
            department=department,
        )


def refuse_unusable(folded: str, department: str | None) -> None:
    """Let pass what can be a sign-in name and a department.

    Raises:
        AccountError: the name is none, too long, or one of the two cannot be printed.
    """
    if not folded or len(folded) > LONGEST_NAME or not folded.isprintable():
        message = f"a name needs 1 to {LONGEST_NAME} printable characters"
        raise AccountError(message)
    _refuse_unprintable(department)


def _refuse_unprintable(department: str | None) -> None:
    if not (department or "").isprintable():
        message = "a department is written in printable characters"
        raise AccountError(message)
