"""Accounts, sessions, service keys and failed sign-ins in SQL; names and addresses never in the clear."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import bindparam, delete, or_, update
from sqlmodel import Session as SqlSession
from sqlmodel import col, select

from assistant.exchange import Role
from assistant.people import ACTS, Account, Act, Failures, Scope, ServiceKey, Session
from assistant.store import directory_people
from assistant.store.database import Database
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.people_tables import OutsideIdentityRow
from assistant.store.records import OPERATOR, ToSeal, append_link
from assistant.store.tables import (
    AccountRow,
    AttemptRow,
    PersonKeyRow,
    ServiceKeyRow,
    SessionRow,
    SetupLinkRow,
)

_ERASED = ""
# Made once, read without objects to be tracked: every request looks somebody up. The key comes along.
_ACCOUNTS: Final = sa.select(
    *sa.inspect(AccountRow).columns, col(PersonKeyRow.wrapped), col(PersonKeyRow.withheld_until)
).join(PersonKeyRow, col(PersonKeyRow.key_id) == col(AccountRow.key_id))
_OF_ID: Final = _ACCOUNTS.where(col(AccountRow.account_id) == bindparam("account_id"))
_OF_THESE: Final = _ACCOUNTS.where(col(AccountRow.account_id).in_(bindparam("account_ids", expanding=True)))
_NAMED: Final = _ACCOUNTS.where(col(AccountRow.name_tag) == bindparam("name_tag"))
_DEPARTMENTS: Final = (
    select(AccountRow.department)
    .where(AccountRow.role == Role.DOCTOR.value, col(AccountRow.disabled).is_(False))
    .distinct()
)
_SIGNED_IN: Final = (
    _ACCOUNTS.add_columns(col(SessionRow.created_at).label("began_at"), col(SessionRow.last_seen))
    .join(SessionRow, col(SessionRow.account_id) == col(AccountRow.account_id))
    .where(col(SessionRow.session_hash) == bindparam("session_hash"))
)


class SqlAccounts:
    """Implements `assistant.people.AccountStore`; an erased person's account has an empty name."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._database = database
        self._keys = keys

    def add_account(self, account: Account, act: Act | None = None) -> bool:
        """Keep a new account; returns False, changing nothing, when the name is taken."""
        with self._database.writing() as session:
            added = self._insert(session, account)
            if added:
                session.flush()
                self._vouch(session, account, act)
            return added

    def account(self, account_id: str) -> Account | None:
        """Give an account by id."""
        with self._database.reading() as session:
            return self._held(session, account_id)

    def names(self, account_ids: Collection[str]) -> Mapping[str, str]:
        """Give the names of several accounts in one look; an unknown id is left out."""
        if not account_ids:
            return {}
        with self._database.reading() as session:
            found = session.connection().execute(_OF_THESE, {"account_ids": list(account_ids)})
            return {row.account_id: self._account(row).name for row in found}

    def account_named(self, name: str) -> Account | None:
        """Give an account by its name."""
        with self._database.reading() as session:
            tag = self._keys.master.tag("name", name)
            row = session.connection().execute(_NAMED, {"name_tag": tag}).first()
            return None if row is None else self._account(row)

    def accounts(self) -> tuple[Account, ...]:
        """List all accounts, oldest first."""
        with self._database.reading() as session:
            order = (col(AccountRow.created_at), col(AccountRow.account_id))
            return tuple(map(self._account, session.connection().execute(_ACCOUNTS.order_by(*order))))

    def departments(self) -> frozenset[str]:
        """Name the departments that have a doctor who may sign in."""
        with self._database.reading() as session:
            return frozenset(name for name in session.connection().scalars(_DEPARTMENTS) if name)

    def directory_people(self) -> frozenset[str]:
        """Give the ids of the accounts that the hospital's directory answers for."""
        with self._database.reading() as session:
            return directory_people.ids_of(session)

    def answer_for(self, entries: Mapping[str, str | None]) -> None:
        """Let the directory answer for these accounts, and for no other."""
        with self._database.writing() as session:
            tags = {one: entry and self._entry(entry) for one, entry in entries.items()}
            directory_people.replace(session, tags)

    def account_of_entry(self, entry: str) -> Account | None:
        """Give the account that is this entry of the directory."""
        with self._database.reading() as session:
            held = directory_people.id_of_entry(session, self._entry(entry))
            return None if held is None else self._held(session, held)

    def rename_account(self, account_id: str, name: str, act: Act | None = None) -> bool:
        """Give an account another name; False, changing nothing, where another has it or there is none."""
        tag = self._keys.master.tag("name", name)
        with self._database.writing() as session:
            row = session.get(AccountRow, account_id, with_for_update=True)
            key = None if row is None else self._keys.key(session, row.key_id)
            taken = session.connection().execute(_NAMED, {"name_tag": tag}).first()
            if row is None or key is None or taken is not None:
                return False
            row.name_tag, row.sealed_name = tag, seal(key, name.encode(), about=account_id)
            session.add(row)
            session.flush()
            account = self._held(session, account_id)
            assert account is not None, "it was just written"  # noqa: S101 - for the type checker
            self._vouch(session, account, act)
            return True

    def change_account(self, account: Account, act: Act | None = None) -> bool:
        """Replace all but id, name and day, and end the account's sessions; keeps an administrator."""
        with self._database.writing() as session:
            admins = select(AccountRow.account_id).where(
                AccountRow.role == Role.ADMIN.value, col(AccountRow.disabled).is_(False)
            )
            others = set(session.exec(admins.with_for_update())) - {account.account_id}
            held = session.get(AccountRow, account.account_id)
            leaves = account.disabled or account.role is not Role.ADMIN
            if leaves and not others and held is not None and _serves_as_admin(held):
                return False
            connection = session.connection()
            connection.execute(
                update(AccountRow)
                .where(col(AccountRow.account_id) == account.account_id)
                .values(
                    password_hash=account.password_hash,
                    role=account.role.value,
                    department=account.department,
                    disabled=account.disabled,
                    must_change=account.must_change,
                )
            )
            connection.execute(delete(SessionRow).where(col(SessionRow.account_id) == account.account_id))
            self._vouch(session, account, act)
            return True

    def note(self, account_id: str, act: Act) -> None:
        """Vouch for an act that changes something kept elsewhere."""
        with self._database.writing() as session:
            account = self._held(session, account_id)
            if account is not None:
                self._vouch(session, account, act)

    def add_session(self, session: Session) -> None:
        """Keep a session."""
        with self._database.writing() as sql:
            sql.add(
                SessionRow(
                    session_hash=session.session_hash,
                    account_id=session.account_id,
                    created_at=session.created_at,
                    last_seen=session.last_seen,
                )
            )

    def signed_in(self, session_hash: str) -> tuple[Session, Account] | None:
        """Give a session by the hash of its secret, with its account; every request asks it."""
        with self._database.reading() as sql:
            row = sql.connection().execute(_SIGNED_IN, {"session_hash": session_hash}).first()
        if row is None:
            return None
        session = Session(
            session_hash=session_hash,
            account_id=row.account_id,
            created_at=row.began_at,
            last_seen=row.last_seen,
        )
        return session, self._account(row)

    def touch_session(self, session_hash: str, *, at: datetime) -> None:
        """Note that a session was used."""
        with self._database.writing() as sql:
            sql.connection().execute(
                update(SessionRow).where(col(SessionRow.session_hash) == session_hash).values(last_seen=at)
            )

    def end_session(self, session_hash: str) -> None:
        """Forget a session, if there is one."""
        with self._database.writing() as sql:
            sql.connection().execute(delete(SessionRow).where(col(SessionRow.session_hash) == session_hash))

    def add_key(self, key: ServiceKey, act: Act | None = None) -> None:
        """Keep a service key."""
        with self._database.writing() as sql:
            self._vouch_key(sql, key.key_id, act)
            sql.add(
                ServiceKeyRow(
                    key_id=key.key_id,
                    secret_hash=key.secret_hash,
                    label=key.label,
                    role=key.role.value,
                    scopes=" ".join(sorted(key.scopes)),
                    created_at=key.created_at,
                    expires_at=key.expires_at,
                    revoked=key.revoked,
                )
            )

    def key_by_hash(self, secret_hash: str) -> ServiceKey | None:
        """Give a service key by the hash of its secret."""
        with self._database.reading() as sql:
            row = sql.exec(select(ServiceKeyRow).where(ServiceKeyRow.secret_hash == secret_hash)).first()
            return None if row is None else _service_key(row)

    def keys(self) -> tuple[ServiceKey, ...]:
        """List all service keys, oldest first."""
        with self._database.reading() as sql:
            order = (col(ServiceKeyRow.created_at), col(ServiceKeyRow.key_id))
            return tuple(_service_key(row) for row in sql.exec(select(ServiceKeyRow).order_by(*order)))

    def revoke_key(self, key_id: str, act: Act | None = None) -> bool:
        """Make a service key useless for ever; returns False when there is none."""
        with self._database.writing() as sql:
            done = sql.connection().execute(
                update(ServiceKeyRow).where(col(ServiceKeyRow.key_id) == key_id).values(revoked=True)
            )
            if done.rowcount == 1:
                self._vouch_key(sql, key_id, act)
            return done.rowcount == 1

    def failures(self, subject: str) -> Failures | None:
        """Say how often signing in failed for a subject."""
        with self._database.reading() as sql:
            row = sql.get(AttemptRow, self._subject(subject))
            return None if row is None else Failures(count=row.failures, last_at=row.last_at)

    def add_failure(self, subject: str, *, at: datetime, forget_before: datetime) -> None:
        """Count one more failure, from one again if the last was before `forget_before`."""
        with self._database.writing() as sql:
            sql.connection().execute(delete(AttemptRow).where(col(AttemptRow.last_at) < forget_before))
            row = sql.get(AttemptRow, self._subject(subject), with_for_update=True)
            if row is None:
                sql.add(AttemptRow(subject_tag=self._subject(subject), failures=1, last_at=at))
            else:
                row.failures, row.last_at = row.failures + 1, at

    def clear_failures(self, subject: str) -> None:
        """Forget a subject's failures."""
        with self._database.writing() as sql:
            tag = self._subject(subject)
            sql.connection().execute(delete(AttemptRow).where(col(AttemptRow.subject_tag) == tag))

    def account_of(self, issuer: str, subject: str) -> Account | None:
        """Give the account that belongs to somebody of an outside sign-in."""
        with self._database.reading() as sql:
            held = sql.get(OutsideIdentityRow, self._outside(issuer, subject))
            return None if held is None else self._held(sql, held.account_id)

    def link_account(self, account_id: str, issuer: str, subject: str, *, at: datetime) -> bool:
        """Let an account belong to somebody outside; False where one of the two belongs elsewhere already."""
        with self._database.writing() as sql:
            tag = self._outside(issuer, subject)
            taken = or_(
                col(OutsideIdentityRow.subject_tag) == tag, col(OutsideIdentityRow.account_id) == account_id
            )
            if sql.exec(select(OutsideIdentityRow).where(taken)).first() is not None:
                return False
            sql.add(OutsideIdentityRow(subject_tag=tag, account_id=account_id, linked_at=at))
            return True

    def replace_setup_link(self, token_hash: str, *, expires_at: datetime) -> None:
        """Make this the only set-up link."""
        with self._database.writing() as sql:
            sql.connection().execute(delete(SetupLinkRow))
            sql.add(SetupLinkRow(token_hash=token_hash, expires_at=expires_at, used=False))

    def setup_link_holds(self, token_hash: str, *, at: datetime) -> bool:
        """Say whether a set-up link is unused and not expired."""
        with self._database.reading() as sql:
            row = sql.get(SetupLinkRow, token_hash)
            return row is not None and not row.used and row.expires_at > at

    def redeem_setup_link(self, token_hash: str, account: Account, *, at: datetime) -> bool:
        """Use up the link and keep the account, both or neither; returns whether it was done."""
        with self._database.writing() as sql:
            row = sql.get(SetupLinkRow, token_hash, with_for_update=True)
            if row is None or row.used or row.expires_at <= at or not self._insert(sql, account):
                return False
            row.used = True
            return True

    def _insert(self, session: SqlSession, account: Account) -> bool:
        tag = self._keys.master.tag("name", account.name)
        if session.connection().execute(_NAMED, {"name_tag": tag}).first() is not None:
            return False
        key_id, key = self._keys.key_for(session, account.account_id)
        session.add(
            AccountRow(
                account_id=account.account_id,
                name_tag=tag,
                key_id=key_id,
                sealed_name=seal(key, account.name.encode(), about=account.account_id),
                role=account.role.value,
                department=account.department,
                password_hash=account.password_hash,
                disabled=account.disabled,
                must_change=account.must_change,
                created_at=account.created_at,
            )
        )
        return True

    def _vouch(self, session: SqlSession, account: Account, act: Act | None) -> None:
        """Append the link: who did what with whose account, and what it is now."""
        if act is None:
            return
        now = {"role": account.role.value, "department": account.department, "disabled": account.disabled}
        content = ToSeal(
            person=account.account_id,
            role=act.role,
            decision=f"{ACTS}{act.doing}",
            plain=json.dumps(now | {"why": act.why}, ensure_ascii=False, sort_keys=True).encode(),
            versions={"by": act.by, "role": account.role.value},
        )
        append_link(session, self._keys, content, at=act.at)

    def _vouch_key(self, session: SqlSession, key_id: str, act: Act | None) -> None:
        if act is None:
            return
        content = ToSeal(
            person=OPERATOR,
            role=act.role,
            decision=f"{ACTS}{act.doing}",
            plain=json.dumps({"key": key_id, "why": act.why}, ensure_ascii=False, sort_keys=True).encode(),
            versions={"by": act.by, "key": key_id},
        )
        append_link(session, self._keys, content, at=act.at)

    def _held(self, session: SqlSession, account_id: str) -> Account | None:
        row = session.connection().execute(_OF_ID, {"account_id": account_id}).first()
        return None if row is None else self._account(row)

    def _account(self, row: sa.Row[*tuple[Any, ...]]) -> Account:
        key = None if row.withheld_until is not None else self._keys.opened(row.key_id, row.wrapped)
        name = _ERASED if key is None else unseal(key, row.sealed_name, about=row.account_id).decode()
        return Account(
            account_id=row.account_id,
            name=name,
            role=Role(row.role),
            password_hash=row.password_hash,
            created_at=row.created_at,
            department=row.department,
            disabled=row.disabled or key is None,
            must_change=row.must_change,
        )

    def _outside(self, issuer: str, subject: str) -> str:
        return self._keys.master.tag("outside", f"{issuer}\0{subject}")

    def _entry(self, entry: str) -> str:
        return self._keys.master.tag("entry", entry)

    def _subject(self, subject: str) -> str:
        return self._keys.master.tag("attempt", subject)


def _serves_as_admin(row: AccountRow) -> bool:
    return row.role == Role.ADMIN.value and not row.disabled


def _service_key(row: ServiceKeyRow) -> ServiceKey:
    return ServiceKey(
        key_id=row.key_id,
        secret_hash=row.secret_hash,
        label=row.label,
        role=Role(row.role),
        scopes=frozenset(Scope(word) for word in row.scopes.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked=row.revoked,
    )
