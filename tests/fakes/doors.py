"""An account book over a fresh database, with a cheap hash and a clock that tests turn."""

from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher

from assistant.accounts import AccountBook
from assistant.credentials import Passwords
from assistant.second_factor import SecondFactors
from assistant.store.accounts import SqlAccounts
from assistant.store.factors import SqlFactors
from assistant.store.keys import KeyRing, MasterKey

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "four green apples fell"


class Clock:
    """Stands still until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 6, 1, 8, tzinfo=UTC)

    def __call__(self):
        return self.now

    def pass_by(self, **spell):
        self.now += timedelta(**spell)


def account_book(database, home, clock, *, demanded_of=frozenset()):
    """Give an account book on `database` with its key in `home`."""
    keys = KeyRing(MasterKey.open(home / "keys" / "master.key"))
    factors = SecondFactors(SqlFactors(database, keys), now=clock, demanded_of=demanded_of)
    return AccountBook(SqlAccounts(database, keys), passwords=Passwords(CHEAP), factors=factors, now=clock)
