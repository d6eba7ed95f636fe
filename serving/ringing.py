"""What a running server does by the clock: people outside the page are told that something waits for them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from fastapi import FastAPI

from assistant.errors import StoreError
from assistant.lanes import HOUSEKEEPING
from serving.background import repeating
from serving.watching import Lifespan

logger = logging.getLogger(__name__)


class Ringing(Protocol):
    """Tells people elsewhere that something waits."""

    @property
    def silent(self) -> bool:
        """Whether there is nothing to tell by."""
        ...

    def ring(self) -> int:
        """Tell what was not told; returns how much arrived."""
        ...


def ringing(*bells: Ringing, every_s: float, beside: Lifespan) -> Lifespan:
    """Make an application's lifespan that rings, beside what another one does; not where no channel is."""
    loud = [one for one in bells if not one.silent]
    if not loud:
        return beside

    async def ring() -> None:
        for bell in loud:
            try:
                given = await HOUSEKEEPING.do(bell.ring)
                if given:
                    logger.info("told by=%s given=%d", type(bell).__name__, given)
            except StoreError as fault:
                logger.error("nothing told by=%s cause=%s", type(bell).__name__, type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(app), repeating(ring, every_s=every_s):
            yield

    return lifespan
