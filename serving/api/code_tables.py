"""`/v1/drafts/codes/tables`: the hospital's tables of diagnosis names, each a CSV file."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from assistant.charts.rights import WRITERS
from assistant.exchange import Role
from assistant.people import Scope
from serving.api.services import Served
from serving.auth import Caller, allowing
from serving.code_tables import CodeTables

router = APIRouter(prefix="/v1/drafts/codes/tables", tags=["records"])
_Reader = Annotated[Caller, Depends(allowing(Scope.ASK, *WRITERS, Role.ADMIN))]
_Keeper = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.ADMIN))]
_CSV: Final = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("")
async def tables(_: _Reader, served: Served) -> JSONResponse:
    """List the tables that diagnoses are offered from."""
    return JSONResponse(await asyncio.to_thread(CodeTables(served.house.settings.home).listed))


@router.put("/{name}", openapi_extra=_CSV)
async def put(name: str, _: _Keeper, request: Request, served: Served) -> JSONResponse:
    """Take a hospital's own table in: the CSV file itself, UTF-8 or GB18030; administrators only."""
    data = await request.body()
    return JSONResponse(await asyncio.to_thread(CodeTables(served.house.settings.home).put, name, data))


@router.delete("/{name}")
async def remove(name: str, _: _Keeper, served: Served) -> JSONResponse:
    """Take a table away; administrators only."""
    return JSONResponse(await asyncio.to_thread(CodeTables(served.house.settings.home).remove, name))
