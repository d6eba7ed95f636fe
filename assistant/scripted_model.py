"""A model that says what it was told to: for tests, and to rehearse faults without a server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, Prompt
from assistant.reasoning import ReasoningFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer: its pieces, the seconds before each, and whether it breaks off after the last."""

    pieces: tuple[str, ...] = ()
    delay_s: float = 0.0
    broken: bool = False


class ScriptedModel:
    """Gives the replies in turn, the last one again and again; `prompts` keeps what was asked."""

    def __init__(
        self,
        replies: Sequence[Reply | str],
        *,
        name: str = "scripted",
        available: bool = True,
        reasoning: bool = False,
    ) -> None:
        self._replies = [Reply(pieces=(reply,)) if isinstance(reply, str) else reply for reply in replies]
        self._name = name
        self._available = available
        self._reasoning = reasoning
        self.prompts: list[Prompt] = []

    @property
    def name(self) -> str:
        """Name the script."""
        return self._name

    async def ready(self) -> bool:
        """Say whether the script answers."""
        return self._available

    async def stream(self, prompt: Prompt, limits: DraftLimits) -> AsyncGenerator[str, None]:
        """Yield the next reply's pieces.

        Raises:
            ModelUnavailableError: not available, too slow, broken, or nothing but reasoning.
        """
        self.prompts.append(prompt)
        if not self._available or not self._replies:
            message = f"model {self._name!r} is off; switch it on in its script"
            raise ModelUnavailableError(message)
        reply = self._replies[min(len(self.prompts), len(self._replies)) - 1]
        answer = ReasoningFilter(reasoning=self._reasoning)
        clock = asyncio.get_running_loop()
        end = clock.time() + limits.total_s
        for number, piece in enumerate(reply.pieces):
            patience = min(end - clock.time(), limits.first_token_s if number == 0 else limits.total_s)
            if reply.delay_s > patience:
                await asyncio.sleep(max(patience, 0.0))
                message = f"model {self._name!r} was too slow; shorten the delays of its script"
                raise ModelUnavailableError(message)
            await asyncio.sleep(reply.delay_s)
            if text := answer.feed(piece):
                yield text
        if reply.broken:
            message = f"model {self._name!r} broke off in the middle of its answer; mend its script"
            raise ModelUnavailableError(message)
        if rest := answer.finish():
            yield rest
        if not answer.answered:
            message = f"model {self._name!r} gave nothing but reasoning; give its script an answer"
            raise ModelUnavailableError(message)
