"""Commands whose capability does not exist yet: they say so and exit 2, nothing stands in for them."""

from __future__ import annotations

from collections.abc import Callable

from serving.errors import NotBuiltError


def not_built(name: str) -> Callable[[], None]:
    """Make the command that says that `name` is not built yet."""

    def refuse() -> None:
        message = f"'yizheng {name}' is not built yet; this version cannot do it"
        raise NotBuiltError(message)

    refuse.__doc__ = "Not built yet."
    return refuse
