"""Which model server runs for a home: its visible state, and the file by which another process finds it."""

from __future__ import annotations

import contextlib
import errno
import socket
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from serving.model_server.errors import PortInUseError

LOOPBACK = "127.0.0.1"


class ServerState(StrEnum):
    """What the model server is doing; only `READY` and `ADOPTED` answer."""

    STOPPED = "stopped"
    PREPARING = "preparing"
    STARTING = "starting"
    READY = "ready"
    ADOPTED = "adopted"
    RESTARTING = "restarting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStatus:
    """A moment of the server's life; `detail` says in words why it is not ready."""

    state: ServerState
    url: str | None = None
    pid: int | None = None
    restarts: int = 0
    detail: str = ""


class Running(BaseModel):
    """A model server that one of our processes has started."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    pid: int
    started: float
    port: int
    profile: str
    served_name: str


def write_running(path: Path, running: Running) -> None:
    """Say which server runs; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(path.name + ".new")
    scratch.write_text(running.model_dump_json(), "utf-8")
    scratch.replace(path)


def read_running(path: Path) -> Running | None:
    """Find the server that a living process of ours started, else None.

    The process id alone proves nothing, because ids are given again: its start time must agree too.
    """
    try:
        running = Running.model_validate_json(path.read_bytes())
        process = psutil.Process(running.pid)
        same = abs(process.create_time() - running.started) < 1.0
        alive = process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValidationError, psutil.Error):
        return None
    return running if same and alive else None


def choose_port(wanted: int | None) -> int:
    """Give `wanted` if it is free on loopback, or any free port where none is wanted.

    Raises:
        PortInUseError: names who holds the port and what to do.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted or 0))
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                raise
            message = (
                f"port {wanted} on {LOOPBACK} belongs to {_holder(wanted)}; stop that, or give the model"
                " server another port (YIZHENG_MODEL__PORT)"
            )
            raise PortInUseError(message) from fault
        port: int = probe.getsockname()[1]
        return port


def _holder(port: int | None) -> str:
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f"process {connection.pid} ({psutil.Process(connection.pid).name()})"
    return "another process"
