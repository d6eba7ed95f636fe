"""Work that a running server does by itself, for as long as the application lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def repeating(work: Callable[[], Awaitable[None]], *, every_s: float) -> AsyncIterator[None]:
    """Do `work` at once, then every `every_s` seconds until the context is left; it tells its own faults."""

    async def beat() -> None:
        while True:
            await work()
            await asyncio.sleep(every_s)

    running = asyncio.create_task(beat())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
