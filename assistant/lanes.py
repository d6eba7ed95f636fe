"""Lanes: work that keeps a processor busy waits in a line of its own, so that nothing short stands behind it.

A look at the worklist, a sign-in or a step takes milliseconds; finding and judging take hundreds. In one
common pool of threads the short ones waited behind all the long ones, and on the event loop everybody
waited. An emergency waits behind no search: the gate has a lane to itself. Figures: DESIGN.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Final, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Lane:
    """A line before a few workers, first come, first served; its threads begin with the first work."""

    def __init__(self, name: str, *, workers: int) -> None:
        """Open a lane that does so many things at once."""
        self._workers = ThreadPoolExecutor(max_workers=workers, thread_name_prefix=name)

    async def do(
        self, work: Callable[_Given, _Result], *given: _Given.args, **named: _Given.kwargs
    ) -> _Result:
        """Do a piece of work here and give its result, or raise what it raises.

        Whoever stops waiting takes work that has not begun out of the line.
        """
        begun = partial(copy_context().run, work, *given, **named)
        return await asyncio.get_running_loop().run_in_executor(self._workers, begun)


# Python runs one thread at a time: more workers finish nothing sooner and make everybody else wait.
GATE: Final = Lane("gate", workers=1)
"""What a message is and how urgent; an emergency is behind no search."""
THINKING: Final = Lane("thinking", workers=1)
"""Finding, grounding, reading a report: tens or hundreds of milliseconds."""
WRITING: Final = Lane("writing", workers=1)
"""What is recorded: one transaction at a time writes, so a second worker would only wait beside the first."""
LONG: Final = Lane("long", workers=1)
"""Drafting a record, checking a text statement by statement: seconds."""
HOUSEKEEPING: Final = Lane("housekeeping", workers=3)
"""What waits for something else or walks through everything: mail, a watched folder, pictures, an audit."""
