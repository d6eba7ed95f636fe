"""Second factors in SQL, one a person, sealed under the person's key: erasing the person erases them."""

from __future__ import annotations

from sqlalchemy import delete, update
from sqlmodel import col

from assistant.second_factor import Factor
from assistant.store.database import Database
from assistant.store.keys import KeyRing, seal, unseal
from assistant.store.people_tables import SecondFactorRow


class SqlFactors:
    """Implements `assistant.second_factor.FactorStore`."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        """Keep them in `database`, beside the accounts."""
        self._database, self._keys = database, keys

    def factor(self, account_id: str) -> Factor | None:
        """Give a person's factor, None once the person was erased."""
        with self._database.reading() as session:
            row = session.get(SecondFactorRow, account_id)
            key = None if row is None else self._keys.key(session, row.key_id)
            if row is None or key is None:
                return None
            return Factor(
                account_id=account_id,
                secret=unseal(key, row.sealed, about=_about(account_id)).decode(),
                confirmed=row.confirmed,
                last_step=row.last_step,
            )

    def keep_factor(self, factor: Factor) -> None:
        """Keep a person's factor in place of any other."""
        with self._database.writing() as session:
            key_id, key = self._keys.key_for(session, factor.account_id)
            session.merge(
                SecondFactorRow(
                    account_id=factor.account_id,
                    key_id=key_id,
                    sealed=seal(key, factor.secret.encode(), about=_about(factor.account_id)),
                    confirmed=factor.confirmed,
                    last_step=factor.last_step,
                )
            )

    def use_step(self, account_id: str, step: int) -> bool:
        """Note that a step's code was used; False where this or a newer one was used before."""
        with self._database.writing() as session:
            done = session.connection().execute(
                update(SecondFactorRow)
                .where(col(SecondFactorRow.account_id) == account_id, col(SecondFactorRow.last_step) < step)
                .values(last_step=step)
            )
            return done.rowcount == 1

    def drop_factor(self, account_id: str) -> bool:
        """Forget a person's factor; False where there is none."""
        with self._database.writing() as session:
            done = session.connection().execute(
                delete(SecondFactorRow).where(col(SecondFactorRow.account_id) == account_id)
            )
            return done.rowcount == 1


def _about(account_id: str) -> str:
    return f"{account_id}:factor"
