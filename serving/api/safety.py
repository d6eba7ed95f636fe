"""`/v1/safety`: the stop button and the gate's policy; anybody signed in sees whether the assistant runs."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.lanes import HOUSEKEEPING
from assistant.people import Scope
from assistant.safety.stop import OVERSEERS
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema, told
from serving.auth import Caller, SignedIn, allowing
from serving.daily import DailyDesk, JudgeIn
from serving.policies import ApproveIn, PolicyDesk, PolicyIn, TryIn
from serving.safety import LOOKERS, ReasonIn, StopDesk
from serving.schemas import parse

router = APIRouter(prefix="/v1/safety", tags=["safety"])
Overseer = Annotated[Caller, Depends(allowing(Scope.ADMIN, *OVERSEERS))]
Officer = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.SAFETY_OFFICER))]
Looker = Annotated[Caller, Depends(allowing(Scope.ADMIN, *LOOKERS))]


@router.get("/stop")
async def standing(caller: SignedIn, served: Served) -> JSONResponse:
    """Say whether the assistant is stopped, and what whoever asks is told."""
    return JSONResponse(await asyncio.to_thread(StopDesk(served.house).standing, caller))


@router.get("/daily")
async def daily(
    caller: Officer, served: Served, day: Annotated[str | None, Query(max_length=32)] = None
) -> JSONResponse:
    """Give a day's answers that were shown with a caution; that they were opened is recorded."""
    return await told(DailyDesk(served.house).review, day, caller)


@router.post("/daily/{reference}", openapi_extra=body_schema(JudgeIn))
async def judge(reference: str, caller: Officer, line: JsonBody, served: Served) -> JSONResponse:
    """Keep what the safety officer makes of one of them."""
    return await told(DailyDesk(served.house).judge, reference, line, caller)


@router.post("/stop", openapi_extra=body_schema(ReasonIn))
async def stop(caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Stop the whole assistant at once."""
    return JSONResponse(await asyncio.to_thread(StopDesk(served.house).stop, line, caller))


@router.post("/start", openapi_extra=body_schema(ReasonIn))
async def start(caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Start the assistant again; a person who is signed in only."""
    return JSONResponse(await asyncio.to_thread(StopDesk(served.house).start, line, caller))


@router.post("/try", openapi_extra=body_schema(TryIn))
async def tried(_: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Judge a sentence as somebody of a role would write it: every rule, its words, reason and source."""
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).tried, line))


@router.post("/suite")
async def suite(_: Overseer, served: Served, *, whole: bool = False) -> JSONResponse:
    """Run the gate's own cases under what is in force: a quarter of them, or all with `whole`."""
    return JSONResponse(await HOUSEKEEPING.do(PolicyDesk(served.house).suite, whole=whole))


@router.get("/policy")
async def policy(_: Looker, served: Served) -> JSONResponse:
    """Give the lists in force and what came into force when."""
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).standing))


@router.get("/policy/drafts")
async def drafts(_: Looker, served: Served) -> JSONResponse:
    """List all versions of the policy, the newest first."""
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).drafts))


@router.post("/policy/drafts", status_code=201, openapi_extra=body_schema(PolicyIn))
async def propose(caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Propose a change; nothing changes before a second person approves it."""
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).propose, line, caller), 201)


@router.get("/policy/drafts/{draft_id}")
async def draft(draft_id: str, _: Looker, served: Served) -> JSONResponse:
    """Show a version with the words of its files."""
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).draft, draft_id))


@router.get("/policy/drafts/{draft_id}/preview")
async def preview(draft_id: str, _: Overseer, served: Served) -> JSONResponse:
    """Tell what a draft would change: the gate's own cases and recent texts, old against new."""
    return JSONResponse(await HOUSEKEEPING.do(PolicyDesk(served.house).preview, draft_id))


@router.post("/policy/drafts/{draft_id}/approve", openapi_extra=body_schema(ApproveIn))
async def approve(draft_id: str, caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Bring a draft of somebody else's into force."""
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).approve, draft_id, line, caller))


@router.post("/policy/drafts/{draft_id}/refuse", openapi_extra=body_schema(ReasonIn))
async def refuse(draft_id: str, caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Put a draft away."""
    reason = parse(ReasonIn, line).reason
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).refuse, draft_id, reason, caller))


@router.post("/policy/rollback", openapi_extra=body_schema(ReasonIn))
async def roll_back(caller: Overseer, line: JsonBody, served: Served) -> JSONResponse:
    """Bring the version before the one in force back."""
    reason = parse(ReasonIn, line).reason
    return JSONResponse(await asyncio.to_thread(PolicyDesk(served.house).roll_back, reason, caller))
