"""What a running server does by the clock: follow-up that nobody answered in time is told of."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from assistant.errors import StoreError
from assistant.lanes import HOUSEKEEPING
from serving.background import repeating
from serving.watching import Lifespan

if TYPE_CHECKING:
    from assistant.follow_up import FollowUpRoom

logger = logging.getLogger(__name__)
EVERY_S: Final = 60.0


def following_up(room: FollowUpRoom, *, beside: Lifespan, every_s: float = EVERY_S) -> Lifespan:
    """Make an application's lifespan that looks after plans beside what another one does."""

    async def look() -> None:
        try:
            done = await HOUSEKEEPING.do(room.look_after)
            if done:
                logger.info("follow-up looked after rounds=%d", done)
        except StoreError as fault:
            logger.error("follow-up not looked after cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(app), repeating(look, every_s=every_s):
            yield

    return lifespan
