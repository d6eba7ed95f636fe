import logging
import socket
import threading

import httpx
import pytest

from serving.app import create_app
from serving.server import http_server
from tests.fakes.houses import key_for, scripted_house, whole_story


@pytest.fixture(autouse=True)
def logging_as_it_was():
    """A command sets up logging for its process; the next test must not inherit its captured stderr."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def house(tmp_path):
    with scripted_house(tmp_path) as house:
        house.engine.events = whole_story(house)
        yield house


@pytest.fixture
def app(house):
    return create_app(house, pages=False)


@pytest.fixture
def client(app, house):
    """Ask the application as a doctor's program."""
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(
        transport=transport, base_url="http://house.test", headers=key_for(house, "doctor")
    )


@pytest.fixture
def live(app):
    """Serve the application on loopback; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = http_server(app)
    server.config.timeout_graceful_shutdown = 1
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(timeout=5)
        listening.close()
