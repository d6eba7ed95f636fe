"""The self-check: what stands, what is missing, and how to mend it."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from assistant.errors import SettingsError
from assistant.gate.policy import load_policy
from assistant.settings import Settings
from guidelines.readers import rapid_ocr
from serving.errors import PortInUseError
from serving.model_choice import is_profile, places_of, profile_of
from serving.model_server.errors import ModelServerError
from serving.model_server.preparation import model_folder
from serving.model_server.processor import precision_here
from serving.running import RunningServer, bind

if TYPE_CHECKING:
    from assistant.house import Health

State = Literal["ok", "warning", "missing"]
_LEAST_FREE_GB: Final = 2.0
_GB: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; `mend` is what to do about it, empty when it stands."""

    name: str
    state: State
    what: str
    mend: str = ""


def check_machine(settings: Settings, server: RunningServer | None) -> list[Finding]:
    """Look at what must stand before the house can open."""
    return [
        _python(),
        _home(settings),
        _room(settings),
        _address(settings, server),
        _model_files(settings),
        _processor(),
        _scans(),
        check_hotlines(datetime.now(tz=UTC).date(), settings.home),
    ]


def check_hotlines(on: date, home: Path | None = None) -> Finding:
    """List the numbers that a person may be given, the hospital's own first, and say which are old."""
    try:
        lines = load_policy(home).hotlines
    except SettingsError as fault:
        return Finding(name="hotlines", state="missing", what=str(fault), mend="see the message")
    what = "; ".join(
        " ".join(filter(None, (one.number, one.region, one.hours, f"checked {one.checked}"))) for one in lines
    )
    if stale := [one.number for one in lines if one.stale(on)]:
        mend = f"call {', '.join(stale)} and note the day in policy.toml"
        return Finding(name="hotlines", state="warning", what=what, mend=mend)
    return Finding(name="hotlines", state="ok", what=what)


def check_house(health: Health) -> list[Finding]:
    """Read the state of an open house."""
    return [
        Finding(name="store", state="ok", what="records and ledger can be read")
        if health.store_ok
        else Finding(
            name="store", state="missing", what="the database cannot be read", mend="restore it from a backup"
        ),
        Finding(name="index", state="ok", what="matches the ledger")
        if health.index_ok
        else Finding(
            name="index",
            state="missing",
            what="absent, or built from another corpus, chunker or embedder",
            mend="run 'yizheng index --rebuild'",
        ),
        Finding(name="guidelines", state="ok", what=f"{health.editions} editions on file")
        if health.editions
        else Finding(
            name="guidelines",
            state="warning",
            what="no edition on file",
            mend="run 'yizheng guidelines add FILE', or start a fresh home with the starter library",
        ),
    ]


def check_model(state: str) -> Finding:
    """Read the state of the model."""
    if state == "ready":
        return Finding(name="model", state="ok", what="ready")
    mend = {
        "off": "choose one with --model or YIZHENG_MODEL__USE",
        "starting": "wait a minute",
        "down": "run 'yizheng up', or start the server that YIZHENG_MODEL__USE names",
    }
    return Finding(name="model", state="warning", what=f"{state}; answers are verbatim", mend=mend[state])


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(
        name="program", state="ok", what=f"yizheng {importlib.metadata.version('yizheng')}, Python {version}"
    )


def _home(settings: Settings) -> Finding:
    probe = settings.home / "run" / ".writable"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as fault:
        return Finding(
            name="home",
            state="missing",
            what=f"{str(settings.home)!r} cannot be written ({fault.strerror})",
            mend="correct its owner, or set YIZHENG_HOME to a folder of yours",
        )
    return Finding(name="home", state="ok", what=str(settings.home))


def _room(settings: Settings) -> Finding:
    folder = next(one for one in (settings.home, *settings.home.parents) if one.exists())
    free = shutil.disk_usage(folder).free / _GB
    if free >= _LEAST_FREE_GB:
        return Finding(name="disk", state="ok", what=f"{free:.0f} GB free")
    return Finding(
        name="disk",
        state="warning",
        what=f"{free:.1f} GB free, less than {_LEAST_FREE_GB:.0f}",
        mend="free some, or move YIZHENG_HOME",
    )


def _address(settings: Settings, server: RunningServer | None) -> Finding:
    if server is not None:
        return Finding(name="server", state="ok", what=f"running at {server.url} (pid {server.pid})")
    try:
        bind(settings.server.host, settings.server.port).close()
    except PortInUseError as fault:
        return Finding(
            name="server", state="warning", what=str(fault), mend="choose another YIZHENG_SERVER__PORT"
        )
    return Finding(name="server", state="ok", what="not running; its address is free")


def _scans() -> Finding:
    if rapid_ocr.available():
        return Finding(name="scans", state="ok", what="scanned pages can be read")
    return Finding(
        name="scans",
        state="warning",
        what="nothing here recognises scanned pages; a scanned PDF is refused",
        mend=rapid_ocr.MISSING,
    )


def _processor() -> Finding:
    if precision_here() == "auto":
        return Finding(name="processor", state="ok", what="a model without a GPU is served as it is stored")
    what = "no AVX-512: a model without a GPU is served in float32, with twice the memory for its weights"
    return Finding(name="processor", state="ok", what=what)


def _model_files(settings: Settings) -> Finding:
    use = settings.model.use
    if not is_profile(use):
        return Finding(name="model files", state="ok", what=f"none needed for {use!r}")
    try:
        places = places_of(settings)
        folder = model_folder(profile_of(settings, use), places)
        missing = [
            name
            for name, absent in (
                ("environment", not places.environment().is_dir()),
                ("weights", folder is not None and not folder.is_dir()),
            )
            if absent
        ]
    except (ModelServerError, SettingsError) as fault:
        return Finding(name="model files", state="warning", what=str(fault), mend="see the message")
    if missing:
        return Finding(
            name="model files",
            state="warning",
            what=f"{' and '.join(missing)} of {use!r} not prepared",
            mend="run 'make setup' or 'yizheng up'",
        )
    return Finding(name="model files", state="ok", what=f"{use!r} is prepared")
