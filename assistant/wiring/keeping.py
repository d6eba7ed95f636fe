"""Backups of a home: rows, originals and files in one sealed file, keys apart; and another database."""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from assistant.audit import Intact
from assistant.errors import BackupError, SettingsError
from assistant.settings import Settings
from assistant.store.archive import FILES, Manifest, opened_archive, writing_archive
from assistant.store.copying import read_rows, refuse_full, write_rows
from assistant.store.database import Database, knows, sqlite_url
from assistant.store.files import OriginalsFolder
from assistant.store.keys import MasterKey
from assistant.store.ledger import SqlLedger
from assistant.store.records import SqlRecorder
from assistant.wiring.database import opened_database
from guidelines import GUIDELINES

_KEYS: Final = "keys"
_LEFT_OUT: Final = frozenset({_KEYS, "run", "index"})
_DATABASE: Final = "yizheng.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a backup holds; `collections` are indexes of plain corpora, which it does not hold."""

    made_at: str
    tables: int
    rows: int
    records: int
    files: int
    collections: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back, and that the chain of records holds; `lost` are originals that are not there."""

    rows: int
    records: int
    verdict: str
    editions: int
    lost: tuple[str, ...]


def back_up(settings: Settings, out: Path) -> Kept:
    """Write everything but the keys and the index into one new file; whoever serves the home goes on.

    Raises:
        BackupError: the file is there already, or cannot be written.
        DiskFullError, StoreError: as they say.
    """
    with opened_database(settings) as (database, keys), writing_archive(out) as archive:
        schema = database.revision()
        with read_rows(database) as tables:
            for one in tables:
                archive.rows(one)
        for path in sorted(_files(settings.home, without=out)):
            archive.file(path.relative_to(settings.home).as_posix(), path)
        about = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            release=importlib.metadata.version("yizheng"),
            schema=schema,
            tables={},
            members={},
            collections=_collections(settings.home),
        )
        manifest = archive.finish(about, keys.master)
    return Kept(
        made_at=manifest.made_at,
        tables=len(manifest.tables),
        rows=sum(manifest.tables.values()),
        records=manifest.tables.get("record", 0),
        files=sum(one.startswith(FILES) for one in manifest.members),
        collections=manifest.collections,
    )


def restore(settings: Settings, backup: Path, keys: Path) -> Restored:
    """Bring a backup back into a new home, with the keys that were kept apart; the index is not in it.

    Nothing of the home is there before all of it is: it is put together beside it and moved into place.

    Raises:
        BackupError: the backup is half, changed or of another house, or the home is not empty.
        DiskFullError, StoreError: as they say.
    """
    home = settings.home
    if home.exists() and any(home.iterdir()):
        message = f"{str(home)!r} is not empty; a backup is restored into a new home"
        raise BackupError(message)
    master = _master(keys)
    stage = home.with_name(f".{home.name}.restoring")
    shutil.rmtree(stage, ignore_errors=True)
    try:
        with opened_archive(backup, master) as archive:
            _refuse_newer(archive.manifest)
            archive.unpack(stage)
            _take_keys(keys, stage / _KEYS)
            staged = settings.model_copy(update={"home": stage})
            with opened_database(staged) as (database, _):
                counts = write_rows(database, archive.tables(), schema=archive.manifest.schema)
                _require_same(counts, archive.manifest.tables)
        if home.exists():
            home.rmdir()
        stage.rename(home)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return verified(settings)


def move_database(settings: Settings) -> Restored:
    """Copy the home's SQLite file into the PostgreSQL database of the settings; the file stays as it is.

    Raises:
        SettingsError: the settings name no other database.
        BackupError: there is no SQLite file, or not every row arrived.
        StoreError: the other database is not empty, or cannot be reached.
    """
    if settings.database.url is None:
        message = "name the PostgreSQL database to move to in the setting 'database.url'"
        raise SettingsError(message)
    file = settings.home / _DATABASE
    if not file.is_file():
        message = f"{str(file)!r} is not there; there is nothing to move"
        raise BackupError(message)
    with closing(Database.open(sqlite_url(file))) as source, opened_database(settings) as (goal, _):
        refuse_full(goal)
        with read_rows(source) as tables:
            counts = write_rows(goal, tables, schema=source.revision())
        with read_rows(goal) as tables:
            _require_same(counts, {one.table: sum(1 for _ in one.rows) for one in tables})
    return verified(settings)


def verified(settings: Settings) -> Restored:
    """Walk the chain of records and look for every original that the ledger names.

    Raises:
        BackupError: the chain is broken.
        StoreError: the rows cannot be read, or belong to other keys.
    """
    with opened_database(settings) as (database, keys):
        verdict = SqlRecorder(database, keys).verify()
        if not isinstance(verdict, Intact):
            message = f"the chain of records is broken at link {verdict.seq}: {verdict.why}"
            raise BackupError(message)
        ledger, originals = SqlLedger(database), OriginalsFolder(settings.home / "documents")
        brought = {
            one
            for arrival in ledger.arrivals()
            if arrival.origin.kind != "library"
            for one in arrival.editions
        }
        lost = [one for one in sorted(brought) if not originals.holds(ledger.edition(one).sha256)]
        with read_rows(database) as tables:
            rows = sum(sum(1 for _ in one.rows) for one in tables)
        return Restored(
            rows=rows,
            records=verdict.links,
            verdict="intact",
            editions=len(ledger.editions()),
            lost=tuple(lost),
        )


def _files(home: Path, *, without: Path) -> Iterator[Path]:
    """Name what belongs to a backup: no keys, no index, no database file, nothing half-written."""
    for path in home.rglob("*"):
        part = path.relative_to(home).parts[0]
        if part in _LEFT_OUT or path.name.startswith((_DATABASE, ".")) or path == without.absolute():
            continue
        if path.is_file() and not path.is_symlink():
            yield path


def _collections(home: Path) -> tuple[str, ...]:
    found = {one.parent.name for one in (home / "index").glob("*/manifest.json")}
    return tuple(sorted(found - {GUIDELINES}))


def _master(keys: Path) -> MasterKey:
    if not (keys / "master.key").is_file():
        message = f"{str(keys)!r} holds no master.key; name the folder in which the keys were kept"
        raise BackupError(message)
    return MasterKey.open(keys / "master.key")


def _take_keys(source: Path, goal: Path) -> None:
    goal.mkdir(parents=True, mode=0o700)
    for one in source.iterdir():
        if one.is_file():
            shutil.copyfile(one, goal / one.name)
            (goal / one.name).chmod(0o600)


def _refuse_newer(manifest: Manifest) -> None:
    if not knows(manifest.schema):
        message = f"the backup was made by release {manifest.release}, which is newer; install that one"
        raise BackupError(message)


def _require_same(counts: Mapping[str, int], told: Mapping[str, int]) -> None:
    other = sorted(name for name in counts.keys() | told.keys() if counts.get(name, 0) != told.get(name, 0))
    if other:
        message = f"not every row arrived (table {other[0]!r}); nothing is to be used of this copy"
        raise BackupError(message)
