"""What a field may hold: each check says what is wrong, which field, and what to do."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Final

from assistant.accounts import effective_role
from assistant.errors import InvalidQuestionError
from assistant.exchange import Asker, Role
from assistant.people import asker_as
from guidelines.ledger import GUIDELINES

MAX_QUESTION: Final = 20_000
MAX_NAME: Final = 64
_SPACES: Final = "\t\n\r\f\v\x85"
_ASKING_ROLES: Final = (Role.DOCTOR, Role.PATIENT, Role.CLERK)


def check_text(text: str, field: str, *, may_be_empty: bool = False) -> None:
    """Refuse what no person can have written.

    Raises:
        InvalidQuestionError: empty, longer than `MAX_QUESTION`, NUL or control characters, half a character.
    """
    if not text.strip() and not may_be_empty:
        message = f"field {field!r} is empty; write a question"
        raise InvalidQuestionError(message)
    if len(text) > MAX_QUESTION:
        message = f"field {field!r} has {len(text)} characters, at most {MAX_QUESTION}; shorten it"
        raise InvalidQuestionError(message)
    for position, character in enumerate(text):
        if unicodedata.category(character) in {"Cs", "Cc"} and character not in _SPACES:
            message = (
                f"field {field!r} has U+{ord(character):04X} at {position}: "
                "this is binary or wrongly decoded; send UTF-8 text"
            )
            raise InvalidQuestionError(message)


def asking_as(asker: Asker, stated: str | None) -> Asker:
    """Say as whom a question is asked: an operator states the role, everybody else can only lower it.

    An operator (no person) who states nothing asks as a patient, the strictest role.

    Raises:
        InvalidQuestionError: no such role.
    """
    role = _role_from(stated)
    if asker.person is None:
        return asker_as(role or Role.PATIENT, person=None, department=asker.department)
    lowered = effective_role(asker.role, role)
    return asker_as(lowered, person=asker.person, department=asker.department)


def _role_from(stated: str | None) -> Role | None:
    if stated is None:
        return None
    if stated not in {role.value for role in _ASKING_ROLES}:
        known = ", ".join(role.value for role in _ASKING_ROLES)
        message = f"role {printable(stated)!r} is unknown; use one of {known}"
        raise InvalidQuestionError(message)
    return Role(stated)


def day_from(stated: str | None, field: str = "as_of") -> date | None:
    """Read a day as `YYYY-MM-DD`.

    Raises:
        InvalidQuestionError: anything else.
    """
    if stated is None:
        return None
    try:
        if len(stated) != len("YYYY-MM-DD"):
            raise ValueError(stated)
        return date.fromisoformat(stated)
    except ValueError:
        message = f"field {field!r} is {printable(stated)!r}, not a day that exists; write YYYY-MM-DD"
        raise InvalidQuestionError(message) from None


def collection_from(stated: str | None) -> str:
    """Read a collection's name: letters, digits, `-`, `_`, `.`; at most 64.

    Raises:
        InvalidQuestionError: anything else.
    """
    if stated is None:
        return GUIDELINES
    plain = stated.replace("-", "").replace("_", "").replace(".", "")
    if not (plain.isascii() and plain.isalnum()) or len(stated) > MAX_NAME or stated.startswith("."):
        message = (
            f"collection {printable(stated)!r} is no name; "
            f"use letters, digits, '-', '_', '.' (at most {MAX_NAME})"
        )
        raise InvalidQuestionError(message)
    return stated


def printable(stated: str) -> str:
    """Shorten a short field's value for a message, so that it stays one readable line."""
    kept = "".join(character if character.isprintable() else "?" for character in stated[:32])
    return kept + ("…" if len(stated) > 32 else "")
