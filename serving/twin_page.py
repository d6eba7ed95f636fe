"""What the twins' page shows, out of the house, for the person behind a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from assistant.exchange import Role
from assistant.searching import reader_for
from guidelines import Status
from guidelines.ledger import readable
from serving.api.bodies import json_object
from serving.auth import Caller
from serving.twin_answers import AnswerDesk
from serving.twin_preview import PreviewDesk, Previewed
from serving.ui.twin.answers import ShownAnswer
from serving.ui.twin.editor import TwinsView

if TYPE_CHECKING:
    from assistant.house import House


class TwinPreviewPage:
    """Implements `serving.ui.twin.preview.Previews`."""

    def __init__(self, house: House, caller: Callable[[Request], Caller]) -> None:
        """Try cards in `house` for whoever `caller` finds behind a request."""
        self._house, self._caller = house, caller

    async def __call__(self, request: Request) -> Previewed:
        """Give what the card in the body would answer."""
        caller = await run_in_threadpool(self._caller, request)
        return await PreviewDesk(self._house).preview(await json_object(request), caller)


class TwinPage:
    """Implements `serving.ui.twin.editor.Twins`."""

    def __init__(self, house: House, caller: Callable[[Request], Caller]) -> None:
        """Show the twins of `house` to whoever `caller` finds behind a request."""
        self._house, self._caller = house, caller

    async def __call__(self, request: Request) -> TwinsView:
        """Give one's own twins, and to who oversees all of them."""
        return await run_in_threadpool(self._view, request)

    def _view(self, request: Request) -> TwinsView:
        asker = self._caller(request).asker
        twins = self._house.twins
        writes = asker.role is Role.DOCTOR
        shown = tuple(one for one in twins.twins(asker) if not writes or one.doctor == asker.person)
        reader, ledger = reader_for(asker), self._house.ledger
        families = {
            str(edition.family_id): edition.title
            for edition in ledger.editions()
            if readable(edition, reader) and ledger.standing(edition.edition_id).status is Status.CURRENT
        }
        desk = AnswerDesk(self._house)
        answers = {
            one.twin_id: [
                ShownAnswer(held, desk.in_force(held)) for held in twins.answers(one.twin_id, asker)
            ]
            for one in shown
        }
        return TwinsView(
            now=twins.now(),
            person=asker.person,
            writes=writes,
            twins=shown,
            families=families,
            answers=answers,
        )
