"""The doctors' page is built in any thread and leaves nothing open there."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI

from serving.ui.page import install


@pytest.mark.story
def test_building_the_page_where_no_loop_is_leaves_none_open(monkeypatch):
    made, real = [], asyncio.new_event_loop

    def kept():
        made.append(real())
        return made[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", kept)
    with ThreadPoolExecutor(1) as apart:
        built = apart.submit(
            install, FastAPI(), answers=None, signed=lambda: None, named=lambda _: None
        ).result()
    assert any(getattr(route, "path", "") == "/app" for route in built.routes)
    assert made
    assert [loop for loop in made if not loop.is_closed()] == []
