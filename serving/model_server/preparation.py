"""Everything that must be there before vLLM can start, made where it is missing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeAlias

from serving.model_server.command import vllm_command
from serving.model_server.environment import ensure_environment, is_built
from serving.model_server.errors import EnvironmentSetupError
from serving.model_server.places import Places
from serving.model_server.processor import precision_here
from serving.model_server.profiles import Profile
from serving.model_server.progress import Progress
from serving.model_server.weights import ensure_weights

CommandFor: TypeAlias = Callable[[int], list[str]]


def model_folder(profile: Profile, places: Places) -> Path | None:
    """Say where the model and its tokenizer lie; None for a hub id, which only vLLM resolves."""
    if profile.weights is not None:
        return places.models / profile.weights.folder_name
    folder = Path(str(profile.model))
    return folder if folder.is_dir() else None


def is_prepared(profile: Profile, places: Places) -> bool:
    """Say whether `prepare` would neither fetch nor build anything."""
    interpreter = places.python is not None or (profile.device != "gpu" and is_built(places))
    folder = model_folder(profile, places)
    return interpreter and folder is not None and folder.is_dir()


def prepare(profile: Profile, places: Places, progress: Progress) -> CommandFor:
    """Build the environment and the weights at the same time; give the command for a port.

    Raises:
        ModelServerError: what is missing and how to mend it.
    """
    if profile.weights is None:
        interpreter = _interpreter(profile, places, progress)
        return partial(vllm_command, interpreter, str(profile.model), profile, precision_here())
    with ThreadPoolExecutor(max_workers=1) as pool:
        environment = pool.submit(_interpreter, profile, places, progress)
        folder = ensure_weights(profile.weights, places, environment.result, progress)
        return partial(vllm_command, environment.result(), str(folder), profile, precision_here())


def _interpreter(profile: Profile, places: Places, progress: Progress) -> Path:
    if places.python is not None:
        return places.python
    if profile.device == "gpu":
        message = (
            f"profile {profile.name!r} needs vLLM for GPUs: name the interpreter that has it"
            " (YIZHENG_MODEL__PYTHON), or start it yourself and give its URL (YIZHENG_MODEL__USE)"
        )
        raise EnvironmentSetupError(message)
    return ensure_environment(places, progress)
