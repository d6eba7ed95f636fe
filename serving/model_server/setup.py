"""Prepares a profile without starting it: `python -m serving.model_server.setup NAME`."""

from __future__ import annotations

import sys

from assistant.errors import SettingsError
from assistant.settings import read_settings
from serving.model_server.errors import ModelServerError
from serving.model_server.places import Places
from serving.model_server.preparation import prepare
from serving.model_server.profiles import profile_named
from serving.model_server.progress import TerminalProgress


def main(name: str) -> int:
    """Prepare one profile; 2 with one line on stderr where that cannot be done."""
    progress = TerminalProgress()
    try:
        settings = read_settings()
        places = Places(home=settings.home, cache=settings.cache, python=settings.model.python)
        prepare(profile_named(name), places, progress)
    except (ModelServerError, SettingsError) as fault:
        sys.stderr.write(f"error: {fault}\n")
        return 2
    finally:
        progress.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
