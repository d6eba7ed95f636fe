"""Where the model server keeps things: what is rebuilt lies in the cache, what is running in the home."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from serving.model_server.errors import EnvironmentSetupError

_LOCKS = Path(__file__).resolve().parents[2] / "locks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The folders; `locks` holds the hash locks that come with the source tree.

    `python` is the interpreter of a hospital's own vLLM; without it we build one for CPUs.
    """

    home: Path
    cache: Path
    locks: Path = _LOCKS
    python: Path | None = None

    @property
    def models(self) -> Path:
        """Folder of converted models, named by content."""
        return self.cache / "models"

    @property
    def state_file(self) -> Path:
        """File that names the running model server of this home."""
        return self.home / "model-server.json"

    @property
    def log_file(self) -> Path:
        """Newest log of the model server; older ones have a number behind."""
        return self.home / "logs" / "model-server.log"

    def lock_file(self, name: str) -> Path:
        """Find a hash lock.

        Raises:
            EnvironmentSetupError: the lock is not there.
        """
        path = self.locks / name
        if not path.is_file():
            message = f"the hash lock {name!r} is missing; run from a clone of the source tree"
            raise EnvironmentSetupError(message)
        return path

    def environment(self) -> Path:
        """Name the model environment by what its lock pins, whatever the lock's comments say."""
        text = self.lock_file("model-server.txt").read_text("utf-8")
        pins = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        digest = hashlib.sha256("\n".join(pins).encode()).hexdigest()
        return self.cache / "envs" / f"model-server-{digest[:12]}"
