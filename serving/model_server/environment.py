"""Builds the model server's own environment from its hash lock: vLLM cannot share the application's."""

from __future__ import annotations

import ctypes.util
import hashlib
import re
import shutil
import subprocess
import sys
from collections import deque
from pathlib import Path

from filelock import FileLock

from serving.model_server.errors import EnvironmentSetupError
from serving.model_server.places import Places
from serving.model_server.progress import Progress, Step

_STAGE = "model environment"
_NEEDED_BYTES = 6_000_000_000
_MARK = ".complete"


def ensure_environment(places: Places, progress: Progress) -> Path:
    """Give the environment's interpreter, building the environment first where it is not complete.

    A build that was interrupted carries no mark of completeness and is done again; two processes that
    come at the same time wait for one another.

    Raises:
        EnvironmentSetupError: a package or a system library is missing, or the disk is full.
    """
    lock = places.lock_file("model-server.txt")
    folder = places.environment()
    interpreter = folder / "bin" / "python"
    if not (folder / _MARK).is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{folder}.lock"):
            if not (folder / _MARK).is_file():
                _build(folder, lock, progress)
    _check_system_libraries()
    return interpreter


def is_built(places: Places) -> bool:
    """Say whether the model environment is there and complete."""
    return (places.environment() / _MARK).is_file()


def require_room(folder: Path, needed: int, what: str) -> None:
    """Refuse work that would fill the disk.

    Raises:
        EnvironmentSetupError: fewer than `needed` bytes are free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        message = (
            f"{what} needs {needed / 1e9:.1f} GB in {str(folder)!r} and {free / 1e9:.1f} GB are free;"
            " free some room or set YIZHENG_CACHE to another disk"
        )
        raise EnvironmentSetupError(message)


def _build(folder: Path, lock: Path, progress: Progress) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    require_room(folder.parent, _NEEDED_BYTES, "the model environment")
    wanted = len(re.findall(r"^[\w.\[\]-]+==", lock.read_text("utf-8"), re.MULTILINE))
    try:
        _run([sys.executable, "-m", "venv", str(folder)], None)
        # No dependencies beyond the lock: it leaves out three media packages that do not match this torch.
        command = [str(folder / "bin" / "python"), "-m", "pip", "install", "--no-deps", "--require-hashes"]
        command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off", "-r", str(lock)]
        _run(command, _Counter(progress, wanted))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    (folder / _MARK).write_text(hashlib.sha256(lock.read_bytes()).hexdigest() + "\n", "utf-8")
    progress(Step(stage=_STAGE, done=wanted, total=wanted, unit="package"))


class _Counter:
    """Counts the packages that pip has got hold of."""

    def __init__(self, progress: Progress, wanted: int) -> None:
        self._progress = progress
        self._wanted = wanted
        self._seen = 0

    def __call__(self, line: str) -> None:
        """Look at one line of pip's output."""
        if line.startswith(("Collecting ", "Processing ")):
            self._seen += 1
            done = min(self._seen, self._wanted - 1)
            self._progress(Step(stage=_STAGE, done=done, total=self._wanted, unit="package"))


def _run(command: list[str], watch: _Counter | None) -> None:
    tail: deque[str] = deque(maxlen=12)
    with subprocess.Popen(  # noqa: S603 - pip, with our own lock
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
    ) as process:
        for line in process.stdout or ():
            tail.append(line.rstrip())
            if watch is not None:
                watch(line)
    if process.returncode:
        raise EnvironmentSetupError(_explain("\n".join(tail)))


def _explain(output: str) -> str:
    if re.search(r"No matching distribution found for torch\b|requirement torch==", output):
        return (
            "no package source holds the CPU build of torch that vLLM needs; put its wheel where pip"
            " finds it (locks/README.md says how) and try again"
        )
    if "No space left on device" in output:
        return "the disk is full while building the model environment; free some room and try again"
    last = next(
        (line for line in reversed(output.splitlines()) if line.startswith("ERROR")), "no reason given"
    )
    return f"the model environment cannot be built: {last}; mend that and try again"


def _check_system_libraries() -> None:
    if sys.platform == "linux" and ctypes.util.find_library("numa") is None:
        message = "the system library libnuma.so.1 is missing; install it (Debian: apt-get install libnuma1)"
        raise EnvironmentSetupError(message)
