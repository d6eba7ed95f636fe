"""A kept draft in a record's words: how far the model is, then the record as it was kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from assistant.charts import Kept
from assistant.charts.wording import draft_of
from assistant.drafting.rewording import Reworded, Rewording, Step
from assistant.errors import ChartMovedError, ModelUnavailableError
from serving.auth import Caller
from serving.chart_edges import WordIn
from serving.charts import ChartDesk
from serving.phrasing import Told
from serving.problems import JsonObject
from serving.schemas import parse

if TYPE_CHECKING:
    from assistant.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A kept draft on its way to the model, and for whom."""

    kept: Kept
    caller: Caller
    rewording: Rewording


class WordingDesk:
    """Lets a model write a kept draft; whoever stops listening ends its work, and nothing is kept."""

    def __init__(self, house: House) -> None:
        """Serve the chart room of `house`."""
        self._house, self._desk = house, ChartDesk(house)

    def begin(self, chart_id: str, line: JsonObject, caller: Caller) -> Wording:
        """See that the draft may be written anew.

        Raises:
            ModelUnavailableError: there is no model, or it is not to phrase.
            UnknownChartError: there is no such record for this person.
            ChartMovedError, ChartStateError: it was changed, or somebody wrote in it.
        """
        asked, kept = parse(WordIn, line), self._house.charts.one(chart_id, caller.asker)
        if self._house.rewording is None:
            message = "no model phrases drafts here; the placed sentences are the draft"
            raise ModelUnavailableError(message)
        if asked.version != kept.chart.version:
            raise ChartMovedError(kept.chart.version)
        draft_of(kept)
        return Wording(kept=kept, caller=caller, rewording=self._house.rewording)

    async def events(self, begun: Wording) -> AsyncGenerator[Told, None]:
        """Give `progress` after each request to the model, and `draft`, the kept record, at the end."""
        kept, talk = begun.kept, begun.kept.origin.talk
        async with aclosing(begun.rewording.steps(draft_of(kept), talk)) as steps:
            async for step in steps:
                match step:
                    case Step(done=done, of=of):
                        yield Told("progress", {"done": done, "of": of})
                    case Reworded():
                        shown = await asyncio.to_thread(self._keep, begun, step)
                        yield Told("draft", shown)
                    case _:
                        assert_never(step)

    def _keep(self, begun: Wording, made: Reworded) -> JsonObject:
        chart, asker = begun.kept.chart, begun.caller.asker
        kept = begun.kept
        if made.phrased:
            kept = self._house.charts.word(chart.chart_id, made.draft.sections, asker, version=chart.version)
        told: JsonObject = {"model": made.model, "phrased": made.phrased, "kept": made.kept}
        return self._desk.shown(kept, begun.caller) | {"phrasing": told | {"broken_off": made.broken_off}}
