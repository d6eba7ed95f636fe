"""Files that are either wholly there or not at all, also after a power cut."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from assistant.errors import DiskFullError, StoreError

_PREFIX = ".writing-"


def write_whole(path: Path, data: bytes, *, mode: int = 0o600, replace: bool = True) -> bool:
    """Write a file through a temporary neighbour; returns False if it stood there and was to be kept.

    Raises:
        DiskFullError: no room is left; nothing half-written stays.
        StoreError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            placed = _place(temporary, path, replace=replace)
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            message = f"no room left for {path.name!r} in {path.parent}; free some space"
            raise DiskFullError(message) from fault
        message = f"{path} cannot be written ({fault.strerror}); check its folder's owner and permissions"
        raise StoreError(message) from fault
    return placed


def sweep(folder: Path) -> None:
    """Remove what a killed process left half-written below `folder`; nobody else may be writing there."""
    for left in folder.rglob(f"{_PREFIX}*"):
        left.unlink(missing_ok=True)


def _place(temporary: Path, path: Path, *, replace: bool) -> bool:
    if replace:
        temporary.replace(path)
        return True
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
