"""Backups for commands: nobody may serve a home that is written to, and a restored one is made searchable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from assistant.errors import HouseInUseError
from assistant.settings import Settings
from serving.problems import JsonObject


def backed_up(settings: Settings, out: Path) -> JsonObject:
    """Write a backup, also of a home that is being served."""
    from assistant.wiring.keeping import back_up

    kept = asdict(back_up(settings, out))
    return {"file": str(out), **kept, "keys": "not in it: keep the folder 'keys' apart"}


def restored(
    settings: Settings, backup: Path, keys: Path, progress: Callable[[int], None] = lambda _: None
) -> JsonObject:
    """Restore a backup into the empty home, make its index and check that all agree."""
    from assistant.wiring.keeping import restore

    told = asdict(restore(settings, backup, keys))
    return {"home": str(settings.home), **told, "passages": _indexed(settings, progress)}


def moved(settings: Settings) -> JsonObject:
    """Copy the home's SQLite file into the PostgreSQL database of the settings.

    Raises:
        HouseInUseError: a server runs on the home; what it writes meanwhile would be lost.
    """
    from assistant.wiring.keeping import move_database
    from serving.running import running_server

    server = running_server(settings.home)
    if server is not None:
        message = f"a server runs on this home at {server.url} (pid {server.pid}); stop it first"
        raise HouseInUseError(message)
    return asdict(move_database(settings))


def _indexed(settings: Settings, progress: Callable[[int], None]) -> int:
    """Index the ledger anew; opening refuses where ledger and index do not agree."""
    from assistant.wiring import open_house

    with open_house(settings, model=None, library=False, mend=True) as house:
        passages = house.intake.rebuild(progress).passages if house.ledger.editions() else 0
    with open_house(settings, model=None, library=False) as house:
        return passages if house.index_ready() else 0
