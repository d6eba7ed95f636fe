"""How many short things a server does at once: few, since Python runs one thread at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final

from anyio import to_thread
from fastapi import FastAPI

from assistant.lanes import WRITING
from serving.watching import Lifespan

SHORT: Final = 3
"""Threads for short reads on either side, FastAPI's and our own; more would only take turns more often."""


def few_threads(*, beside: Lifespan) -> Lifespan:
    """Make a lifespan that bounds an application's threads and ends when all is written, beside another."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = SHORT
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(SHORT, thread_name_prefix="short"))
        async with beside(app):
            yield
        await WRITING.do(lambda: None)  # behind all that was accepted: it is recorded before the house closes

    return lifespan
