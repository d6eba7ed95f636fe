"""`/v1/index/asked`: other processes of this house ask the one that owns the index; nobody else may."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from assistant.errors import AccessDeniedError
from retrieval.remote_index import What
from serving.api.services import Served
from serving.auth import Caller, SignedIn
from serving.errors import InvalidLineError

router = APIRouter(prefix="/v1/index", include_in_schema=False)


async def _operator(caller: SignedIn) -> Caller:
    """Let pass the holder of this machine's own token, whatever scopes another key has."""
    if caller.via != "operator":
        message = "only a process of this house asks the index directly; search at /v1/search"
        raise AccessDeniedError(message)
    return caller


@router.post("/asked", dependencies=[Depends(_operator)])
async def asked(
    request: Request,
    served: Served,
    what: Annotated[What, Query()],
    collection: Annotated[str, Query(max_length=128)] = "",
) -> Response:
    """Answer a process that stands beside this one."""
    body = await request.body()
    try:
        told = await run_in_threadpool(served.house.index_asked, what, collection, body)
    except ValidationError:
        message = "the body is no question to the index"
        raise InvalidLineError(message) from None
    return Response(told, media_type="application/json")
