"""Accounts as JSON objects."""

from __future__ import annotations

from assistant.people import Account
from serving.problems import JsonObject


def account_json(account: Account) -> JsonObject:
    """Write an account without its password hash."""
    return {
        "account_id": account.account_id,
        "name": account.name,
        "role": account.role.value,
        "department": account.department,
        "disabled": account.disabled,
        "created_at": account.created_at.isoformat(),
    }
