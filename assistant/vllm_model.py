"""Drafts with any OpenAI-compatible server; vLLM is the one that we start ourselves."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import httpx
from openai import APIStatusError, AsyncOpenAI, AsyncStream, DefaultAsyncHttpxClient, OpenAIError
from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageParam
from openai.types.chat.chat_completion_chunk import ChoiceDelta

from assistant.errors import ModelUnavailableError
from assistant.ports import DraftLimits, Prompt
from assistant.reasoning import LeakedReasoningError, ReasoningFilter

_READY_S = 3.0


class VllmModel:
    """Streams drafts, at most `concurrency` at a time; waiting for a turn counts as waiting for a token.

    The same prompt gives the same text: temperature 0 and a fixed seed. To be used within one event loop.
    `model=None` takes the first model that the server lists. Requests go to `url` itself, whatever proxy
    the environment names and whithersoever the server would redirect; a connection ends with its request.
    """

    def __init__(
        self,
        *,
        url: str,
        model: str | None,
        api_key: str | None = None,
        concurrency: int = 4,
        reasoning: bool = False,
        seed: int = 0,
    ) -> None:
        self._url = url
        self._model = model
        self._reasoning = reasoning
        self._seed = seed
        self._turns = asyncio.Semaphore(concurrency)
        # One try: a second one would spend the asker's time twice, and verbatim passages are at hand.
        self._client = AsyncOpenAI(
            base_url=url,
            api_key=api_key or "none",
            max_retries=0,
            timeout=None,
            default_headers={"Connection": "close"},
            http_client=DefaultAsyncHttpxClient(
                trust_env=False,
                # The machine's authorities, or SSL_CERT_FILE: hospitals sign their own certificates.
                verify=ssl.create_default_context(),
                follow_redirects=False,
                timeout=None,
            ),
        )

    @property
    def name(self) -> str:
        """Name the model and its revision, as its server does; `unnamed` until the server has said."""
        return self._model or "unnamed"

    async def ready(self) -> bool:
        """Say whether the server answers and serves this model; never raises."""
        try:
            async with asyncio.timeout(_READY_S):
                return await self._served() in [model.id async for model in self._client.models.list()]
        except (OpenAIError, httpx.HTTPError, ValueError, TimeoutError):
            return False

    async def stream(self, prompt: Prompt, limits: DraftLimits) -> AsyncGenerator[str, None]:
        """Yield pieces of answer text in order; leaving the iteration ends the request.

        Raises:
            ModelUnavailableError: see the port's law.
        """
        clock = asyncio.get_running_loop()
        begun = clock.time()
        async with _Turn(self._turns, limits.first_token_s):
            deltas = self._deltas(prompt, limits)
            answer = ReasoningFilter(reasoning=self._reasoning)
            first = True
            async with aclosing(deltas):
                while True:
                    left = begun + limits.total_s - clock.time()
                    patience = min(left, begun + limits.first_token_s - clock.time()) if first else left
                    delta = await self._next(deltas, patience)
                    if delta is None:
                        break
                    first = False
                    if text := self._answer_of(answer, delta):
                        yield text
            if rest := answer.finish():
                yield rest
            if not answer.answered:
                message = f"model {self.name!r} gave nothing but reasoning, or nothing at all; ask again"
                raise ModelUnavailableError(message)

    async def _served(self) -> str:
        if self._model is None:
            self._model = next(iter([model.id async for model in self._client.models.list()]), "")
        return self._model

    async def _deltas(self, prompt: Prompt, limits: DraftLimits) -> AsyncGenerator[ChoiceDelta, None]:
        finished = False
        extra = {"structured_outputs": {"regex": limits.pattern}} if limits.pattern else None
        stream: AsyncStream[ChatCompletionChunk] = await self._client.chat.completions.create(
            model=await self._served(),
            messages=[
                {"role": "system", "content": prompt.system},
                *_examples(prompt),
                {"role": "user", "content": prompt.user},
            ],
            max_tokens=limits.max_tokens,
            temperature=0.0,
            seed=self._seed,
            stream=True,
            extra_body=extra,
        )
        async with stream:
            async for chunk in stream:
                for choice in chunk.choices:
                    yield choice.delta
                    # `length` means that its last sentence is cut; what is cut is never shown.
                    finished = finished or choice.finish_reason not in (None, "length")
        if not finished:
            raise ModelUnavailableError(self._broken("broke off in the middle of its answer"))

    async def _next(self, deltas: AsyncIterator[ChoiceDelta], patience: float) -> ChoiceDelta | None:
        try:
            async with asyncio.timeout(max(patience, 0.0)):
                while not _carries_text(delta := await anext(deltas)):
                    pass
                return delta
        except StopAsyncIteration:
            return None
        except TimeoutError as fault:
            raise ModelUnavailableError(self._broken("was too slow")) from fault
        except APIStatusError as fault:
            # Never the body: servers echo the request in it.
            raise ModelUnavailableError(self._broken(f"refused with status {fault.status_code}")) from None
        except (OpenAIError, httpx.HTTPError, ValueError) as fault:  # ValueError: an event that is no JSON
            raise ModelUnavailableError(self._broken(f"failed ({type(fault).__name__})")) from None

    def _answer_of(self, answer: ReasoningFilter, delta: ChoiceDelta) -> str:
        try:
            return answer.feed(delta.content or "", _thinking(delta))
        except LeakedReasoningError as fault:
            message = self._broken("thinks aloud without saying so; declare it a reasoning model")
            raise ModelUnavailableError(message) from fault

    def _broken(self, what: str) -> str:
        return f"model {self.name!r} at {self._url} {what}; see `yizheng doctor`"


class _Turn:
    """One of the places of a semaphore, waited for no longer than `patience` seconds."""

    def __init__(self, turns: asyncio.Semaphore, patience: float) -> None:
        self._turns = turns
        self._patience = patience

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._turns.acquire()
        except TimeoutError as fault:
            message = "every place at the model is taken; ask again in a minute"
            raise ModelUnavailableError(message) from fault

    async def __aexit__(self, *_: object) -> None:
        self._turns.release()


def _examples(prompt: Prompt) -> Iterator[ChatCompletionMessageParam]:
    for asked, answered in prompt.examples:
        yield {"role": "user", "content": asked}
        yield {"role": "assistant", "content": answered}


def _thinking(delta: ChoiceDelta) -> str:
    fields: dict[str, Any] = delta.model_extra or {}
    return str(fields.get("reasoning") or fields.get("reasoning_content") or "")


def _carries_text(delta: ChoiceDelta) -> bool:
    return bool(delta.content or _thinking(delta))
