"""What `yizheng doctor` looks at: the machine, then the house, through its server where one runs."""

from __future__ import annotations

import httpx

from assistant.errors import AssistantError
from assistant.house import Health
from assistant.settings import Settings
from assistant.wiring import open_house
from guidelines.errors import GuidelineError
from retrieval.errors import RetrievalError
from serving.checkup import Finding, check_house, check_machine, check_model
from serving.model_choice import model_choice
from serving.running import running_server


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything; a house that cannot be opened is a finding, not a fault."""
    server = running_server(settings.home)
    findings = check_machine(settings, server)
    try:
        if server is not None:
            async with httpx.AsyncClient(timeout=10.0, trust_env=False) as client:
                health = _told((await client.get(f"{server.url}/readyz")).json())
        else:
            with open_house(settings, model=model_choice(settings, None), library=settings.library) as house:
                health = await house.health()
    except (AssistantError, GuidelineError, RetrievalError, httpx.HTTPError) as fault:
        return [*findings, Finding(name="house", state="missing", what=str(fault), mend="see the message")]
    return [*findings, *check_house(health), check_model(health.model)]


def _told(body: dict[str, object]) -> Health:
    """Read what a running server says of itself."""
    model = body.get("model")
    return Health(
        store_ok=body.get("store") is True,
        index_ok=body.get("index") is True,
        model=model if model in ("off", "starting", "ready") else "down",
        editions=int(str(body.get("editions", 0))),
    )
