"""Token counters: the answering model's own tokenizer, or a careful estimate where it is not at hand."""

from __future__ import annotations

import math
import os
import re
import threading
from pathlib import Path
from typing import Any

from retrieval.errors import RetrievalError

_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")
_WORD = re.compile(r"[A-Za-z]+")


class TokenizerCounter:
    """Counts with the tokenizer in a model's folder; no hub is asked."""

    exact = True

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._tokenizer: Any = None

    def count(self, text: str) -> int:
        """Count the tokens of a text, without special tokens.

        Raises:
            RetrievalError: the folder holds no tokenizer.
        """
        with self._lock:
            if self._tokenizer is None:
                self._tokenizer = _load(self._folder)
            return len(self._tokenizer.encode(text, add_special_tokens=False))


class EstimatedCounter:
    """Counts from above: a token for every wide character, digit and sign, one for 4 letters begun."""

    exact = False

    def count(self, text: str) -> int:
        """Estimate the tokens of a text, rather too many than too few."""
        words = _WORD.findall(text)
        letters = sum(map(len, words))
        spaces = sum(char.isspace() for char in text)
        wide = len(_WIDE.findall(text))
        signs = len(text) - letters - spaces - wide
        return wide + signs + sum(math.ceil(len(word) / 4) for word in words) + text.count("\n")


class AwaitingCounter:
    """Estimates until the model's folder is there (a first start still prepares it), then counts exactly."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counter: TokenizerCounter | EstimatedCounter = EstimatedCounter()

    @property
    def exact(self) -> bool:
        """Say whether the model's own tokenizer counts now."""
        return self._now().exact

    def count(self, text: str) -> int:
        """Count the tokens of a text.

        Raises:
            RetrievalError: the folder is there but holds no tokenizer that can be read.
        """
        return self._now().count(text)

    def _now(self) -> TokenizerCounter | EstimatedCounter:
        # A model folder appears whole or not at all, so its tokenizer is complete once it is seen.
        if not self._counter.exact and (self._folder / "tokenizer.json").is_file():
            self._counter = TokenizerCounter(self._folder)
        return self._counter


def _load(folder: Path) -> Any:  # noqa: ANN401 - the library's own type
    # Said once at import, on stderr: that models cannot run here. Only tokenizers are wanted.
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")  # noqa: TID251 - written for a library, not read
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError) as fault:
        message = f"{str(folder)!r} holds no tokenizer; fetch the model again or name another folder"
        raise RetrievalError(message) from fault
