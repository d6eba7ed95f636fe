"""A server does few short things at once, on FastAPI's side and on our own."""

import asyncio
import threading
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from serving.threads import SHORT, few_threads


@asynccontextmanager
async def nothing(_):
    yield


@pytest.mark.parametrize("beside_the_loop", [asyncio.to_thread, run_in_threadpool])
async def test_no_more_at_once_than_there_are_threads(beside_the_loop):
    here, most, lock, go_on = 0, 0, threading.Lock(), threading.Barrier(SHORT)

    def work():
        nonlocal here, most
        with lock:
            here += 1
            most = max(most, here)
        go_on.wait(60)
        with lock:
            here -= 1

    async with few_threads(beside=nothing)(FastAPI()):
        await asyncio.gather(*(beside_the_loop(work) for _ in range(3 * SHORT)))
    assert most == SHORT
