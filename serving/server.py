"""Runs the application on its address until it is told to stop; then everything is closed."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from contextlib import nullcontext, suppress
from types import FrameType
from typing import TYPE_CHECKING, Final, NoReturn

import uvicorn

from serving.app import create_app
from serving.http_protocol import BoundedHttp
from serving.running import RunningServer, announced

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.house import House

_GRACE_S: Final = 5
_KEEP_ALIVE_S: Final = 75
# How long one thread keeps the interpreter from another that waits; Python's 5 ms, many times a request, is
# what a look at the worklist would wait while a question is thought about.
_SWITCH_S: Final = 0.002


def serve_house(house: House, listening: socket.socket, url: str, *, beside: bool = False) -> None:
    """Serve `house` on a bound socket until Ctrl-C or SIGTERM, then return.

    One `beside` another server of the home is not announced: commands go through the other one.
    """
    sys.setswitchinterval(_SWITCH_S)
    app = create_app(house, beside=beside)
    server = RunningServer(pid=os.getpid(), url=url, started=app.state.serving.started)
    known = nullcontext() if beside else announced(house.settings.home, server)
    _leave_alone_what_stays()
    with known, suppress(KeyboardInterrupt):
        http_server(app).run(sockets=[listening])


def http_server(app: FastAPI) -> uvicorn.Server:
    """Give what serves an application: loop and protocol in C, which is most of what a small answer costs."""
    config = uvicorn.Config(
        app,
        loop="uvloop",
        http=BoundedHttp,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )
    return uvicorn.Server(config)


def _leave_alone_what_stays() -> None:
    """Keep lexicons, rules and routes out of every collection: a million objects, 1.3 s each time."""
    gc.collect()
    gc.freeze()


def stop_on_sigterm() -> None:
    """Let SIGTERM unwind like Ctrl-C, so that every `with` closes what it opened."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def url_of(listening: socket.socket) -> str:
    """Write the address that a browser on this machine uses."""
    host, port = listening.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
