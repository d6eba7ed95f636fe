"""`/v1/twins`: a doctor's delegations; whoever may ask sees those that speak."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.people import Scope
from serving.api.bodies import JsonBody
from serving.api.services import Served, body_schema
from serving.auth import Caller, allowing
from serving.twin_answers import AnswerDesk, AnswerIn
from serving.twin_preview import PreviewDesk, PreviewIn, preview_json
from serving.twins import CardIn, SignIn, TwinDesk

router = APIRouter(prefix="/v1/twins", tags=["twins"])
_Asker = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.ASK, Role.DOCTOR))]
_Revoker = Annotated[Caller, Depends(allowing(Scope.ASK, Role.DOCTOR, Role.ADMIN, Role.SAFETY_OFFICER))]


@router.get("")
async def twins(caller: _Asker, served: Served) -> JSONResponse:
    """List the twins that one may ask; one's own and, to who oversees, all with their cards."""
    return JSONResponse(await asyncio.to_thread(TwinDesk(served.house).list, caller))


@router.post("", status_code=201, openapi_extra=body_schema(CardIn))
async def propose(caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Make one's twin; it is silent until it is signed."""
    return JSONResponse(await asyncio.to_thread(TwinDesk(served.house).propose, line, caller), 201)


@router.post("/preview", openapi_extra=body_schema(PreviewIn))
async def preview(caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Say what a card would answer to a sample question, signed or not; no task is made."""
    return JSONResponse(preview_json(await PreviewDesk(served.house).preview(line, caller)))


@router.get("/{twin_id}")
async def twin(twin_id: str, caller: _Asker, served: Served) -> JSONResponse:
    """Show a twin; to all others there is none."""
    return JSONResponse(await asyncio.to_thread(TwinDesk(served.house).one, twin_id, caller))


@router.put("/{twin_id}", openapi_extra=body_schema(CardIn))
async def revise(twin_id: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Give one's twin another card; it is silent until that one is signed."""
    return JSONResponse(await asyncio.to_thread(TwinDesk(served.house).revise, twin_id, line, caller))


@router.post("/{twin_id}/sign", openapi_extra=body_schema(SignIn))
async def sign(twin_id: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Sign one's delegation as it stands."""
    return JSONResponse(await asyncio.to_thread(TwinDesk(served.house).sign, twin_id, line, caller))


@router.post("/{twin_id}/revoke")
async def revoke(twin_id: str, caller: _Revoker, served: Served) -> JSONResponse:
    """Take a delegation back; it is silent from now on."""
    return JSONResponse(await asyncio.to_thread(TwinDesk(served.house).revoke, twin_id, caller))


@router.get("/{twin_id}/answers")
async def answers(twin_id: str, caller: _Revoker, served: Served) -> JSONResponse:
    """List the answers that one approved for one's twin, and whether each may still be given."""
    return JSONResponse(await asyncio.to_thread(AnswerDesk(served.house).list, twin_id, caller))


@router.post("/{twin_id}/answers", status_code=201, openapi_extra=body_schema(AnswerIn))
async def approve(twin_id: str, caller: _Doctor, line: JsonBody, served: Served) -> JSONResponse:
    """Sign an answer that one's twin may give again."""
    return JSONResponse(await asyncio.to_thread(AnswerDesk(served.house).approve, twin_id, line, caller), 201)


@router.post("/{twin_id}/answers/{answer_id}/approve")
async def approve_again(twin_id: str, answer_id: str, caller: _Doctor, served: Served) -> JSONResponse:
    """Sign an answer for another quarter, while what it cites is in force."""
    desk = AnswerDesk(served.house)
    return JSONResponse(await asyncio.to_thread(desk.approve_again, twin_id, answer_id, caller))


@router.delete("/{twin_id}/answers/{answer_id}")
async def take_back(twin_id: str, answer_id: str, caller: _Doctor, served: Served) -> JSONResponse:
    """Take an answer back."""
    desk = AnswerDesk(served.house)
    return JSONResponse(await asyncio.to_thread(desk.take_back, twin_id, answer_id, caller))
