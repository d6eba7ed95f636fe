"""What a running server does by the clock: people outside the page are told what is urgent or overdue."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.errors import StoreError
from serving.background import repeating
from serving.watching import Lifespan

if TYPE_CHECKING:
    from assistant.notices import Bell

logger = logging.getLogger(__name__)


def ringing(bell: Bell, *, every_s: float, beside: Lifespan) -> Lifespan:
    """Make an application's lifespan that rings, beside what another one does; not where no channel is."""
    if bell.silent:
        return beside

    async def ring() -> None:
        try:
            given = await asyncio.to_thread(bell.ring)
            if given:
                logger.info("notices given=%d", given)
        except StoreError as fault:
            logger.error("no notices given cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(app), repeating(ring, every_s=every_s):
            yield

    return lifespan
