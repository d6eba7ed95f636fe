"""`/v1/notices`: what is urgent or overdue now, for staff who work on tasks."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.people import Scope
from assistant.worklist.task import LIVE
from assistant.worklist.worklist import STAFF
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.problems import Json, JsonObject
from serving.recalls import due_recalls, notice_json

router = APIRouter(prefix="/v1/notices", tags=["tasks"])
_Staff = Annotated[Caller, Depends(allowing(Scope.TASKS, *STAFF))]


@router.get("")
async def waiting(caller: _Staff, served: Served) -> JSONResponse:
    """List what is urgent and taken by nobody, or overdue, and the recalls due today."""
    return JSONResponse(await asyncio.to_thread(_waiting, served, caller))


def _waiting(served: Serving, caller: Caller) -> JsonObject:
    seen = {one.ticket for one in served.house.worklist.queue(caller.asker, LIVE)}
    told: list[Json] = [
        {
            "kind": one.kind,
            "ticket": one.ticket,
            "priority": one.priority,
            "queue": one.queue,
            "due_at": one.due_at.isoformat(),
            "called": one.called,
        }
        for one in served.house.bell.waiting()
        if one.ticket in seen
    ]
    told += [notice_json(served.house, one) for one in due_recalls(served.house, caller.asker)]
    return {"notices": told}
