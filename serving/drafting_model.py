"""Brings a model server up: beside the application, or for as long as one command runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from assistant.house import ModelState
from assistant.settings import Settings
from assistant.wiring import ModelChoice
from serving.model_choice import is_profile, model_choice, places_of, profile_of
from serving.model_server.errors import ModelServerError
from serving.model_server.preparation import is_prepared
from serving.model_server.progress import TerminalProgress
from serving.model_server.server import ModelServer
from serving.model_server.state import ServerState, read_running

logger = logging.getLogger(__name__)


@contextmanager
def model_in_background(settings: Settings, use: str) -> Iterator[ModelServer | None]:
    """Prepare and start the model server of profile `use` in a thread; stop it at the end.

    A failure is logged and leaves the house in verbatim mode.

    Raises:
        SettingsError: there is no such profile.
    """
    if not is_profile(use):
        yield None
        return
    server = _server(settings, use)

    def bring_up() -> None:
        try:
            endpoint = server.ensure_and_start(TerminalProgress())
        except ModelServerError as fault:
            logger.error("answers stay verbatim: %s", fault)  # noqa: TRY400 - the message says it all
        else:
            logger.info("model ready model=%s", endpoint.model)

    starter = threading.Thread(target=bring_up, name="model-start", daemon=True)
    starter.start()
    try:
        yield server
    finally:
        server.stop()
        starter.join(timeout=5.0)


def state_of(server: ModelServer | None) -> ModelState | None:
    """Say what we know of the model by having started its server; None where the model itself knows."""
    if server is None or server.status.state in (ServerState.READY, ServerState.ADOPTED):
        return None
    return "down" if server.status.state is ServerState.FAILED else "starting"


@contextmanager
def model_for_command(
    settings: Settings, use: str | None, *, tell: Callable[[str], None]
) -> Iterator[ModelChoice | None]:
    """Say where the model answers while one command runs, and serve a profile for that long.

    `use=None` takes the settings' choice. A profile whose server runs on this home is used, else it is served
    for this command. The settings' profile is never fetched by the way: where it was not prepared yet,
    answers are verbatim. `tell` is given the line that says what the person at the terminal waits for.

    Raises:
        SettingsError: there is no such profile.
        ModelServerError: the profile cannot be served here, and why.
    """
    chosen = use or settings.model.use
    if not is_profile(chosen):
        yield model_choice(settings, chosen)
        return
    profile, places = profile_of(settings, chosen), places_of(settings)
    running = read_running(places.state_file)
    if use is None and (running is None or running.served_name != profile.served_name):
        if not is_prepared(profile, places):
            tell(
                f"model {chosen!r} is not on this machine yet: answers quote the guidelines word for word; "
                f"'yizheng up' or '--model {chosen}' fetches and starts it"
            )
            yield None
            return
        tell(f"starting model {chosen!r} for this command; '--model off' answers at once, word for word")
    with _served(settings, chosen) as choice:
        yield choice


@contextmanager
def _served(settings: Settings, chosen: str) -> Iterator[ModelChoice | None]:
    server = _server(settings, chosen)
    try:
        with closing(TerminalProgress()) as progress:
            server.ensure_and_start(progress)
        yield model_choice(settings, chosen)
    finally:
        server.stop()


def _server(settings: Settings, use: str) -> ModelServer:
    return ModelServer(profile_of(settings, use), places_of(settings), port=settings.model.port)
