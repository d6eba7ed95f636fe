"""`/v1/follow-up`: plans that a doctor sets, questions that are due, answers and what they lead to."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.people import Scope
from assistant.worklist.worklist import STAFF
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, allowing
from serving.follow_up import AnswersIn, EndIn, FollowUpDesk, PlanIn, TermsIn

router = APIRouter(prefix="/v1/follow-up", tags=["tasks"])
_Person = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR))]
_Staff = Annotated[Caller, Depends(allowing(Scope.TASKS, *STAFF))]


@router.post("", status_code=201, openapi_extra=body_schema(PlanIn))
async def set_plan(caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Set a plan for the person of a ticket that one may see."""
    return JSONResponse(await asyncio.to_thread(FollowUpDesk(served.house).set, line, caller), 201)


@router.get("")
async def plans(caller: _Person, served: Served) -> JSONResponse:
    """List plans: staff those that they may see, anybody else their own."""
    return JSONResponse(await asyncio.to_thread(FollowUpDesk(served.house).plans, caller))


@router.get("/due")
async def due(caller: _Person, served: Served) -> JSONResponse:
    """Say what one is asked now."""
    return JSONResponse(await asyncio.to_thread(FollowUpDesk(served.house).due, caller))


@router.get("/{plan_id}")
async def one(plan_id: str, caller: _Person, served: Served) -> JSONResponse:
    """Show a plan with its course; to who may not know of it there is none."""
    return JSONResponse(await asyncio.to_thread(FollowUpDesk(served.house).one, plan_id, caller))


@router.put("/{plan_id}", openapi_extra=body_schema(TermsIn))
async def change(plan_id: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Give a plan new terms; the old ones are kept."""
    return JSONResponse(await asyncio.to_thread(FollowUpDesk(served.house).change, plan_id, line, caller))


@router.post("/{plan_id}/end", openapi_extra=body_schema(EndIn))
async def end(plan_id: str, caller: _Staff, line: JsonBody, served: Served) -> JSONResponse:
    """End a plan, with a reason."""
    return JSONResponse(await asyncio.to_thread(FollowUpDesk(served.house).end, plan_id, line, caller))


@router.post("/{plan_id}/answers", openapi_extra=body_schema(AnswersIn))
async def answer(plan_id: str, caller: _Person, line: JsonBody, served: Served) -> JSONResponse:
    """Answer a round; an emergency in the answers comes back as its card."""
    return JSONResponse(await asyncio.to_thread(FollowUpDesk(served.house).answer, plan_id, line, caller))
