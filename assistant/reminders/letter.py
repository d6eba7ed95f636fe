"""A person's own address, what may be written to it, and the ports of who carries and keeps letters."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Final, Literal, Protocol

from pydantic import BaseModel, ConfigDict

from assistant.errors import ReminderError
from guidelines import Language

AddressKind = Literal["mail", "phone"]
LetterKind = Literal["confirm", "reply", "questions", "appointment"]
LetterState = Literal["sending", "waiting", "sent", "given_up"]
"""`sending` that stays so was interrupted: nobody knows whether it arrived, so it is not sent again."""
_MAIL: Final = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_PHONE: Final = re.compile(r"\+?[0-9](?:[ -]?[0-9]){5,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a person wants to be reminded; nothing but the code goes there before it was confirmed."""

    person: str
    kind: AddressKind
    value: str
    code: str
    set_at: datetime
    tries: int = 0
    confirmed_at: datetime | None = None

    @property
    def masked(self) -> str:
        """The address as it is shown: its first and last letters."""
        name, at, place = self.value.partition("@")
        return f"{name[:1]}***{at}{place}" if at else f"***{self.value[-4:]}"


@dataclass(frozen=True, slots=True)
class Due:
    """Something that waits for a person: what kind, which one, and since when."""

    kind: LetterKind
    reference: str
    person: str
    since: datetime

    @property
    def letter_id(self) -> str:
        """The id under which it is posted once."""
        return f"{self.kind}:{self.reference}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a carrier is given: an address, and words in both languages; `letter_id` is its own."""

    letter_id: str
    kind: LetterKind
    address_kind: AddressKind
    address: str
    words: Mapping[Language, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What became of a letter; `cause` says why it did not arrive, without its address."""

    letter_id: str
    person: str
    kind: LetterKind
    state: LetterState
    attempts: int
    changed_at: datetime
    cause: str | None = None


class Carrier(Protocol):
    """Brings letters to people. Raises `NoticeError`."""

    @property
    def name(self) -> str:
        """Name the carrier, for the record."""
        ...

    def carries(self, kind: AddressKind) -> bool:
        """Say whether it reaches addresses of that kind."""
        ...

    def post(self, letter: Letter) -> None:
        """Take one letter; it is on its way when this returns."""
        ...


class LetterBook(Protocol):
    """Keeps addresses, sealed under the person's own key, and what became of letters. Raises `StoreError`."""

    def address(self, person: str) -> Address | None:
        """Give a person's address."""
        ...

    def addresses(self) -> tuple[Address, ...]:
        """List every address."""
        ...

    def put_address(self, address: Address) -> None:
        """Keep an address in place of an earlier one."""
        ...

    def forget(self, person: str) -> None:
        """Forget a person's address."""
        ...

    def claim(self, due: Due, *, at: datetime) -> int | None:
        """Begin an attempt and give its number, None where it is not due: of several who ask, one begins."""
        ...

    def settle(
        self,
        due: Due,
        state: LetterState,
        *,
        by: str,
        at: datetime,
        again_at: datetime | None,
        cause: str | None,
    ) -> None:
        """Keep how an attempt ended; what was sent or given up is a link of the chain."""
        ...

    def posted(self, *, person: str | None = None, undelivered: bool = False) -> tuple[Posted, ...]:
        """List what became of letters, the newest first: a person's, or those that did not arrive."""
        ...


def checked_address(kind: AddressKind, value: str) -> str:
    """Give an address as it is written to.

    Raises:
        ReminderError: it is none.
    """
    text = value.strip()
    pattern, example = (_MAIL, "name@example.org") if kind == "mail" else (_PHONE, "13800000000")
    if not pattern.fullmatch(text):
        message = f"this is no {'e-mail address' if kind == 'mail' else 'telephone number'}; write {example}"
        raise ReminderError(message)
    return text


def words_of(kind: LetterKind, code: str = "") -> Mapping[Language, str]:
    """Give the words of a letter in both languages; nothing of them is about the person."""
    found = _words()[kind]
    return {"zh": found.zh.format(code=code), "en": found.en.format(code=code)}


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    zh: str
    en: str


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    source: str
    words: dict[LetterKind, _Words]


@cache
def _words() -> dict[LetterKind, _Words]:
    raw = resources.files("assistant.reminders").joinpath("words.toml").read_text("utf-8")
    return _File.model_validate(tomllib.loads(raw)).words
