"""Stands between the product and vLLM: bounds the log, and stops vLLM when the product is gone.

Usage: `python guard.py LOG MAX_BYTES COMMAND…`, run by path with nothing but the standard library. Its
standard input is a pipe that the product holds open: end of file means that the product has ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

_GRACE_S = 15.0
_PR_SET_PDEATHSIG = 1


def _die_with_guard() -> None:
    """Ask Linux to end this process when the guard itself is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def pump(source: IO[bytes], log: Path, limit: int) -> None:
    """Append `source` to `log`; past `limit` bytes the log becomes `LOG.1` and a new one begins."""
    out = log.open("ab")
    for line in source:
        if out.tell() + len(line) > limit:
            out.close()
            log.replace(log.with_name(log.name + ".1"))
            out = log.open("ab")
        # A full disk costs the log, never the model.
        with contextlib.suppress(OSError):
            out.write(line)
            out.flush()
    out.close()


def _stop(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        child.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _stop_when_orphaned(child: subprocess.Popen[bytes]) -> None:
    # Not the buffered reader: its lock, held by a waiting thread, aborts the interpreter at its end.
    while os.read(0, 1):
        pass
    _stop(child)


def main(log: Path, limit: int, command: list[str]) -> int:
    """Run `command` until it ends or the product does; give its exit status."""
    child = subprocess.Popen(  # noqa: S603 - the product's own command
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        process_group=0,
        preexec_fn=_die_with_guard,  # noqa: PLW1509 - no other thread runs yet
    )
    assert child.stdout is not None  # noqa: S101 - asked for above
    signal.signal(
        signal.SIGTERM, lambda *_: threading.Thread(target=_stop, args=(child,), daemon=True).start()
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_stop_when_orphaned, args=(child,), daemon=True).start()
    writer = threading.Thread(target=pump, args=(child.stdout, log, limit), daemon=True)
    writer.start()
    status = child.wait()
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    writer.join(5.0)
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
