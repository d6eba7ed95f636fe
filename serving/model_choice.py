"""From `off`, a profile's name or a URL to where the drafting model answers."""

from __future__ import annotations

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.wiring import ModelChoice
from serving.model_server.errors import ModelServerError
from serving.model_server.places import Places
from serving.model_server.preparation import model_folder
from serving.model_server.profiles import Profile, profile_named
from serving.model_server.state import LOOPBACK, read_running


def is_profile(use: str) -> bool:
    """Say whether a model setting names a profile, which we serve ourselves."""
    return use != "off" and "://" not in use


def places_of(settings: Settings) -> Places:
    """Name the model server's folders for these settings."""
    return Places(home=settings.home, cache=settings.cache, python=settings.model.python)


def profile_of(settings: Settings, use: str) -> Profile:
    """Find the profile that `use` names.

    Raises:
        SettingsError: there is none, or its folder holds no model.
    """
    try:
        return profile_named(use, folder=settings.model.folder)
    except ModelServerError as fault:
        raise SettingsError(str(fault)) from fault


def model_choice(settings: Settings, use: str | None) -> ModelChoice | None:
    """Say where the model answers; `use=None` takes the settings' choice, None out means `off`.

    Raises:
        SettingsError: no such profile.
    """
    chosen = use or settings.model.use
    if chosen == "off":
        return None
    if not is_profile(chosen):
        return ModelChoice(
            url=chosen,
            name=settings.model.name,
            api_key=settings.model.api_key,
            reasoning=settings.model.reasoning,
        )
    profile, places = profile_of(settings, chosen), places_of(settings)
    running = read_running(places.state_file)
    port = running.port if running is not None else settings.model.port
    return ModelChoice(
        url=f"http://{LOOPBACK}:{port}/v1",
        name=profile.served_name,
        reasoning=profile.reasoning,
        tokenizer=model_folder(profile, places),
    )
