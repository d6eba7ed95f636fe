"""A stand-in for vLLM that starts in a moment, and places in a fresh folder."""

import sys
import time

import pytest

from serving.model_server import ModelServer, Places, profile_named
from serving.model_server.server import Patience

# Answers /health; exits with status 3 on /die, at once where it is told `die`.
FAKE = """
import os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            os._exit(3)
        self.send_response(200); self.end_headers()
    def log_message(self, *a):
        pass
if sys.argv[2:] == ["die"]:
    os._exit(3)
print("up", flush=True)
ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def places(tmp_path):
    return Places(home=tmp_path / "home", cache=tmp_path / "cache")


@pytest.fixture
def make_server(places):
    made = []

    def make(*mood, profile="cpu-tiny", port=None, **patience):
        fast = {"ready_s": 10.0, "first_pause_s": 0.05, "poll_s": 0.02, "restarts": 2, **patience}
        server = ModelServer(
            profile_named(profile),
            places,
            port=port,
            patience=Patience(**fast),
            prepare=lambda *_: lambda at: [sys.executable, "-c", FAKE, str(at), *mood],
        )
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def wait_until():
    def wait(condition, seconds=8.0):
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it did not come about in time"
            time.sleep(0.02)

    return wait
