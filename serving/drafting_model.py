"""Brings the model server up beside the application: the doors open at once, drafts follow."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.settings import Settings
from serving.model_choice import is_profile, places_of, profile_of
from serving.model_server.errors import ModelServerError
from serving.model_server.progress import TerminalProgress
from serving.model_server.server import ModelServer

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
    server = ModelServer(profile_of(settings, use), places_of(settings), port=settings.model.port)

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
