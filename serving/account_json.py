"""Accounts as JSON objects."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from assistant.exchange import Role
from assistant.people import Account


class AccountOut(BaseModel):
    """An account, without its password hash; `must_change`: its password is one that somebody else knows."""

    account_id: str
    name: str
    role: Role
    department: str | None
    disabled: bool
    must_change: bool
    created_at: datetime


def account_out(account: Account) -> AccountOut:
    """Write an account without its password hash."""
    return AccountOut(
        account_id=account.account_id,
        name=account.name,
        role=account.role,
        department=account.department,
        disabled=account.disabled,
        must_change=account.must_change,
        created_at=account.created_at,
    )
