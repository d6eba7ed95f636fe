"""Accounts as an administrator looks after them: made, changed, closed, opened again; who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.directory import people_of
from assistant.directory_import import Brought, Guard
from assistant.exchange import Role
from assistant.staff import Result, Taken, read_table
from assistant.staff_office import Opened, Sought, StaffOffice, State
from serving.account_json import AccountOut, account_out
from serving.api.services import Served, Serving
from serving.api.session import Administrator
from serving.auth import Caller

router = APIRouter(prefix="/v1/accounts", tags=["people"])
_Words = Annotated[str, Field(max_length=1024)]


class ReasonIn(BaseModel):
    """Why; it stands in the audit."""

    why: _Words


class AccountIn(BaseModel):
    """An account to make; without a password one is drawn, told once, and changed by its owner."""

    name: _Words
    role: Role
    department: _Words | None = None
    password: _Words | None = None


class ChangeIn(ReasonIn):
    """What somebody becomes."""

    role: Role
    department: _Words | None = None


class ListIn(BaseModel):
    """A staff list: a table as text, or the directory of the settings where there is no table.

    `leaving` confirms that so many people of the directory leave at once.
    """

    table: Annotated[str, Field(max_length=4_000_000)] | None = None
    dry_run: bool = True
    passwords: bool = False
    leaving: Annotated[int, Field(ge=0)] | None = None


class OpenedOut(AccountOut):
    """An account with the password that opens it, told once."""

    password: str | None = None


class StandingOut(BaseModel):
    """What somebody is here."""

    role: Role
    department: str | None


class TakenOut(BaseModel):
    """What became of a line of the list, or of somebody whom the directory names no more (line 0)."""

    line: int
    result: Result
    name: str
    why: str
    before: StandingOut | None
    after: StandingOut | None
    password: str | None
    done: bool
    was: str


class ActOut(BaseModel):
    """One act on an account: who did it, and the link of the chain that vouches for it."""

    at: str
    doing: str
    by: str
    account: str
    role: str
    record: str


def office_of(served: Serving) -> StaffOffice:
    """Give the office of a house."""
    return StaffOffice(served.house.accounts, served.house.audit.find)


@router.post("", status_code=201)
def create_account(body: AccountIn, caller: Administrator, served: Served) -> OpenedOut:
    """Make an account."""
    office = office_of(served)
    if body.password is None:
        return _opened(office.make(caller.asker, body.name, role=body.role, department=body.department))
    made = served.house.accounts.create_account(
        body.name,
        body.password,
        role=body.role,
        department=body.department,
        act=office.act(caller.asker, "made"),
    )
    return OpenedOut(**account_out(made).model_dump())


@router.get("")
def list_accounts(
    _: Administrator, served: Served, q: _Words = "", role: Role | None = None, state: State | None = None
) -> list[AccountOut]:
    """List accounts, oldest first; with anything to look for, those of staff that fit, by name."""
    if not q and role is None and state is None:
        return [account_out(account) for account in served.house.accounts.accounts()]
    found = office_of(served).people(Sought(words=q, role=role, state=state))
    return [account_out(account) for account in found]


@router.post("/import")
def take_list(body: ListIn, caller: Administrator, served: Served) -> list[TakenOut]:
    """Bring the accounts to what a list says, or with `dry_run` only say what would be done."""
    taken: Sequence[Taken]
    if body.table is None:
        taken = from_directory(
            served, caller, dry=body.dry_run, passwords=body.passwords, leaving=body.leaving
        ).taken
    else:
        listed = read_table(body.table.encode())
        taken = office_of(served).take_in(caller.asker, listed, dry=body.dry_run, passwords=body.passwords)
    return [TakenOut.model_validate(asdict(one)) for one in taken]


def from_directory(
    served: Serving, caller: Caller, *, dry: bool, passwords: bool, leaving: int | None
) -> Brought:
    """Bring the accounts to what the directory of the settings says, as far as its guard lets."""
    settings = served.house.settings.ldap
    guard = Guard(most=settings.most_leaving, confirmed=leaving)
    return office_of(served).bring(caller.asker, people_of(settings), guard, dry=dry, passwords=passwords)


@router.put("/{account_id}")
def change_account(account_id: str, body: ChangeIn, caller: Administrator, served: Served) -> AccountOut:
    """Give somebody of staff another role or department."""
    office = office_of(served)
    return account_out(
        office.change(caller.asker, account_id, role=body.role, department=body.department, why=body.why)
    )


@router.delete("/{account_id}")
def close_account(account_id: str, caller: Administrator, served: Served, why: _Words = "") -> AccountOut:
    """Close an account and end its sessions; its records stay."""
    return account_out(office_of(served).close(caller.asker, account_id, why))


@router.post("/{account_id}/reopen")
def reopen_account(account_id: str, body: ReasonIn, caller: Administrator, served: Served) -> OpenedOut:
    """Open a closed account again."""
    return _opened(office_of(served).reopen(caller.asker, account_id, body.why))


@router.post("/{account_id}/password")
def new_password(account_id: str, body: ReasonIn, caller: Administrator, served: Served) -> OpenedOut:
    """Give somebody who lost it a password, told once."""
    return _opened(office_of(served).new_password(caller.asker, account_id, body.why))


@router.delete("/{account_id}/factor", status_code=204)
def take_off_lost(account_id: str, caller: Administrator, served: Served, why: _Words = "") -> None:
    """Take off the second factor of somebody who lost the authenticator."""
    office_of(served).take_factor_off(caller.asker, account_id, why)


@router.get("/{account_id}/history")
def history(account_id: str, _: Administrator, served: Served) -> list[ActOut]:
    """List what was done with an account, the newest first; why stands in the record, for an auditor."""
    served.house.accounts.account(account_id)
    return [
        ActOut(
            at=one.at,
            doing=one.decision.partition(":")[2],
            by=one.versions.get("by", ""),
            account=one.person,
            role=one.versions.get("role", ""),
            record=one.record_id,
        )
        for one in office_of(served).history(account_id, limit=200).links
    ]


def _opened(made: Opened) -> OpenedOut:
    return OpenedOut(**account_out(made.account).model_dump(), password=made.password)
