"""A real home for every story, the command line in this process, and real processes where it matters."""

import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from assistant.settings import Settings
from assistant.wiring import open_house
from serving.cli.app import run

ENTRY = [sys.executable, "-c", "from serving.cli import main; main()"]


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    """Vectors are computed once for all stories."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def furnished(tmp_path_factory, cache):
    """A home with the starter library; stories work on copies."""
    home = tmp_path_factory.mktemp("furnished")
    open_house(Settings(home=home, cache=cache), model=None).close()
    return home


@pytest.fixture
def surroundings(monkeypatch, cache):
    """No model unless a story brings one; vectors from the common cache."""
    monkeypatch.setenv("YIZHENG_CACHE", str(cache))
    monkeypatch.setenv("YIZHENG_MODEL__USE", "off")


@pytest.fixture
def home(tmp_path, monkeypatch, furnished, surroundings):
    """A furnished home of one's own."""
    place = tmp_path / "home"
    shutil.copytree(furnished, place)
    monkeypatch.setenv("YIZHENG_HOME", str(place))
    return place


@dataclass
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def one(self):
        (line,) = self.lines
        return line


@pytest.fixture
def yizheng(capfdbinary, monkeypatch, surroundings):
    """Run a command in this process."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def command(*arguments, stdin=b""):
        given = stdin if isinstance(stdin, bytes) else stdin.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        capfdbinary.readouterr()
        code = run([str(one) for one in arguments])
        out, err = capfdbinary.readouterr()
        return Done(code, out.decode(), err.decode())

    yield command
    root.handlers[:] = handlers
    root.setLevel(level)


def process(*arguments, **options):
    """Run a command in a process of its own."""
    command = [*ENTRY, *(str(one) for one in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(name="process")
def process_fixture(surroundings):
    return process


@dataclass
class Served:
    """A server in a process of its own; `log` is what it has written on stderr."""

    popen: subprocess.Popen
    url: str
    said: list
    log_file: Path
    home: Path | None = None

    @property
    def log(self):
        return self.log_file.read_text("utf-8", "replace")

    @property
    def setup_token(self):
        return re.search(r"#token=(\S+)", "\n".join(self.said)).group(1)


@contextmanager
def serving(folder, *arguments, model_url=None):
    """Serve the home in a process of its own for as long as the block runs, ended by SIGTERM."""
    log_file = folder / f"server-{time.monotonic_ns()}.log"
    environment = dict(os.environ)
    if model_url:
        environment["YIZHENG_MODEL__USE"] = model_url
    with log_file.open("wb") as log:
        popen = subprocess.Popen(
            [*ENTRY, *(arguments or ("serve",)), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
        )
    said = []
    try:
        while line := popen.stdout.readline():
            said.append(line.rstrip())
            if len(said) == 3:
                break
        assert said, log_file.read_text("utf-8", "replace")
        url = said[0].split()[-1]
        wait_for_answer(url, popen)
        yield Served(popen, url, said, log_file)
    finally:
        popen.terminate()
        try:
            popen.wait(120)
        except subprocess.TimeoutExpired:
            popen.kill()
            raise
        popen.stdout.close()


def wait_for_answer(url, popen, seconds=30):
    import httpx

    end = time.monotonic() + seconds
    while time.monotonic() < end and popen.poll() is None:
        try:
            return httpx.get(f"{url}/healthz", timeout=2.0)
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


def offspring(pid):
    """Name every process below `pid`."""
    return psutil.Process(pid).children(recursive=True)


def files_of(home, *, without=()):
    """Name every file of a home but those that running processes keep."""
    return {
        str(one.relative_to(home))
        for one in home.rglob("*")
        if one.is_file() and not any(part in str(one.relative_to(home)) for part in without)
    }
