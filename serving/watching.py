"""What a running server does with the watched folder: it looks into it, and tells the log what it did."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

from fastapi import FastAPI

from assistant.errors import AssistantError
from assistant.lanes import HOUSEKEEPING
from serving.background import repeating

if TYPE_CHECKING:
    from assistant.inbox import Inbox

logger = logging.getLogger(__name__)
Lifespan: TypeAlias = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def watching(inbox: Inbox | None, *, every_s: float, beside: Lifespan) -> Lifespan:
    """Make an application's lifespan that looks into the folder beside what another one does."""
    if inbox is None:
        return beside

    async def watch() -> None:
        try:
            seen = await HOUSEKEEPING.do(inbox.look)
            dealt = sum(one.state in {"taken", "refused"} for one in seen)
            if dealt:
                logger.info("watched folder dealt=%d", dealt)
        except AssistantError as fault:
            logger.error("watched folder not looked into cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(app), repeating(watch, every_s=every_s):
            yield

    return lifespan


@asynccontextmanager
async def idle(_app: FastAPI) -> AsyncIterator[None]:
    """Do nothing while the application runs."""
    yield
