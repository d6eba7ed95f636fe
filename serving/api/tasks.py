"""`/v1/tasks`: the queue for staff, one's own tickets for whoever asked."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse

from assistant.exchange import Role
from assistant.people import Scope
from assistant.worklist.states import Step
from assistant.worklist.worklist import STAFF
from guidelines import Language
from serving.api.access import HANDING_OVER
from serving.api.bodies import JsonBody, json_object
from serving.api.services import Served, body_schema, recorded, told
from serving.auth import Caller, SignedIn, allowing
from serving.problems import JsonObject
from serving.schemas import AskIn, AskOut
from serving.tasks import ReplyIn, SecondIn, StepIn, TaskDesk

router = APIRouter(prefix="/v1/tasks", tags=["tasks"])
_Asker = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Staff = Annotated[Caller, Depends(allowing(Scope.TASKS, *STAFF))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR))]
_Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=128)]
_STEP: Final = body_schema(StepIn)


async def _perhaps(request: Request) -> JsonObject:
    """Read the body, which a step may do without."""
    return await json_object(request) if await request.body() else {}


_Perhaps = Annotated[JsonObject, Depends(_perhaps)]


@router.post(
    "",
    dependencies=[HANDING_OVER],
    responses={200: {"model": AskOut}},
    openapi_extra=body_schema(AskIn),
)
async def ask_a_person(caller: _Asker, line: JsonBody, served: Served) -> JSONResponse:
    """Give a question to a person; an emergency card comes first even so."""
    return JSONResponse(await TaskDesk(served.house).ask_a_person(line, caller))


@router.get("")
async def queue(
    caller: _Staff, served: Served, state: Annotated[str | None, Query(max_length=128)] = None
) -> JSONResponse:
    """List the tasks that one may see, most urgent first; default: those whose asker waits."""
    return await told(TaskDesk(served.house).queue, caller, state)


@router.get("/{reference}")
async def one(
    reference: str, caller: SignedIn, served: Served, language: Annotated[Language, Query()] = "zh"
) -> JSONResponse:
    """Show a task: its packet to staff, its state and reply to whoever asked; to all others there is none."""
    return await told(TaskDesk(served.house).one, reference, caller, language)


@router.post("/{reference}/claim", openapi_extra=_STEP)
async def claim(
    reference: str, caller: _Doctor, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Take a task; of two who do, one wins and the other is told who."""
    return await _stepped(served, "claim", (reference, line, caller, key))


@router.post("/{reference}/release", openapi_extra=_STEP)
async def release(
    reference: str, caller: _Doctor, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Give a task back to its queue, with a reason."""
    return await _stepped(served, "release", (reference, line, caller, key))


@router.post("/{reference}/escalate", openapi_extra=_STEP)
async def escalate(
    reference: str, caller: _Staff, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Hand a task to its next desk, with a reason."""
    return await _stepped(served, "escalate", (reference, line, caller, key))


@router.post("/{reference}/close", openapi_extra=_STEP)
async def close(
    reference: str, caller: _Staff, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Close an answered task; the safety officer may end an unanswered one, with a reason."""
    return await _stepped(served, "close", (reference, line, caller, key))


@router.post("/{reference}/withdraw", openapi_extra=_STEP)
async def withdraw(
    reference: str, caller: _Asker, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Take one's own question back, as long as nobody answered it and nobody's safety hangs on it."""
    return await recorded(TaskDesk(served.house).withdraw, reference, line, caller, key)


@router.post("/{reference}/reply", openapi_extra=body_schema(ReplyIn))
async def reply(
    reference: str, caller: _Doctor, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Sign a reply; it goes back to the asker under one's own name."""
    desk = TaskDesk(served.house)
    return await recorded(desk.reply, reference, line, caller, key)


@router.post("/{reference}/countersign", openapi_extra=body_schema(SecondIn))
async def countersign(
    reference: str, caller: _Doctor, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Sign what another doctor has signed; only then it goes back to the asker."""
    desk = TaskDesk(served.house)
    return await recorded(desk.countersign, reference, line, caller, key)


@router.post("/{reference}/send_back", openapi_extra=_STEP)
async def send_back(
    reference: str, caller: _Doctor, line: _Perhaps, served: Served, key: _Key = None
) -> JSONResponse:
    """Give a signed reply back to its author instead of signing it, with a reason."""
    return await _stepped(served, "send_back", (reference, line, caller, key))


async def _stepped(
    served: Served, step: Step, given: tuple[str, JsonObject, Caller, str | None]
) -> JSONResponse:
    reference, line, caller, key = given
    desk = TaskDesk(served.house)
    return await recorded(desk.step, reference, step, line, caller, key)
