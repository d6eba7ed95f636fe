"""A backup as one file: rows, files, and a manifest that only who holds the master key can have written."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Final

from pydantic import TypeAdapter, ValidationError

from assistant.errors import BackupError, DiskFullError
from assistant.store.copying import Rows, line_of, row_of
from assistant.store.keys import MasterKey

_MANIFEST: Final = "manifest.json"
TABLES: Final = "tables/"
FILES: Final = "home/"
_CHUNK: Final = 1 << 20
_NO_ROOM: Final = frozenset({28, 122})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is in a backup: when and of which schema, rows a table, a digest a member.

    `collections` are indexes of plain corpora, which are not in it: they are indexed anew from their files.
    """

    format: int = 1
    made_at: str
    release: str
    schema: str
    tables: Mapping[str, int]
    members: Mapping[str, str]
    collections: tuple[str, ...] = ()
    seal: str = ""


_READ: Final = TypeAdapter(Manifest)


class ArchiveWriter:
    """Writes members one by one; the manifest comes last, so that half a file is none."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zipped = zipped
        self.members: dict[str, str] = {}
        self.tables: dict[str, int] = {}

    def rows(self, table: Rows) -> None:
        """Write a table: its columns, then a line a row."""
        count = 0

        def lines() -> Iterator[bytes]:
            nonlocal count
            yield json.dumps(table.columns).encode() + b"\n"
            for row in table.rows:
                count += 1
                yield line_of(row) + b"\n"

        self._write(f"{TABLES}{table.table}.jsonl", lines())
        self.tables[table.table] = count

    def file(self, name: str, source: Path) -> None:
        """Write a file of the home."""
        with source.open("rb") as held:
            self._write(f"{FILES}{name}", iter(lambda: held.read(_CHUNK), b""))

    def finish(self, manifest: Manifest, master: MasterKey) -> Manifest:
        """Seal and write the manifest."""
        whole = replace(manifest, members=self.members, tables=self.tables)
        sealed = replace(whole, seal=_seal(whole, master))
        self._zipped.writestr(_MANIFEST, json.dumps(asdict(sealed)))
        return sealed

    def _write(self, name: str, pieces: Iterable[bytes]) -> None:
        digest = sha256()
        with self._zipped.open(name, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
        self.members[name] = digest.hexdigest()


@contextmanager
def writing_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Give a writer; after the block the file is wholly there, or not at all.

    Raises:
        BackupError: there is a file of this name already, or it cannot be written.
        DiskFullError: no room is left.
    """
    if path.exists():
        message = f"{str(path)!r} is there already; a backup replaces nothing"
        raise BackupError(message)
    draft = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zipped:
            draft.chmod(0o600)
            yield ArchiveWriter(zipped)
        with draft.open("rb") as done:
            os.fsync(done.fileno())
        draft.rename(path)
    except OSError as fault:
        kind = DiskFullError if fault.errno in _NO_ROOM else BackupError
        message = f"{str(path)!r} cannot be written ({fault.strerror}); nothing half-written stays"
        raise kind(message) from fault
    finally:
        draft.unlink(missing_ok=True)


class Archive:
    """A backup that was read through to its last byte and found whole and unchanged."""

    def __init__(self, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zipped, self.manifest = zipped, manifest

    def tables(self) -> Iterator[Rows]:
        """Give every table in the order in which it was written."""
        for name in self.manifest.members:
            if name.startswith(TABLES):
                with self._zipped.open(name) as member:
                    columns = tuple(json.loads(member.readline()))
                    rows = (row_of(line) for line in member)
                    yield Rows(PurePosixPath(name).stem, columns, rows)

    def unpack(self, home: Path) -> int:
        """Write the files below `home`; returns how many there were."""
        names = [name for name in self.manifest.members if name.startswith(FILES)]
        for name in names:
            place = home / name.removeprefix(FILES)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._zipped.open(name) as member, place.open("wb") as file:
                place.chmod(0o600)
                for piece in iter(lambda: member.read(_CHUNK), b""):
                    file.write(piece)
        return len(names)


@contextmanager
def opened_archive(path: Path, master: MasterKey) -> Iterator[Archive]:
    """Open a backup after checking every byte of it.

    Raises:
        BackupError: it is half, changed, of another master key or of an unknown format; says which.
    """
    try:
        with zipfile.ZipFile(path) as zipped:
            manifest = _manifest(zipped, path)
            if not master.sealed("backup", _told(manifest), manifest.seal):
                message = (
                    f"{path.name!r} was changed, or belongs to another keys/master.key; nothing is restored"
                )
                raise BackupError(message)
            _check_members(zipped, manifest, path)
            yield Archive(zipped, manifest)
    except zipfile.BadZipFile as fault:
        message = f"{path.name!r} is no whole backup; take another one"
        raise BackupError(message) from fault
    except OSError as fault:
        message = f"{str(path)!r} cannot be read ({fault.strerror or type(fault).__name__})"
        raise BackupError(message) from fault


def _manifest(zipped: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = _READ.validate_json(zipped.read(_MANIFEST))
    except (KeyError, ValidationError) as fault:
        message = f"{path.name!r} has no manifest of ours: it is half, or no backup"
        raise BackupError(message) from fault
    if manifest.format != 1:
        message = f"{path.name!r} has format {manifest.format}; restore it with the release that wrote it"
        raise BackupError(message)
    return manifest


def _check_members(zipped: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    held = [one for one in zipped.namelist() if one != _MANIFEST]
    if sorted(held) != sorted(manifest.members):
        message = f"{path.name!r} does not hold what its manifest lists; nothing is restored"
        raise BackupError(message)
    for name, wanted in manifest.members.items():
        if ".." in PurePosixPath(name).parts or name.startswith("/"):
            message = f"{path.name!r} names a file outside a home; nothing is restored"
            raise BackupError(message)
        with zipped.open(name) as member:
            if _digest(member) != wanted:
                message = f"{name!r} in {path.name!r} was changed; nothing is restored"
                raise BackupError(message)


def _digest(member: IO[bytes]) -> str:
    digest = sha256()
    for piece in iter(lambda: member.read(_CHUNK), b""):
        digest.update(piece)
    return digest.hexdigest()


def _told(manifest: Manifest) -> str:
    return json.dumps(asdict(replace(manifest, seal="")), sort_keys=True)


def _seal(manifest: Manifest, master: MasterKey) -> str:
    return master.tag("backup", _told(manifest))
