"""Rows of the accounts that the hospital's directory answers for, and which of its entries each is."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from assistant.store.people_tables import DirectoryPersonRow


def ids_of(session: Session) -> frozenset[str]:
    """Give the ids of the accounts that the directory answers for."""
    answered = select(DirectoryPersonRow.account_id).where(col(DirectoryPersonRow.answers).is_(True))
    return frozenset(session.exec(answered))


def id_of_entry(session: Session, entry_tag: str) -> str | None:
    """Give the id of the account that is this entry of the directory."""
    wanted = select(DirectoryPersonRow.account_id).where(DirectoryPersonRow.entry_tag == entry_tag)
    return session.exec(wanted).first()


def replace(session: Session, entry_tags: Mapping[str, str | None]) -> None:
    """Let the directory answer for these accounts alone; where no entry is told, the known one stays.

    Whom it answers for no more stays known by the entry: closed under one name is closed under another.
    """
    known = dict(session.exec(select(DirectoryPersonRow.account_id, DirectoryPersonRow.entry_tag)).all())
    told = {tag for tag in entry_tags.values() if tag is not None}
    session.connection().execute(delete(DirectoryPersonRow))
    for account_id in sorted(known.keys() | entry_tags.keys()):
        before, answers = known.get(account_id), account_id in entry_tags
        tag = entry_tags.get(account_id) or (None if before in told else before)
        if answers or tag is not None:
            session.add(DirectoryPersonRow(account_id=account_id, entry_tag=tag, answers=answers))
    session.flush()
