"""Consents in SQL: one row a purpose given or withdrawn, by the person's opaque id; rows never change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import sqlalchemy as sa
from sqlmodel import col

from assistant.consent import Consent, GivenAs, Purpose
from assistant.store.database import Database
from assistant.store.tables import ConsentRow

# Made once: who consented to what is asked with every question.
_OF_PERSON: Final = (
    sa.select(*sa.inspect(ConsentRow).columns)
    .where(col(ConsentRow.person) == sa.bindparam("person"))
    .order_by(col(ConsentRow.number))
)


class SqlConsents:
    """Implements `assistant.consent.ConsentStore`."""

    def __init__(self, database: Database) -> None:
        """Keep consents in `database`; they hold no words, so they outlive an erasure as its proof."""
        self._database = database

    def add(self, entries: Sequence[Consent]) -> None:
        """Keep entries, all or none."""
        with self._database.writing() as session:
            session.add_all(
                ConsentRow(
                    person=one.person,
                    purpose=one.purpose.value,
                    given=one.given,
                    given_as=one.given_as,
                    version=one.version,
                    at=one.at,
                )
                for one in entries
            )

    def of(self, person: str) -> tuple[Consent, ...]:
        """List a person's entries, oldest first."""
        with self._database.reading() as session:
            rows = session.connection().execute(_OF_PERSON, {"person": person})
            return tuple(
                Consent(
                    person=row.person,
                    purpose=Purpose(row.purpose),
                    given=row.given,
                    given_as=cast("GivenAs", row.given_as),
                    version=row.version,
                    at=row.at,
                )
                for row in rows
            )
