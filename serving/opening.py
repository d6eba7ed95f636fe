"""Opens the desk for a command: through the server that runs on this home, else over the house itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from assistant.errors import HouseInUseError
from assistant.settings import Settings
from serving.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a command wants of the house: whether it asks for drafts and by which model, or mends the index.

    `tell` is given a line for the person at the terminal; `progress` how many more passages are indexed,
    where the house stands in this process.
    """

    library: bool = True
    drafts: bool = False
    model: str | None = None
    mend: bool = False
    tell: Callable[[str], None] = lambda _: None
    progress: Callable[[int], None] = lambda _: None


@asynccontextmanager
async def open_desk(settings: Settings, wanted: Opening) -> AsyncIterator[Desk]:
    """Give a desk for as long as the block runs.

    Raises:
        HouseInUseError: a server runs here and the command wants another model than that server's.
    """
    from serving.remote import RemoteDesk, operator_token
    from serving.running import running_server

    server = running_server(settings.home)
    if server is None:
        async with _own_desk(settings, wanted) as desk:
            yield desk
        return
    if wanted.model is not None:
        message = (
            f"a server runs on this home at {server.url} with its own model; "
            "leave --model out, stop the server, or use another YIZHENG_HOME"
        )
        raise HouseInUseError(message)
    remote = RemoteDesk(server, operator_token(settings.home))
    try:
        yield remote
    finally:
        await remote.close()


@asynccontextmanager
async def _own_desk(settings: Settings, wanted: Opening) -> AsyncIterator[Desk]:
    from assistant.wiring import open_house
    from serving.drafting_model import model_for_command
    from serving.local import LocalDesk

    async with AsyncExitStack() as opened:
        model = None
        if wanted.drafts:
            serving = model_for_command(settings, wanted.model, tell=wanted.tell)
            model = await asyncio.to_thread(opened.enter_context, serving)
        house = open_house(settings, model=model, library=wanted.library, mend=wanted.mend)
        yield LocalDesk(opened.enter_context(house), progress=wanted.progress)
