"""Who serves a home: one small file says where, so that every other process goes through that server."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import httpx
import psutil

from assistant.errors import HouseInUseError
from serving.errors import PortInUseError

_ANSWER_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """A server's process, address and the moment it began, which tells it from an earlier one."""

    pid: int
    url: str
    started: str


def server_file(home: Path) -> Path:
    """Name the file that says who serves `home`."""
    return home / "run" / "server.json"


def token_file(home: Path) -> Path:
    """Name the file that holds the operator's token for the running server."""
    return home / "run" / "operator.token"


def running_server(home: Path) -> RunningServer | None:
    """Find the server of this home; a file that a dead process left behind counts for nothing.

    Raises:
        HouseInUseError: the process lives but does not answer as the server it says it is.
    """
    try:
        stated = json.loads(server_file(home).read_text(encoding="utf-8"))
        server = RunningServer(pid=int(stated["pid"]), url=str(stated["url"]), started=str(stated["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not psutil.pid_exists(server.pid):
        return None
    try:
        answer = httpx.get(f"{server.url}/healthz", timeout=_ANSWER_S, trust_env=False).json()
        alive = answer.get("started") == server.started
    except (httpx.HTTPError, ValueError, AttributeError):
        alive = False
    if alive:
        return server
    if _listens(server.url):
        message = f"the server at {server.url} (pid {server.pid}) does not answer; wait for it or stop it"
        raise HouseInUseError(message)
    return None


@contextmanager
def announced(home: Path, server: RunningServer) -> Iterator[None]:
    """Say who serves `home` for as long as the block runs."""
    file = server_file(home)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_suffix(f".{server.pid}")
    draft.write_text(json.dumps(asdict(server)), encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(file)
    try:
        yield
    finally:
        with suppress(OSError, ValueError, KeyError):
            if json.loads(file.read_text(encoding="utf-8"))["pid"] == os.getpid():
                file.unlink()


def bind(host: str, port: int) -> socket.socket:
    """Take the address that the application will listen on.

    Raises:
        PortInUseError: another program has it, or this machine has no such address.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(128)
    except OSError as fault:
        taken.close()
        message = (
            f"cannot listen on {host}:{port} ({fault.strerror}); stop the program that does, "
            "or choose another with --port or YIZHENG_SERVER__PORT"
        )
        raise PortInUseError(message) from None
    return taken


def _listens(url: str) -> bool:
    address = httpx.URL(url)
    try:
        with socket.create_connection((address.host, address.port or 80), timeout=1.0):
            return True
    except OSError:
        return False
