"""Rows of the accounts that the hospital's directory answers for, and which of its entries each is."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, select

from assistant.store.people_tables import DirectoryPersonRow


def ids_of(session: Session) -> frozenset[str]:
    """Give the ids of the accounts that the directory answers for."""
    return frozenset(session.exec(select(DirectoryPersonRow.account_id)))


def id_of_entry(session: Session, entry_tag: str) -> str | None:
    """Give the id of the account that is this entry of the directory."""
    wanted = select(DirectoryPersonRow.account_id).where(DirectoryPersonRow.entry_tag == entry_tag)
    return session.exec(wanted).first()


def replace(session: Session, entry_tags: Mapping[str, str | None]) -> None:
    """Let the directory answer for these accounts alone; where no entry is told, the known one stays."""
    known = dict(session.exec(select(DirectoryPersonRow.account_id, DirectoryPersonRow.entry_tag)).all())
    told = {tag for tag in entry_tags.values() if tag is not None}
    session.connection().execute(delete(DirectoryPersonRow))
    for account_id, tag in sorted(entry_tags.items()):
        before = known.get(account_id)
        kept = tag or (None if before in told else before)
        session.add(DirectoryPersonRow(account_id=account_id, entry_tag=kept))
    session.flush()
