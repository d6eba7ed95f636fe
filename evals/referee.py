"""A model asked for its opinion of an answer: from a fixed menu, a bounded number of times.

Its opinion is printed next to a case and never decides whether the case passed.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined

from evals.case import Case

Complete: TypeAlias = Callable[[str], Awaitable[str]]
MENU: Final = ("CORRECT", "INCOMPLETE", "WRONG", "DECLINED")
_CHOICE = re.compile(rf"VERDICT:\s*({'|'.join(MENU)})\b")
_TRIES = 3


class Referee:
    """Asks a model which entry of the menu fits; what is not on the menu is no opinion."""

    def __init__(self, complete: Complete) -> None:
        """Have prompts completed by `complete`."""
        self._complete = complete
        prompts = Environment(loader=PackageLoader("evals"), undefined=StrictUndefined)  # noqa: S701 - text
        self._prompt = prompts.get_template("referee.txt.j2")

    async def of(self, case: Case, answer: str) -> str | None:
        """Give the model's choice for an answer; None where there is no reference, or no choice was made."""
        if case.gold is None or not (case.gold.answer or case.gold.quote):
            return None
        prompt = self._prompt.render(
            question=_inert(case.ask),
            reference=_inert(case.gold.answer or ""),
            quotation=_inert(case.gold.quote or ""),
            answer=_inert(answer),
            menu=MENU,
        )
        for _ in range(_TRIES):
            choices = _CHOICE.findall(await self._complete(prompt))
            if choices:
                return str(choices[-1])
        return None


def _inert(text: str) -> str:
    """Take the power from what looks like our own delimiters or a verdict."""
    return text.replace("<", "‹").replace(">", "›").replace("VERDICT:", "verdict")
