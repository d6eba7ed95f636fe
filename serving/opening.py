"""Opens the desk for a command: through the server that runs on this home, else over the house itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from assistant.errors import HouseInUseError
from assistant.settings import Settings
from serving.desk import Desk


@asynccontextmanager
async def open_desk(settings: Settings, *, model: str | None, library: bool) -> AsyncIterator[Desk]:
    """Give a desk for as long as the block runs.

    Raises:
        HouseInUseError: a server runs here and the command wants another model than that server's.
    """
    from serving.remote import RemoteDesk, operator_token
    from serving.running import running_server

    server = running_server(settings.home)
    if server is not None:
        if model is not None:
            message = (
                f"a server runs on this home at {server.url} with its own model; "
                "leave --model out, stop the server, or use another YIZHENG_HOME"
            )
            raise HouseInUseError(message)
        desk: Desk = RemoteDesk(server, operator_token(settings.home))
        try:
            yield desk
        finally:
            await desk.close()
        return
    from assistant.wiring import open_house
    from serving.local import LocalDesk
    from serving.model_choice import model_choice

    with open_house(settings, model=model_choice(settings, model), library=library) as house:
        yield LocalDesk(house)
