"""A server does few short things at once, on FastAPI's side and on our own."""

import asyncio
import threading
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from assistant.lanes import WRITING
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


async def test_what_was_accepted_is_written_before_the_application_ends():
    begun, go_on, written = threading.Event(), threading.Event(), []

    def write():
        begun.set()
        go_on.wait(60)
        written.append("record")

    async with few_threads(beside=nothing)(FastAPI()):
        leaving = asyncio.create_task(WRITING.do(write))
        await asyncio.to_thread(begun.wait, 60)
        leaving.cancel()  # as a server cancels what is still under way; what has begun goes on
        asyncio.get_running_loop().call_later(0.05, go_on.set)
    assert written == ["record"]
