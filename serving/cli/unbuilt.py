"""Commands whose capability does not exist yet: they say so and exit 2, nothing stands in for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import typer

from serving.errors import NotBuiltError

_LATER: Final = ("triage",)


def register(app: typer.Typer) -> None:
    """Add a command for each capability to come."""
    for name in _LATER:
        app.command(name, context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
            not_built(name)
        )


def not_built(name: str) -> Callable[[], None]:
    """Make the command that says that `name` is not built yet."""

    def refuse() -> None:
        message = f"'yizheng {name}' is not built yet; this version cannot do it"
        raise NotBuiltError(message)

    refuse.__doc__ = "Not built yet."
    return refuse
