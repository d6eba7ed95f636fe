"""A model asked for opinions over its OpenAI-compatible endpoint, the one that drafts."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError

from evals.referee import Complete

if TYPE_CHECKING:
    from assistant.wiring import ModelChoice

logger = logging.getLogger(__name__)

_PATIENCE_S: Final = 120.0
_LONGEST: Final = 512


@asynccontextmanager
async def completing(model: ModelChoice) -> AsyncIterator[Complete]:
    """Give a function that completes a prompt, always the same way; a model that fails says nothing."""
    # No proxy of the environment: it would see answers. The machine's certificate authorities, though.
    plain = DefaultAsyncHttpxClient(trust_env=False, verify=ssl.create_default_context())
    async with AsyncOpenAI(
        base_url=model.url,
        api_key=model.api_key or "none",
        timeout=_PATIENCE_S,
        max_retries=0,
        http_client=plain,
    ) as client:

        async def complete(prompt: str) -> str:
            try:
                name = model.name or (await client.models.list()).data[0].id
                said = await client.chat.completions.create(
                    model=name,
                    messages=[{"role": "user", "content": prompt}],
                    temperature=0.0,
                    max_tokens=_LONGEST,
                    stream=True,
                )
                pieces = [piece.choices[0].delta.content or "" async for piece in said if piece.choices]
            except (OpenAIError, ValueError, IndexError) as fault:
                logger.warning("no opinion cause=%s", type(fault).__name__)
                return ""
            return "".join(pieces)

        yield complete
