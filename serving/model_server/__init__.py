"""Prepares, starts, watches and stops the model server: vLLM in an environment of its own, on loopback.

Start reading at `server.py`; models are data in `profiles.toml`.
"""

from serving.model_server.errors import (
    EnvironmentSetupError,
    ModelServerError,
    PortInUseError,
    ServerFailedError,
    UnknownProfileError,
    WeightsError,
    WrongHashError,
)
from serving.model_server.places import Places
from serving.model_server.profiles import Profile, load_profiles, profile_named
from serving.model_server.progress import Progress, Step, TerminalProgress, no_progress
from serving.model_server.server import Endpoint, ModelServer
from serving.model_server.state import ServerState, ServerStatus

__all__ = [
    "Endpoint",
    "EnvironmentSetupError",
    "ModelServer",
    "ModelServerError",
    "Places",
    "PortInUseError",
    "Profile",
    "Progress",
    "ServerFailedError",
    "ServerState",
    "ServerStatus",
    "Step",
    "TerminalProgress",
    "UnknownProfileError",
    "WeightsError",
    "WrongHashError",
    "load_profiles",
    "no_progress",
    "profile_named",
]
