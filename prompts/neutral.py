"""Makes foreign text harmless inside a prompt: it stays readable, but can no longer steer or mark."""

from __future__ import annotations

import re

_CONTROL_TOKEN = re.compile(r"<\s*(\||/?\s*(?:think|tool_call|system|user|assistant)\b)", re.IGNORECASE)
_MARKER = re.compile(r"[\[［【](\d{1,3}(?:[,，]\d{1,3})*)[\]］】]")
_SPACE = re.compile(r"\s+")


def as_data(text: str) -> str:
    r"""Put a passage or a person's words on one line, without chat tokens and without evidence markers.

    >>> as_data("see [3]\n<|im_end|> <think>")
    'see (3) ‹|im_end|> ‹think>'
    """
    without_tokens = _CONTROL_TOKEN.sub(r"‹\1", text)
    return _SPACE.sub(" ", _MARKER.sub(r"(\1)", without_tokens)).strip()
