"""What every route is handed: the house, its capabilities, its measurements."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, cast

from fastapi import Depends, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from pydantic_core import to_json

from assistant.lanes import WRITING
from serving.problems import JsonObject
from serving.quota import Quota
from serving.report_files import ReportFiles
from serving.service import Service
from serving.telemetry import Telemetry

if TYPE_CHECKING:
    from assistant.house import House


_Given = ParamSpec("_Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """One application's parts; `started` tells this process's server from an earlier one.

    `registrations` bounds what one address may register: a ward shares one, nobody makes a thousand accounts.
    """

    house: House
    service: Service
    telemetry: Telemetry
    started: str
    files: ReportFiles
    registrations: Quota = field(default_factory=lambda: Quota(most=30, within_s=3600))


def serving_of(request: Request) -> Serving:
    """Give the parts of the application that this request came to."""
    return cast("Serving", request.app.state.serving)


async def _served(request: Request) -> Serving:
    return serving_of(request)


Served = Annotated[Serving, Depends(_served)]


class Told(JSONResponse):
    """JSON written in C: a quarter of the time, which counts for a queue of sixty every few seconds."""

    def render(self, content: JsonObject) -> bytes:
        """Write plain values."""
        return to_json(content)


async def told(
    work: Callable[_Given, JsonObject], *given: _Given.args, **named: _Given.kwargs
) -> JSONResponse:
    """Do a piece of work beside the event loop and answer what it tells."""
    return Told(await asyncio.to_thread(work, *given, **named))


async def recorded(
    work: Callable[_Given, JsonObject], *given: _Given.args, **named: _Given.kwargs
) -> JSONResponse:
    """Do a piece of work that writes, after what others write, and answer what it tells."""
    return Told(await WRITING.do(work, *given, **named))


def body_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Describe a body for the API description; reading it stays ours, so that no fault echoes its text."""
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}
