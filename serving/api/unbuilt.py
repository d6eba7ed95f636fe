"""Addresses whose capability does not exist yet: they say so to whoever is signed in, nothing stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn

from fastapi import APIRouter

from serving.auth import SignedIn
from serving.errors import NotBuiltError

router = APIRouter(prefix="/v1", include_in_schema=False)
_SHELVES: Final = ("twins",)


def _not_built(name: str) -> Callable[[SignedIn], NoReturn]:
    def refuse(_: SignedIn) -> NoReturn:
        message = f"'/v1/{name}' is not built yet; this version cannot do it"
        raise NotBuiltError(message)

    return refuse


for _name in _SHELVES:
    for _path in (f"/{_name}", f"/{_name}/{{rest:path}}"):
        router.add_api_route(_path, _not_built(_name), methods=["GET", "POST"], response_model=None)
