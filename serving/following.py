"""What a running server does by itself: a policy approved elsewhere is adopted within seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from assistant.errors import AssistantError
from serving.background import repeating
from serving.watching import Lifespan

if TYPE_CHECKING:
    from assistant.safety import PolicyRoom

logger = logging.getLogger(__name__)
EVERY_S: Final = 2.0


def following(policies: PolicyRoom, *, beside: Lifespan, every_s: float = EVERY_S) -> Lifespan:
    """Make an application's lifespan that follows the policy in force beside what another one does."""

    async def follow() -> None:
        try:
            await asyncio.to_thread(policies.follow)
        except AssistantError as fault:
            logger.error("policy not followed cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(app), repeating(follow, every_s=every_s):
            yield

    return lifespan
