"""The life of a model server, with a stand-in that speaks HTTP in its place."""

import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import psutil
import pytest

from serving.model_server import PortInUseError, ServerFailedError, ServerState

pytestmark = pytest.mark.story

REPO = Path(__file__).resolve().parents[3]


def die(endpoint):
    with pytest.raises(httpx.HTTPError):
        httpx.get(endpoint.url.removesuffix("/v1") + "/die", timeout=2.0)


def test_a_started_server_answers_and_stops_with_everything_it_started(make_server, places):
    server = make_server()
    endpoint = server.ensure_and_start()
    family = psutil.Process(server.status.pid).children(recursive=True)
    assert httpx.get(endpoint.url.removesuffix("/v1") + "/health").status_code == 200
    assert (server.status.state, server.status.url) == (ServerState.READY, endpoint.url)
    server.stop()
    assert family
    assert not any(process.is_running() for process in family)
    assert server.status.state is ServerState.STOPPED
    assert not places.state_file.exists()
    assert "up" in places.log_file.read_text()


@pytest.mark.usefixtures("dead_proxies")
def test_a_proxy_of_the_environment_is_not_asked_whether_our_server_answers(make_server):
    server = make_server(ready_s=3.0)
    server.ensure_and_start()
    assert server.status.state is ServerState.READY


def test_several_threads_get_one_server(make_server):
    server = make_server()
    endpoints = []
    threads = [threading.Thread(target=lambda: endpoints.append(server.ensure_and_start())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({endpoint.url for endpoint in endpoints}) == 1


def test_a_server_that_falls_over_is_started_again(make_server, wait_until):
    server = make_server()
    endpoint = server.ensure_and_start()
    die(endpoint)
    wait_until(lambda: server.status.restarts == 1 and server.status.state is ServerState.READY)
    assert httpx.get(endpoint.url.removesuffix("/v1") + "/health").status_code == 200


def test_asking_during_a_restart_waits_for_it_and_starts_no_second_server(make_server):
    server = make_server(first_pause_s=0.3)
    endpoint = server.ensure_and_start()
    die(endpoint)
    assert server.ensure_and_start() == endpoint
    assert server.status.restarts == 1


def test_restarts_have_an_end_and_say_so(make_server, wait_until):
    server = make_server(restarts=1)
    endpoint = server.ensure_and_start()
    die(endpoint)
    wait_until(lambda: server.status.restarts == 1 and server.status.state is ServerState.READY)
    die(endpoint)
    wait_until(lambda: server.status.state is ServerState.FAILED)
    assert "log" in server.status.detail


def test_a_server_that_never_comes_up_is_one_clear_error(make_server, places):
    server = make_server("die")
    with pytest.raises(ServerFailedError, match=r"model-server\.log"):
        server.ensure_and_start()
    assert server.status.state is ServerState.FAILED
    assert not places.state_file.exists()


def test_a_second_process_uses_the_running_server_and_never_stops_it(make_server):
    first, second = make_server(), make_server()
    endpoint = first.ensure_and_start()
    assert second.ensure_and_start() == endpoint
    assert second.status.state is ServerState.ADOPTED
    second.stop()
    assert httpx.get(endpoint.url.removesuffix("/v1") + "/health").status_code == 200


def test_another_profile_on_the_same_home_is_refused(make_server):
    make_server().ensure_and_start()
    with pytest.raises(PortInUseError, match="cpu-tiny"):
        make_server(profile="cpu-small").ensure_and_start()


def test_a_stale_state_file_is_not_believed(make_server, places):
    places.home.mkdir(parents=True)
    # Our own process id, but it was not started then.
    places.state_file.write_text(
        f'{{"pid": {psutil.Process().pid}, "started": 1.0, "port": 1, "profile": "x", "served_name": "x"}}'
    )
    server = make_server()
    server.ensure_and_start()
    assert server.status.state is ServerState.READY


def test_a_port_in_use_names_its_holder(make_server):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError, match=f"{port}.*process {psutil.Process().pid}"):
            make_server(port=port).ensure_and_start()


OWNER = """
import os, sys
sys.path.insert(0, {repo!r})
from pathlib import Path
from serving.model_server import ModelServer, Places, profile_named
places = Places(home=Path({home!r}), cache=Path({home!r}))
fake = Path({fake!r}).read_text()
server = ModelServer(profile_named("cpu-tiny"), places,
    prepare=lambda *_: lambda at: [sys.executable, "-c", fake, str(at)])
server.ensure_and_start()
print(server.status.pid, flush=True)
sys.stdin.read()
"""


def test_the_server_ends_with_a_product_that_was_killed(tmp_path, wait_until):
    from tests.unit.model_server.conftest import FAKE

    (tmp_path / "fake.py").write_text(FAKE)
    script = OWNER.format(repo=str(REPO), home=str(tmp_path / "home"), fake=str(tmp_path / "fake.py"))
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        guard = psutil.Process(int(owner.stdout.readline()))
        family = [guard, *guard.children(recursive=True)]
        owner.kill()
        wait_until(lambda: not any(p.is_running() and p.status() != "zombie" for p in family))
    assert len(family) == 2


def test_nothing_outlives_a_killed_guard(make_server, wait_until):
    server = make_server(restarts=0)
    server.ensure_and_start()
    guard = psutil.Process(server.status.pid)
    child = guard.children()[0]
    guard.kill()
    wait_until(lambda: not child.is_running() or child.status() == "zombie")
