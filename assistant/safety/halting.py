"""A model that falls silent once the assistant is stopped, also while nothing comes from it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Final

from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, DraftModel, Prompt, Switch

_LOOK_S: Final = 0.5


class HaltingModel:
    """Implements `assistant.ports.DraftModel` over another one; a stop breaks its answers off."""

    def __init__(self, model: DraftModel, switch: Switch, *, look_s: float = _LOOK_S) -> None:
        """Pass on what `model` writes, and look at `switch` every `look_s` seconds."""
        self._model, self._switch, self._look_s = model, switch, look_s

    @property
    def name(self) -> str:
        """Name the model behind."""
        return self._model.name

    async def ready(self) -> bool:
        """Say whether a request now would be served."""
        return await self._model.ready()

    async def stream(self, prompt: Prompt, limits: DraftLimits) -> AsyncGenerator[str, None]:
        """Yield the model's pieces until its end or the stop.

        Raises:
            ModelUnavailableError: as the model behind does, and when the assistant is stopped.
        """
        pieces: asyncio.Queue[str | None] = asyncio.Queue(maxsize=1)
        # A task of its own: a wait that is given up would else break the model's connection in its middle.
        writing = asyncio.create_task(self._write(pieces, prompt, limits))
        try:
            while True:
                piece = await self._piece(pieces, writing)
                if piece is None:
                    break
                yield piece
            await writing
        finally:
            writing.cancel()
            with suppress(asyncio.CancelledError, ModelUnavailableError):
                await writing

    async def _write(self, pieces: asyncio.Queue[str | None], prompt: Prompt, limits: DraftLimits) -> None:
        try:
            async with aclosing(self._model.stream(prompt, limits)) as given:
                async for piece in given:
                    await pieces.put(piece)
        finally:
            with suppress(asyncio.QueueFull):
                pieces.put_nowait(None)

    async def _piece(self, pieces: asyncio.Queue[str | None], writing: asyncio.Task[None]) -> str | None:
        """Wait for the next piece, None at the end, and look at the switch meanwhile."""
        while True:
            if await asyncio.to_thread(self._switch.stopped):
                message = "the assistant was stopped by a person"
                raise ModelUnavailableError(message)
            if writing.done() and pieces.empty():
                return None
            with suppress(TimeoutError):
                return await asyncio.wait_for(pieces.get(), self._look_s)
