"""Laws for every test: no network but loopback, no model hub, no home folder but a fresh one."""

import gc
import ipaddress
import itertools
import shutil
import socket
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


class OutsideTrafficError(RuntimeError):
    """A test tried to reach something that is not this machine."""


def _is_local(address):
    if not isinstance(address, tuple):
        return True
    host = address[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def no_outside_traffic(monkeypatch):
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self, address):
        if not _is_local(address):
            raise OutsideTrafficError(f"{address!r} is not loopback")
        return real_connect(self, address)

    def connect_ex(self, address):
        if not _is_local(address):
            raise OutsideTrafficError(f"{address!r} is not loopback")
        return real_connect_ex(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)


def pytest_collection():
    """What collecting makes stays to the end: the collector need not look for garbage in it, now or ever."""
    gc.disable()


def pytest_collection_finish():
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """Fresh folders, by number: asking pytest for each would list all the earlier ones, for every test."""
    under = tmp_path_factory.mktemp("homes")

    def new():
        home = under / str(next(count))
        home.mkdir()
        return home

    count = itertools.count()
    return new


@pytest.fixture(autouse=True)
def fresh_surroundings(monkeypatch, homes):
    """Every test has its own home, and the hub is switched off."""
    home = homes()
    monkeypatch.setenv("YIZHENG_HOME", str(home))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("TRANSFORMERS_OFFLINE", "1")
    yield
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def dead_proxies(monkeypatch):
    """The environment names a proxy that nobody runs, and no exception to it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def shared():
    """The folder of public data beside the project; a test that needs it is skipped where it is absent."""
    if not SHARED.exists():
        pytest.skip("the shared data folder is not on this machine")
    return SHARED
