"""Keys: one master key in a file, one data key a person, so that erasing a person is destroying a key."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, and_, bindparam, update
from sqlmodel import Session, col, select

from assistant.errors import StoreError
from assistant.store.atomic import write_whole
from assistant.store.database import Database
from assistant.store.tables import PersonKeyRow

_NONCE: Final = 12
_KEY: Final = 32
# Made once: a key is looked up several times a request.
_BY_ID: Final = select(PersonKeyRow.wrapped, PersonKeyRow.withheld_until).where(
    PersonKeyRow.key_id == bindparam("key_id")
)
_OPEN_OF: Final = (
    select(PersonKeyRow.key_id, PersonKeyRow.wrapped)
    .where(
        PersonKeyRow.person == bindparam("person"),
        col(PersonKeyRow.wrapped).is_not(None),
        col(PersonKeyRow.withheld_until).is_(None),
    )
    .limit(1)
)


class MasterKey:
    """Wraps the persons' keys and makes tags for look-ups; lives in one file that only its owner may read."""

    def __init__(self, key: bytes) -> None:
        self._wrap = AESGCM(hmac.digest(key, b"yizheng wrap", sha256))
        self._tags = hmac.digest(key, b"yizheng tags", sha256)

    @classmethod
    def open(cls, path: Path) -> MasterKey:
        """Read the key file, or make one on first use; of two processes that make it one wins.

        Raises:
            StoreError: the file is no key, or others than its owner may read it.
        """
        if not path.exists():
            write_whole(path, secrets.token_bytes(_KEY), mode=0o600, replace=False)
        try:
            key, mode = path.read_bytes(), path.stat().st_mode
        except OSError as fault:
            message = f"master key {path} cannot be read ({fault.strerror}); restore it from its backup"
            raise StoreError(message) from fault
        if len(key) != _KEY:
            message = f"master key {path} is not {_KEY} bytes long; restore it from its backup"
            raise StoreError(message)
        if mode & 0o077:
            message = f"master key {path} may be read by others; run 'chmod 600' on it"
            raise StoreError(message)
        return cls(key)

    def tag(self, purpose: str, text: str) -> str:
        """Give a keyed hash under which `text` can be found again but not read."""
        return hmac.digest(self._tags, f"{purpose}\0{text}".encode("utf-8", "surrogatepass"), sha256).hex()

    def sealed(self, purpose: str, text: str, tag: str) -> bool:
        """Say whether `tag` is what the holder of this key gives for `text`."""
        return hmac.compare_digest(self.tag(purpose, text), tag)

    def wrap(self, key: bytes, *, key_id: str) -> bytes:
        """Seal a person's key for storage."""
        return seal(self._wrap, key, about=key_id)

    def unwrap(self, wrapped: bytes, *, key_id: str) -> AESGCM:
        """Open a person's key.

        Raises:
            StoreError: it was sealed by another master key, or changed.
        """
        return AESGCM(unseal(self._wrap, wrapped, about=key_id))


class KeyRing:
    """The persons' data keys, within the transaction of whoever uses them."""

    def __init__(self, master: MasterKey) -> None:
        self.master = master

    def refuse_foreign(self, database: Database) -> None:
        """Check that a database's keys were wrapped by this master key, before anything is sealed with it.

        Raises:
            StoreError: another one wrapped them: this home is not the one the database belongs to.
        """
        with database.reading() as session:
            row = session.exec(select(PersonKeyRow).where(col(PersonKeyRow.wrapped).is_not(None)).limit(1))
            held = row.first()
            if held is None or held.wrapped is None:
                return
            try:
                self.master.unwrap(held.wrapped, key_id=held.key_id)
            except StoreError as fault:
                message = f"{database.where} was sealed under another keys/master.key; copy that one here"
                raise StoreError(message) from fault

    def key_for(self, session: Session, person: str) -> tuple[str, AESGCM]:
        """Give the id and key under which a person's new data is sealed; made on first use."""
        row = session.connection().execute(_OPEN_OF, {"person": person}).first()
        if row is not None:
            return row.key_id, self.master.unwrap(row.wrapped, key_id=row.key_id)
        key, key_id = secrets.token_bytes(_KEY), f"k_{secrets.token_hex(12)}"
        session.add(
            PersonKeyRow(
                key_id=key_id,
                person=person,
                wrapped=self.master.wrap(key, key_id=key_id),
                created_at=datetime.now(tz=UTC),
                erased_at=None,
            )
        )
        session.flush()
        return key_id, AESGCM(key)

    def key(self, session: Session, key_id: str, *, withheld: bool = False) -> AESGCM | None:
        """Give a key by id, None once its person was erased; `withheld` opens what the law still keeps."""
        row = session.connection().execute(_BY_ID, {"key_id": key_id}).first()
        if row is None or (row.withheld_until is not None and not withheld):
            return None
        return self.opened(key_id, row.wrapped)

    def opened(self, key_id: str, wrapped: bytes | None) -> AESGCM | None:
        """Give a key that was read along with what it opens, None once its person was erased."""
        return None if wrapped is None else self.master.unwrap(wrapped, key_id=key_id)

    def destroy(self, session: Session, person: str, *, but_withheld: bool = False) -> int:
        """Destroy every key of a person, those of care too; returns how many there were."""
        whose = col(PersonKeyRow.person).in_([person, care_of(person)])
        if but_withheld:
            return self._destroy(session, and_(whose, col(PersonKeyRow.withheld_until).is_(None)))
        return self._destroy(session, whose)

    def withhold(self, session: Session, key_ids: Sequence[str], *, until: datetime) -> None:
        """Close keys until a day; one that is closed already keeps its day."""
        session.connection().execute(
            update(PersonKeyRow)
            .where(
                col(PersonKeyRow.key_id).in_(key_ids),
                col(PersonKeyRow.wrapped).is_not(None),
                col(PersonKeyRow.withheld_until).is_(None),
            )
            .values(withheld_until=until)
        )

    def destroy_due(self, session: Session, *, now: datetime) -> int:
        """Destroy the keys that the law kept until now; returns how many there were."""
        return self._destroy(session, col(PersonKeyRow.withheld_until) <= now)

    def _destroy(self, session: Session, which: ColumnElement[bool]) -> int:
        done = session.connection().execute(
            update(PersonKeyRow)
            .where(which, col(PersonKeyRow.wrapped).is_not(None))
            .values(wrapped=None, erased_at=datetime.now(tz=UTC))
        )
        return done.rowcount


def care_of(person: str) -> str:
    """Name the pseudo person under whose key that stands which staff look after for a person."""
    return f"{person}#care"


def seal(key: AESGCM, plain: bytes, *, about: str) -> bytes:
    """Encrypt under a fresh nonce; the result opens only together with the same `about`."""
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, plain, about.encode())


def unseal(key: AESGCM, sealed: bytes, *, about: str) -> bytes:
    """Decrypt what `seal` made.

    Raises:
        StoreError: another key sealed it, it is about something else, or it was changed.
    """
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except InvalidTag as fault:
        message = f"{about!r} cannot be decrypted: it was changed, or the master key is another one"
        raise StoreError(message) from fault
