"""A running server puts signed heads where the settings say: another place holds it to its records."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.errors import AssistantError
from assistant.lanes import HOUSEKEEPING
from serving.background import repeating
from serving.watching import Lifespan

if TYPE_CHECKING:
    from assistant.auditing import AuditRoom

logger = logging.getLogger(__name__)


def keeping_heads(audit: AuditRoom, to: Path | None, *, every_s: float, beside: Lifespan) -> Lifespan:
    """Make an application's lifespan that appends heads to a file, beside what another one does."""
    if to is None:
        return beside
    keeper = HeadKeeper(audit, to)

    async def keep() -> None:
        try:
            await HOUSEKEEPING.do(keeper.keep)
        except (AssistantError, OSError) as fault:
            logger.error("no head kept cause=%s", type(fault).__name__)  # noqa: TRY400 - its words may quote

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with beside(app), repeating(keep, every_s=every_s):
            yield

    return lifespan


class HeadKeeper:
    """Appends a line to a file whenever the chain has moved; the file is never rewritten."""

    def __init__(self, audit: AuditRoom, to: Path) -> None:
        """Keep the heads of `audit` in the file `to`."""
        self._audit, self._to = audit, to
        self._kept: str | None = None

    def keep(self) -> bool:
        """Append a head if the chain has moved since the last one; says whether it did.

        Raises:
            AuditHeadError: the chain is broken; nothing of it is signed.
            OSError: the file cannot be written.
        """
        if self._audit.newest().digest == self._kept:
            return False
        head = self._audit.head()
        with self._to.open("a", encoding="ascii") as file:
            file.write(head.line() + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._kept = head.digest
        return True
