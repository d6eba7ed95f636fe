"""Drafts in a record's words at the doors: the placed draft at once, then section by section."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal, assert_never

from assistant.drafting.rewording import Reworded, Rewording, Step
from assistant.errors import ModelUnavailableError
from assistant.exchange import Asker
from assistant.lanes import LONG
from serving.drafts import DraftDesk, Drafted, draft_out, section_out
from serving.problems import JsonObject
from serving.schemas import Id


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a phrasing: the draft as placed, a step on the way, the draft at the end."""

    event: Literal["placed", "progress", "draft"]
    body: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A draft as it was placed, on its way to the model."""

    identity: Id
    made: Drafted
    rewording: Rewording


class PhrasingDesk:
    """Lets a model write what was placed; whoever stops listening ends its work."""

    def __init__(self, desk: DraftDesk, rewording: Rewording | None) -> None:
        """Phrase the drafts of `desk`."""
        self._desk, self._rewording = desk, rewording

    async def begin(self, line: JsonObject, asker: Asker) -> Begun:
        """Draft what a model is to phrase.

        Raises:
            ModelUnavailableError: there is no model, or it is not to phrase.
            AccessDeniedError, InvalidLineError, InvalidQuestionError, SettingsError: as a draft does.
        """
        asked = self._desk.asked(line, asker)
        if self._rewording is None:
            message = "no model phrases drafts here; the placed sentences are the draft"
            raise ModelUnavailableError(message)
        made = await LONG.do(self._desk.drafted, asked, asker)
        identity = asked.id if asked.id is not None else uuid.uuid4().hex
        return Begun(identity=identity, made=made, rewording=self._rewording)

    async def draft(self, line: JsonObject, asker: Asker) -> JsonObject:
        """Draft one record and give it when it is phrased; as placed where there is no model.

        Raises:
            AccessDeniedError, InvalidLineError, InvalidQuestionError, SettingsError: as a draft does.
        """
        if self._rewording is None:
            return await LONG.do(self._desk.draft, line, asker) | {"phrasing": None}
        async with aclosing(events_of(await self.begin(line, asker))) as events:
            return [told.body async for told in events][-1]


async def events_of(begun: Begun) -> AsyncGenerator[Told, None]:
    """Give `placed` at once, `progress` after each request to the model, `draft` at the end."""
    made = begun.made
    yield Told("placed", draft_out(begun.identity, made.draft, made.talk))
    async with aclosing(begun.rewording.steps(made.draft, made.talk)) as steps:
        async for step in steps:
            match step:
                case Step(done=done, of=of, section=section):
                    shown = None if section is None else section_out(section, made.talk)
                    yield Told("progress", {"done": done, "of": of, "section": shown})
                case Reworded():
                    body = draft_out(begun.identity, step.draft, made.talk)
                    yield Told("draft", body | {"phrasing": _how(step)})
                case _:
                    assert_never(step)


def _how(made: Reworded) -> JsonObject:
    return {
        "model": made.model,
        "prompt": made.prompt,
        "phrased": made.phrased,
        "kept": made.kept,
        "broken_off": made.broken_off,
    }
