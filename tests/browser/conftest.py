"""A real Chromium without a window, and the page on a loopback port."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest

from serving.server import http_server
from tests.fakes.chromium import chromium
from tests.fakes.page import COOKIE, ScriptedAnswers, page_app


@contextmanager
def served(app):
    listening = socket.create_server(("127.0.0.1", 0))
    server = http_server(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + 30
        while not server.started:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()


@pytest.fixture(scope="session")
def browser():
    with chromium() as driven:
        yield driven


@pytest.fixture(scope="session")
def answers():
    return ScriptedAnswers(pace_s=0.6)


@pytest.fixture(scope="session")
def address(answers):
    with served(page_app(answers)) as url:
        yield url


@pytest.fixture
def open_page(browser, address):
    """Open the page signed in, at a given size; remembers every request that leaves the machine."""
    contexts = []

    def opened(width=1280, height=844, path="/app/", signed=True):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        contexts.append(context)
        if signed:
            context.add_cookies([{"name": COOKIE, "value": "doctor", "url": address}])
        page = context.new_page()
        page.outside, page.complaints = [], []
        page.on("request", lambda one: page.outside.append(one.url) if _leaves(one.url, address) else None)
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()


def _leaves(url, address):
    return not url.startswith((address, "data:", "blob:"))
