"""One vLLM for one home: started, watched, restarted and stopped, or found running and used."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import psutil
from filelock import FileLock

from serving.model_server.errors import ModelServerError, PortInUseError, ServerFailedError
from serving.model_server.places import Places
from serving.model_server.preparation import CommandFor, model_folder, prepare
from serving.model_server.profiles import Profile
from serving.model_server.progress import Progress, Step, no_progress
from serving.model_server.state import (
    LOOPBACK,
    Running,
    ServerState,
    ServerStatus,
    choose_port,
    read_running,
    write_running,
)

logger = logging.getLogger(__name__)

_GUARD = Path(__file__).with_name("guard.py")
_LOG_BYTES = 10_000_000
_USUAL_START_S = 60
_STOP_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where a ready model server answers; `url` ends in `/v1`."""

    url: str
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a start may take, and how a server that falls over is started again."""

    ready_s: float = 900.0
    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0
    restarts: int = 5
    steady_s: float = 600.0
    poll_s: float = 0.25


class ModelServer:
    """Keeps the model of `profile` answering on loopback; safe to use from several threads.

    A server that another process of the same home started is used and never stopped. One that we started
    ends with us, however we end.
    """

    def __init__(
        self,
        profile: Profile,
        places: Places,
        *,
        port: int | None = None,
        patience: Patience | None = None,
        prepare: Callable[[Profile, Places, Progress], CommandFor] = prepare,
    ) -> None:
        self._profile = profile
        self._places = places
        self._port = port
        self._patience = patience or Patience()
        self._prepare = prepare
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher: threading.Thread | None = None
        self._status = ServerStatus(state=ServerState.STOPPED)

    @property
    def status(self) -> ServerStatus:
        """Say what the server is doing now."""
        return self._status

    @property
    def model_folder(self) -> Path | None:
        """Say where the model and its tokenizer lie; None for a hub id. The folder may not be there yet."""
        return model_folder(self._profile, self._places)

    @property
    def log_file(self) -> Path:
        """Name the newest log; it holds no prompt and no answer."""
        return self._places.log_file

    def ensure_and_start(self, progress: Progress = no_progress) -> Endpoint:
        """Prepare what is missing and wait until the model answers; a second call gives the same server.

        Raises:
            ModelServerError: what is in the way and how to mend it; `status` says `failed` then.
        """
        with self._lock:
            if self._status.state in (ServerState.READY, ServerState.ADOPTED) and self._answers():
                return self._endpoint()
            self._stopping.clear()
            try:
                if self._kept_by_watcher():
                    return self._endpoint()
                return self._start(progress)
            except ModelServerError as fault:
                self._set(state=ServerState.FAILED, detail=str(fault), pid=None, url=None)
                raise

    def stop(self) -> None:
        """Stop the server that we started, and nothing else."""
        self._stopping.set()
        if self._status.state is ServerState.PREPARING:
            return  # nothing runs yet, and nothing will: the start sees the wish when it has prepared
        with self._lock:
            self._end_child()
            if self._watcher is not None:
                self._watcher.join(_STOP_S)
                self._watcher = None
            self._status = ServerStatus(state=ServerState.STOPPED)

    def _start(self, progress: Progress) -> Endpoint:
        self._set(state=ServerState.PREPARING, detail="preparing environment and weights")
        self._places.log_file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._places.home / "model-server.lock"):
            if self._adopt(progress):
                return self._endpoint()
            command = self._prepare(self._profile, self._places, progress)
            if self._stopping.is_set():
                message = "the model server was stopped before it began; start it again"
                raise ServerFailedError(message)
            port = choose_port(self._port)
            self._spawn(command, port)
            self._await_ready(progress)
        self._watcher = threading.Thread(
            target=self._watch, args=(command, port), name="model-server-watch", daemon=True
        )
        self._watcher.start()
        return self._endpoint()

    def _kept_by_watcher(self) -> bool:
        """Wait while the watcher brings the server back; False once nobody does."""
        begun = time.monotonic()
        while self._watcher is not None and self._watcher.is_alive():
            if self._answers():
                return True
            if time.monotonic() - begun > self._patience.ready_s:
                message = f"the model server is up and silent; {str(self._places.log_file)!r} may say why"
                raise ServerFailedError(message)
            self._stopping.wait(self._patience.poll_s)
        return False

    def _adopt(self, progress: Progress) -> bool:
        running = read_running(self._places.state_file)
        if running is None:
            return False
        if running.served_name != self._profile.served_name:
            message = (
                f"process {running.pid} of this home serves profile {running.profile!r}, not"
                f" {self._profile.name!r}; stop it, or use that profile"
            )
            raise PortInUseError(message)
        self._child = None
        self._set(state=ServerState.STARTING, url=_url(running.port), pid=running.pid)
        self._await_ready(progress)
        self._set(state=ServerState.ADOPTED, detail="")
        logger.info("model server adopted pid=%d port=%d", running.pid, running.port)
        return True

    def _spawn(self, command: CommandFor, port: int) -> None:
        guard = [sys.executable, str(_GUARD), str(self._places.log_file), str(_LOG_BYTES)]
        self._child = subprocess.Popen(  # noqa: S603 - our own guard and command
            [*guard, *command(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        running = Running(
            pid=self._child.pid,
            started=psutil.Process(self._child.pid).create_time(),
            port=port,
            profile=self._profile.name,
            served_name=self._profile.served_name,
        )
        write_running(self._places.state_file, running)
        self._set(state=ServerState.STARTING, url=_url(port), pid=self._child.pid, detail="model loading")
        logger.info("model server started pid=%d port=%d", self._child.pid, port)

    def _await_ready(self, progress: Progress) -> None:
        begun = time.monotonic()
        while not self._answers():
            waited = time.monotonic() - begun
            if self._stopping.is_set() or self._gone() or waited > self._patience.ready_s:
                self._end_child()
                message = (
                    f"the model server did not become ready in {waited:.0f} s;"
                    f" {str(self._places.log_file)!r} says why"
                )
                raise ServerFailedError(message)
            done = min(int(waited), _USUAL_START_S - 1)
            progress(Step(stage="start model server", done=done, total=_USUAL_START_S, unit="s"))
            self._stopping.wait(self._patience.poll_s)
        progress(Step(stage="start model server", done=_USUAL_START_S, total=_USUAL_START_S, unit="s"))
        self._set(state=ServerState.READY, detail="")

    def _watch(self, command: CommandFor, port: int) -> None:
        failures, since = 0, time.monotonic()
        while self._child is not None:
            code = self._child.wait()
            if self._stopping.is_set():
                return
            if self._child.stdin is not None:
                self._child.stdin.close()
            failures = 1 if time.monotonic() - since > self._patience.steady_s else failures + 1
            logger.warning("model server ended code=%d failures=%d", code, failures)
            if failures > self._patience.restarts:
                detail = f"ended {failures} times; {str(self._places.log_file)!r} says why"
                self._set(state=ServerState.FAILED, detail=detail, pid=None)
                return
            pause = min(self._patience.first_pause_s * 2 ** (failures - 1), self._patience.longest_pause_s)
            detail = f"ended with status {code}; started again in {pause:.0f} s"
            restarts = self._status.restarts + 1
            self._set(state=ServerState.RESTARTING, detail=detail, pid=None, restarts=restarts)
            if self._stopping.wait(pause):
                return
            since = time.monotonic()
            self._spawn(command, port)
            with contextlib.suppress(ServerFailedError):
                self._await_ready(no_progress)

    def _answers(self) -> bool:
        url = self._status.url
        if url is None or self._gone():
            return False
        try:
            health = httpx.get(f"{url.removesuffix('/v1')}/health", timeout=5.0, trust_env=False)
        except httpx.HTTPError:
            return False
        return health.status_code == httpx.codes.OK

    def _gone(self) -> bool:
        if self._child is not None:
            return self._child.poll() is not None
        return self._status.pid is None or not psutil.pid_exists(self._status.pid)

    def _end_child(self) -> None:
        child = self._child
        if child is None or child.stdin is None:
            return
        child.stdin.close()
        try:
            child.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            for process in psutil.Process(child.pid).children(recursive=True):
                process.kill()
            child.kill()
            child.wait()
        self._places.state_file.unlink(missing_ok=True)

    def _endpoint(self) -> Endpoint:
        return Endpoint(url=str(self._status.url), model=self._profile.served_name)

    def _set(self, **changes: object) -> None:
        self._status = replace(self._status, **changes)  # type: ignore[arg-type] # fields of ServerStatus


def _url(port: int) -> str:
    return f"http://{LOOPBACK}:{port}/v1"
