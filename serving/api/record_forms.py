"""`/v1/drafts/templates`: the forms of records, and a hospital's own."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.charts.rights import WRITERS
from assistant.exchange import Role
from assistant.forms.book import SIGNERS
from assistant.people import Scope
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, SignedIn, allowing
from serving.record_forms import FormDesk, SaveIn, TryIn, WithdrawIn

router = APIRouter(prefix="/v1/drafts/templates", tags=["records"])
_Reader = Annotated[Caller, Depends(allowing(Scope.ASK, *WRITERS, Role.ADMIN))]
_Signer = Annotated[Caller, Depends(allowing(Scope.ASK, *SIGNERS))]


@router.get("")
async def templates(_: SignedIn, served: Served) -> JSONResponse:
    """List the record forms: sections, which are required, deadlines, and whose form it is."""
    return JSONResponse(await asyncio.to_thread(FormDesk(served.house).listed))


@router.post("/preview", openapi_extra=body_schema(TryIn))
async def preview(caller: _Reader, line: JsonBody, served: Served) -> JSONResponse:
    """Draft a conversation with a form that nobody signed yet; faults name their lines. Nothing is kept."""
    return JSONResponse(await asyncio.to_thread(FormDesk(served.house).tried, line, caller))


@router.put("", openapi_extra=body_schema(SaveIn))
async def save(caller: _Signer, line: JsonBody, served: Served) -> JSONResponse:
    """Sign a form: from the next draft on, records are written with it."""
    return JSONResponse(await asyncio.to_thread(FormDesk(served.house).save, line, caller), status_code=201)


@router.get("/{name}")
async def one(name: str, caller: _Reader, served: Served) -> JSONResponse:
    """Show a form's words, its signed versions, and conversations to try it on."""
    return JSONResponse(await asyncio.to_thread(FormDesk(served.house).one, name, caller))


@router.post("/{name}/withdraw", openapi_extra=body_schema(WithdrawIn))
async def withdraw(name: str, caller: _Signer, line: JsonBody, served: Served) -> JSONResponse:
    """Take a signed form back: what stood without it stands again."""
    return JSONResponse(await asyncio.to_thread(FormDesk(served.house).withdraw, name, line, caller))
