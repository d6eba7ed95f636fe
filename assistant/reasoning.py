"""Keeps a model's thinking out of its answer, whatever field or tag it arrives in: pure, no I/O.

Seen in the field: thinking in `reasoning` or `reasoning_content`; inline between `<think>` tags, which
arrive cut into pieces; a missing opening tag, because the chat template already held it; an answer that
is nothing but thinking; and an answer that a server's parser puts into the reasoning field.
"""

from __future__ import annotations

import re
from enum import Enum, auto

_OPEN = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_CLOSE = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_TAGS = ("<think>", "<thinking>", "</think>", "</thinking>")


class LeakedReasoningError(Exception):
    """Thinking had no opening tag and was taken for the answer until its closing tag came."""


class _Mode(Enum):
    THINKING = auto()
    ANSWERING = auto()


class ReasoningFilter:
    """Takes a stream's deltas and gives the answer's text only.

    With `reasoning` (a model that thinks aloud) everything is held back until `</think>`, or until the
    server has shown that it separates the thinking itself.
    """

    def __init__(self, *, reasoning: bool) -> None:
        self._mode = _Mode.THINKING if reasoning else _Mode.ANSWERING
        self._assumed = reasoning
        self._pending = ""
        self._answered = False

    @property
    def answered(self) -> bool:
        """Say whether any answer beside white space has come out."""
        return self._answered

    def feed(self, content: str, thinking: str = "") -> str:
        """Take one delta: its content and its reasoning field; give what belongs to the answer.

        Raises:
            LeakedReasoningError: a closing tag without an opening one, after text had been given out.
        """
        if thinking and self._assumed:
            self._mode, self._assumed = _Mode.ANSWERING, False
        self._pending += content
        out: list[str] = []
        while self._step(out):
            pass
        return self._give("".join(out))

    def finish(self) -> str:
        """End the stream: give what was held back because it might have become a tag."""
        rest = self._pending if self._mode is _Mode.ANSWERING else ""
        self._pending = ""
        return self._give(rest)

    def _step(self, out: list[str]) -> bool:
        if self._mode is _Mode.THINKING:
            return self._skip_thinking()
        opened, closed = _OPEN.search(self._pending), _CLOSE.search(self._pending)
        if closed and (opened is None or closed.start() < opened.start()):
            raise LeakedReasoningError
        if opened:
            out.append(self._pending[: opened.start()])
            self._pending = self._pending[opened.end() :]
            self._mode = _Mode.THINKING
            return True
        safe = len(self._pending) - _possible_tag(self._pending)
        out.append(self._pending[:safe])
        self._pending = self._pending[safe:]
        return False

    def _skip_thinking(self) -> bool:
        closed = _CLOSE.search(self._pending)
        if closed is None:
            self._pending = self._pending[len(self._pending) - _possible_tag(self._pending) :]
            return False
        self._pending = self._pending[closed.end() :]
        self._mode, self._assumed = _Mode.ANSWERING, False
        return True

    def _give(self, text: str) -> str:
        if not self._answered:
            text = text.lstrip()
        self._answered = self._answered or bool(text)
        return text


def _possible_tag(text: str) -> int:
    """Length of the end of `text` that might be the beginning of a tag."""
    start = text.rfind("<")
    tail = text[start:].lower() if start >= 0 else ""
    return len(tail) if tail and any(tag.startswith(tail) for tag in _TAGS) else 0
