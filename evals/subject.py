"""Ports: whoever is examined, and whoever is asked for an opinion on an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from evals.case import Case

Line: TypeAlias = Mapping[str, object]


class Subject(Protocol):
    """Whatever is examined: it answers as the commands do, one line in, one line out."""

    async def ask(self, line: Line) -> Line:
        """Answer one question, as `yizheng ask --json`."""
        ...

    async def search(self, line: Line) -> Line:
        """Find passages, as `yizheng search --json`."""
        ...

    async def ground(self, line: Line) -> Line:
        """Judge one claim, as `yizheng ground --json`."""
        ...

    async def draft(self, line: Line) -> Line:
        """Draft one record: `placed` and `phrased` as `yizheng draft --json`, `plain` a plain prompt's note.

        The latter two are null without a model.
        """
        ...

    async def packed(self, line: Line) -> Line | None:
        """Give what is packed for a question as `hits`, one a sentence; None where that cannot be seen."""
        ...


class Opinion(Protocol):
    """A model asked as a judge; never the only evidence."""

    async def of(self, case: Case, answer: str) -> str | None:
        """Give its choice from a fixed menu, or None when it made none."""
        ...
