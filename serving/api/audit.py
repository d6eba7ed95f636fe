"""`/v1/audit/verify`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.people import Scope
from serving.api.services import Served
from serving.auth import allowing

router = APIRouter(prefix="/v1/audit", tags=["audit"])
_First = Annotated[str | None, Query(alias="from", max_length=32)]
_Last = Annotated[str | None, Query(alias="to", max_length=32)]


@router.get("/verify", dependencies=[Depends(allowing(Scope.AUDIT, Role.AUDITOR, Role.ADMIN))])
async def verify(served: Served, since: _First = None, until: _Last = None) -> JSONResponse:
    """Walk the chain of records, or the days `from` to `to`, to its first broken link."""
    return JSONResponse(await served.service.verify(since, until))
