"""What `yizheng doctor` looks at: the machine, then the house, through its server where one runs."""

from __future__ import annotations

import httpx

from assistant.house import Health
from assistant.settings import Settings
from assistant.wiring import open_house
from serving.checkup import Finding, check_house, check_machine, check_model
from serving.model_choice import model_choice
from serving.problems import KNOWN_ROOTS
from serving.remote import RemoteDesk, operator_token
from serving.running import RunningServer, running_server


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a house that cannot be opened is a finding, not a fault."""
    server = running_server(settings.home)
    findings = check_machine(settings, server)
    try:
        if server is not None:
            health = await _served(settings, server)
        else:
            with open_house(settings, model=model_choice(settings, None), library=settings.library) as house:
                health = await house.health()
    except (*KNOWN_ROOTS, httpx.HTTPError) as fault:
        return [*findings, Finding(name="house", state="missing", what=str(fault), mend="see the message")]
    return [*findings, *check_house(health), check_model(health.model)]


async def _served(settings: Settings, server: RunningServer) -> Health:
    """Read what a running server says of itself; the editions it tells its operator alone."""
    async with httpx.AsyncClient(timeout=10.0, trust_env=False) as client:
        body = (await client.get(f"{server.url}/readyz")).json()
    desk = RemoteDesk(server, operator_token(settings.home))
    try:
        editions = len(await desk.editions()) if body.get("store") is True else 0
    finally:
        await desk.close()
    model = body.get("model")
    return Health(
        store_ok=body.get("store") is True,
        index_ok=body.get("index") is True,
        model=model if model in ("off", "starting", "ready") else "down",
        editions=editions,
    )
