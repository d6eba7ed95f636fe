"""The models that we know how to serve, read from `profiles.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from serving.model_server.errors import UnknownProfileError

_FROZEN = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsSource:
    """Where a model's bytes come from; only `sha256` is trusted, never a package's name."""

    name: str
    lock: str
    sha256: str
    gguf_bytes: int
    folder_bytes: int
    licence: str

    @property
    def folder_name(self) -> str:
        """Name the converted folder by its content."""
        return f"{self.name}-{self.sha256[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one model is served: either `weights` that we prepare, or `model`, a folder or hub id."""

    name: str
    about: str
    weights: WeightsSource | None
    model: str | None
    device: Literal["cpu", "gpu"]
    max_model_len: int
    kv_cache_gb: int
    tensor_parallel: int
    reasoning_parser: str | None
    prefix_caching: bool
    prompt_lookup: bool

    @property
    def reasoning(self) -> bool:
        """Say whether the model thinks aloud before it answers."""
        return self.reasoning_parser is not None

    @property
    def served_name(self) -> str:
        """Name the model and its revision, as clients and records see it."""
        return self.weights.folder_name if self.weights else f"{self.name}@{Path(str(self.model)).name}"


class _WeightsEntry(BaseModel):
    model_config = _FROZEN
    lock: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    gguf_bytes: int = Field(gt=0)
    folder_bytes: int = Field(gt=0)
    licence: str


class _ProfileEntry(BaseModel):
    model_config = _FROZEN
    about: str
    weights: str | None = None
    model: str | None = None
    device: Literal["cpu", "gpu"]
    max_model_len: int = Field(gt=0)
    kv_cache_gb: int = Field(4, gt=0)
    tensor_parallel: int = Field(1, ge=1)
    reasoning_parser: str | None = None
    prefix_caching: bool = True
    prompt_lookup: bool


class _ProfileFile(BaseModel):
    model_config = _FROZEN
    weights: dict[str, _WeightsEntry]
    profile: dict[str, _ProfileEntry]


def parse_profiles(text: str) -> dict[str, Profile]:
    """Read profiles from TOML.

    Raises:
        UnknownProfileError: an unknown key, a missing value, or not exactly one of `weights` and `model`.
    """
    try:
        table = _ProfileFile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as fault:
        message = f"the model profiles cannot be read ({fault}); correct profiles.toml"
        raise UnknownProfileError(message) from fault
    sources = {name: WeightsSource(name=name, **entry.model_dump()) for name, entry in table.weights.items()}
    return {name: _profile(name, entry, sources) for name, entry in table.profile.items()}


def _profile(name: str, entry: _ProfileEntry, sources: Mapping[str, WeightsSource]) -> Profile:
    if (entry.weights is None) == (entry.model is None) or (
        entry.weights is not None and entry.weights not in sources
    ):
        message = f"profile {name!r} needs either `model` or known `weights`; correct profiles.toml"
        raise UnknownProfileError(message)
    values = entry.model_dump(exclude={"weights"})
    return Profile(name=name, weights=sources[entry.weights] if entry.weights else None, **values)


@cache
def load_profiles() -> Mapping[str, Profile]:
    """Read the profiles that come with the product."""
    return parse_profiles(files("serving.model_server").joinpath("profiles.toml").read_text("utf-8"))


def profile_named(name: str, *, folder: Path | None = None) -> Profile:
    """Find a profile; `folder` puts a hospital's own weights in the place of the profile's.

    Raises:
        UnknownProfileError: no such profile, or no model in that folder.
    """
    profiles = load_profiles()
    if name not in profiles:
        message = f"no model profile {name!r}; choose one of {', '.join(profiles)}, a URL, or off"
        raise UnknownProfileError(message)
    profile = profiles[name]
    if folder is None:
        return profile
    if not (folder / "config.json").is_file():
        message = f"{str(folder)!r} holds no model (config.json is missing); correct model.folder"
        raise UnknownProfileError(message)
    return replace(profile, weights=None, model=str(folder.resolve()))
