"""What a running server does by the clock: tasks that nobody moved in time go to their next desk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from assistant.errors import StoreError
from serving.background import repeating

if TYPE_CHECKING:
    from assistant.worklist import Worklist

logger = logging.getLogger(__name__)
EVERY_S: Final = 60.0


def ticking(
    worklist: Worklist, *, every_s: float = EVERY_S
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Make an application's lifespan that looks after the clocks at its start and then every minute."""

    async def tick() -> None:
        try:
            moved = await asyncio.to_thread(worklist.escalate_due, worklist.now())
            if moved:
                logger.warning("escalated tasks=%d", moved)
        except StoreError as fault:
            logger.error("clocks not looked after cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with repeating(tick, every_s=every_s):
            yield

    return lifespan
