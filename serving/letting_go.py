"""What a running server does by itself: what the law no longer keeps of erased people is destroyed."""

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
    from assistant.own_data import OwnDataRoom

logger = logging.getLogger(__name__)
EVERY_S: Final = 3600.0


def letting_go(room: OwnDataRoom, *, beside: Lifespan, every_s: float = EVERY_S) -> Lifespan:
    """Make an application's lifespan that destroys what is due beside what another one does."""

    async def let_go() -> None:
        try:
            destroyed = await HOUSEKEEPING.do(room.destroy_due)
            if destroyed:
                logger.warning("retention ended keys=%d", destroyed)
        except StoreError as fault:
            logger.error("retention not looked after cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(app), repeating(let_go, every_s=every_s):
            yield

    return lifespan
