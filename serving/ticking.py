"""What a running server does by the clock: tasks that nobody moved in time go to their next desk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Final, Protocol

from fastapi import FastAPI

from assistant.errors import StoreError
from serving.background import repeating

logger = logging.getLogger(__name__)
EVERY_S: Final = 60.0


class Clocked(Protocol):
    """A room with clocks."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The server's clock."""
        ...

    def escalate_due(self, now: datetime) -> int:
        """Hand on what nobody moved in time; returns how much."""
        ...


def ticking(
    *rooms: Clocked, every_s: float = EVERY_S
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Make an application's lifespan that looks after the clocks at its start and then every minute."""

    async def tick() -> None:
        for room in rooms:
            try:
                moved = await asyncio.to_thread(room.escalate_due, room.now())
                if moved:
                    logger.warning("escalated %s=%d", type(room).__name__, moved)
            except StoreError as fault:
                logger.error("clocks not looked after cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with repeating(tick, every_s=every_s):
            yield

    return lifespan
