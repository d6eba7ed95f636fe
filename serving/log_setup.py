"""The one place that installs log handlers: lines on stderr, ids and counts only."""

from __future__ import annotations

import logging
from typing import Final

_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
_TALKATIVE: Final = (
    "sse_starlette",
    "httpx",
    "httpcore",
    "openai",
    "python_multipart",
    "multipart",
    "asyncio",
    "gradio",
    "urllib3",
    "sqlalchemy.engine",
    "jieba",
    "llama_index",
    "filelock",
    "markdown_it",
    "pdfminer",
)
"""Libraries whose lower levels write bodies, chunks or parameters: they stay at warnings always."""


def set_up_logging(level: str) -> None:
    """Send our log to stderr from `level` up, and other libraries' from warnings up."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("assistant", "evals", "guidelines", "prompts", "retrieval", "serving"):
        logging.getLogger(name).setLevel(level.upper())
    logging.getLogger("uvicorn").setLevel(logging.INFO)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
