"""The staff office: who makes, changes, closes and opens whose account; each act is on the chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from assistant.accounts import AccountBook, require_role
from assistant.auditing.looking import Sighted, Wanted
from assistant.credentials import fold_name
from assistant.directory import Roll
from assistant.directory_import import Brought, Guard, bring
from assistant.errors import AccountError
from assistant.exchange import Asker, Role
from assistant.people import ACTS, STAFF, Account, Act, Doing
from assistant.staff import OWN_ACCOUNT, Faulty, Listed, Taken, start_password, take_in

State = Literal["open", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An account with the password that opens it once, told here and nowhere else."""

    account: Account
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Whom one looks for; what is None or empty does not matter. `words`: part of a name or department."""

    words: str = ""
    role: Role | None = None
    state: State | None = None


class StaffOffice:
    """Lets an administrator look after accounts, but never after the own one, and never the last one's away.

    Patients are no staff: their accounts are found by the whole name alone and keep their role.
    """

    def __init__(
        self,
        book: AccountBook,
        links: Callable[[Wanted], Sighted],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(tz=UTC),
    ) -> None:
        """Change accounts in `book`; `links` finds links of the record chain."""
        self._book, self._links, self._now = book, links, now

    def people(self, sought: Sought) -> tuple[Account, ...]:
        """List whom one looks for, by name; who is no longer there comes last."""
        words = fold_name(sought.words)

        def wanted(one: Account) -> bool:
            named = words in one.name or words in fold_name(one.department or "") or words == one.account_id
            return (
                (named if one.role in STAFF else bool(words) and words in {one.name, one.account_id})
                and sought.role in {None, one.role}
                and (sought.state is None or one.disabled == (sought.state == "closed"))
            )

        return tuple(sorted(filter(wanted, self._book.accounts()), key=lambda one: (one.disabled, one.name)))

    def make(self, asker: Asker, name: str, *, role: Role, department: str | None) -> Opened:
        """Make an account; its password is told once and must be changed.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: the name is taken or no name, or it is no role of staff.
        """
        _refuse_outside(role)
        password = start_password()
        act = self.act(asker, "made")
        account = self._book.admit(name, role=role, department=department, start=password, act=act)
        return Opened(account=account, password=password)

    def take_in(
        self, asker: Asker, listed: Sequence[Listed | Faulty], *, dry: bool, passwords: bool
    ) -> list[Taken]:
        """Bring the accounts to what a list says; who brings it stays out of it.

        Raises:
            AccessDeniedError: not an administrator.
        """
        require_role(asker.role, Role.ADMIN)
        own = None if asker.person is None else self._book.name_of(asker.person)
        checked = [
            Faulty(line=one.line, name=one.name, why=OWN_ACCOUNT)
            if isinstance(one, Listed) and one.name == own and not self._stands(one)
            else one
            for one in listed
        ]
        acting = partial(self.act, asker)
        return take_in(self._book, checked, dry=dry, passwords=passwords, acting=acting)

    def bring(self, asker: Asker, roll: Roll, guard: Guard, *, dry: bool, passwords: bool) -> Brought:
        """Bring the accounts to what the directory says; who does it stays out of it.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: too many would be closed; nothing is done then.
        """
        require_role(asker.role, Role.ADMIN)
        own = None if asker.person is None else self._book.name_of(asker.person)
        acting = partial(self.act, asker)
        return bring(self._book, roll, guard, dry=dry, passwords=passwords, acting=acting, spared=own)

    def change(
        self, asker: Asker, account_id: str, *, role: Role, department: str | None, why: str
    ) -> Account:
        """Give somebody of staff another role or department; the sessions end.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: one's own or a patient's account, the last administrator's, or no reason.
        """
        act = self.act(asker, "changed", why, about=account_id)
        _refuse_outside(role)
        _refuse_outside(self._book.account(account_id).role)
        _refuse_unreasoned(why)
        return self._book.change(account_id, role=role, department=department, act=act)

    def close(self, asker: Asker, account_id: str, why: str = "") -> Account:
        """Close an account and end its sessions; what the person signed keeps the name.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: one's own account, the last administrator's, or none.
        """
        return self._book.disable(account_id, self.act(asker, "closed", why, about=account_id))

    def reopen(self, asker: Asker, account_id: str, why: str) -> Opened:
        """Open a closed account again, by a password that is told once.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: it is open, its person was erased, or no reason.
        """
        act = self.act(asker, "reopened", why, about=account_id)
        _refuse_unreasoned(why)
        if not self._book.account(account_id).disabled:
            message = "this account is open; give it a new password instead"
            raise AccountError(message)
        password = start_password()
        return Opened(account=self._book.reopen(account_id, start=password, act=act), password=password)

    def new_password(self, asker: Asker, account_id: str, why: str) -> Opened:
        """Give somebody who lost it a password that is told once and must be changed; the sessions end.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: one's own account, a closed one, none, or no reason.
        """
        act = self.act(asker, "password", why, about=account_id)
        _refuse_unreasoned(why)
        if self._book.account(account_id).disabled:
            message = "this account is closed; open it again first"
            raise AccountError(message)
        password = start_password()
        self._book.set_password(account_id, password, start=True, act=act)
        return Opened(account=self._book.account(account_id), password=password)

    def take_factor_off(self, asker: Asker, account_id: str, why: str = "") -> None:
        """Take off the second factor of somebody who lost the authenticator.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: one's own account, none with a second factor, or no reason.
        """
        act = self.act(asker, "factor_off", why, about=account_id)
        _refuse_unreasoned(why)
        factors = self._book.factors
        if factors is None or not factors.take_off(account_id):
            message = f"account {account_id!r} has no second factor; list the accounts"
            raise AccountError(message)
        self._book.note(account_id, act)

    def history(self, account_id: str = "", *, limit: int = 20) -> Sighted:
        """Give what was done with an account, or lately with any, the newest first."""
        return self._links(Wanted(person=account_id, action=ACTS, limit=limit))

    def act(self, asker: Asker, doing: Doing, why: str = "", *, about: str | None = None) -> Act:
        """Make the act of an administrator who is not who it is about.

        Raises:
            AccessDeniedError: not an administrator.
            AccountError: one's own account.
        """
        require_role(asker.role, Role.ADMIN)
        if about is not None and about == asker.person:
            raise AccountError(OWN_ACCOUNT)
        return Act(
            doing=doing,
            by=asker.person or "operator",
            role=asker.role.value,
            at=self._now(),
            why=why.strip(),
        )

    def _stands(self, one: Listed) -> bool:
        held = self._book.named(one.name)
        return held is not None and one.active and (held.role, held.department) == (one.role, one.department)


def _refuse_outside(role: Role) -> None:
    if role not in STAFF:
        message = "a patient's account stays a patient's, and no staff becomes one; make another account"
        raise AccountError(message)


def _refuse_unreasoned(why: str) -> None:
    if not why.strip():
        message = "say why, in a sentence; it stands in the audit"
        raise AccountError(message)
