"""The guard of one answer on its way out: it remembers what was said, so that no regimen leaves in pieces."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from assistant.ports import GateVerdict

_REMEMBERED: Final = 6
"""How many shown sentences a later one is read together with."""
_LAST_FEW: Final = 2
"""How many of them whoever reads the last few reads."""
Judge = Callable[[str], GateVerdict]


class OutgoingGuard:
    """Judges an answer sentence by sentence; a sentence that was held back is not remembered."""

    def __init__(self, judge: Judge, *, together: Judge, near: Judge) -> None:
        """Take who judges a sentence alone, several as one, the last few as one, for the reader's role."""
        self._judge, self._several, self._near = judge, together, near
        self._said: deque[str] = deque(maxlen=_REMEMBERED)

    def sentence(self, text: str) -> GateVerdict:
        """Judge the next sentence by itself, then together with those that were let out before it."""
        verdict = self._judge(text)
        if verdict.verdict == "clear" and self._said:
            verdict = self._together(text, verdict)
        if verdict.verdict == "clear":
            self._said.append(text)
        return verdict

    def _together(self, text: str, alone: GateVerdict) -> GateVerdict:
        """Judge what was said and this sentence as they stand, then as one, full stops read as commas.

        As they stand no sentence excuses another; as one a rule's stretch reaches over them.
        """
        kept = self._several("\n".join((*self._said, text)))
        if kept.verdict != "clear":
            return kept
        for count in range(1, len(self._said) + 1):
            before = " ".join(list(self._said)[-count:])
            joined = self._several(f"{_unstopped(before)},{text}")
            if joined.verdict != "clear":
                return joined
        last = self._near(" ".join((*list(self._said)[-_LAST_FEW:], text)))
        return alone if last.verdict == "clear" else last


def _unstopped(text: str) -> str:
    return text.rstrip("。.!?！？;； \n").replace("。", ",").replace("\n", ",")
