"""The addresses of the doctor's follow-up pages; a step that cannot be taken is told on the page itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.errors import (
    AccessDeniedError,
    ConsentNeededError,
    FollowUpError,
    InvalidQuestionError,
    TaskError,
)
from assistant.exchange import Role
from assistant.follow_up import Plan
from assistant.people import Scope
from assistant.worklist.worklist import STAFF
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.errors import InvalidLineError
from serving.follow_up import FollowUpDesk
from serving.problems import JsonObject, kind_of, message_of
from serving.ui.follow_up.file import file_html
from serving.ui.follow_up.form import new_html, terms_in
from serving.ui.follow_up.pages import FOLLOW_UP, PlanView, list_html, page_html, plan_html
from serving.ui.library.routes import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_Staff = Annotated[Caller, Depends(allowing(Scope.TASKS, *STAFF))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR))]
_FRESH: Final = {"Cache-Control": "no-store"}
_UNDONE: Final = (FollowUpError, ConsentNeededError, TaskError, InvalidLineError, InvalidQuestionError)


@router.get(FOLLOW_UP)
async def plans(caller: _Staff, served: Served) -> HTMLResponse:
    """List the plans that one may see."""

    def listed() -> str:
        found = served.house.follow_up.plans(caller.asker)
        return list_html(found, _names(served, found))

    return _page(await run_in_threadpool(listed))


@router.get(f"{FOLLOW_UP}/new")
async def new(caller: _Doctor, served: Served, ticket: str = "") -> HTMLResponse:
    """Show the form for the person of a ticket."""
    await run_in_threadpool(served.house.worklist.seen, ticket, caller.asker)
    return _page(new_html(ticket, {}, now=served.house.follow_up.now()))


@router.post(f"{FOLLOW_UP}/new")
async def set_plan(caller: _Doctor, served: Served, request: Request) -> Response:
    """Set a plan and show it."""
    form = await _sent(request)

    def made() -> JsonObject:
        return FollowUpDesk(served.house).set(terms_in(form, caller.asker.department), caller)

    def again() -> str:
        return new_html(form.get("ticket", ""), form, now=served.house.follow_up.now())

    return await _step(made, again)


@router.get(f"{FOLLOW_UP}/file")
async def file(caller: _Doctor, served: Served, ticket: str = "") -> HTMLResponse:
    """Show the health file of a ticket's person, where they agreed; the look is recorded."""

    def shown() -> str:
        task = served.house.worklist.seen(ticket, caller.asker)
        by = caller.asker.person or "operator"
        held = served.house.health_file.for_staff(task.asker, by=by, ticket=task.ticket)
        return page_html(file_html(held, task.ticket))

    try:
        return HTMLResponse(await run_in_threadpool(shown), headers=_FRESH)
    except ConsentNeededError as fault:
        return HTMLResponse(page_html("", fault=message_of(fault)), status_code=403, headers=_FRESH)


@router.get(f"{FOLLOW_UP}/{{plan_id}}")
async def plan(plan_id: str, caller: _Staff, served: Served) -> HTMLResponse:
    """Show a plan with its course."""
    return _page(await run_in_threadpool(_plan, served, caller, plan_id))


@router.post(f"{FOLLOW_UP}/{{plan_id}}/change")
async def change(plan_id: str, caller: _Doctor, served: Served, request: Request) -> Response:
    """Give a plan new terms."""
    form = await _sent(request)

    def changed() -> JsonObject:
        terms = terms_in(form, caller.asker.department)
        return FollowUpDesk(served.house).change(plan_id, terms, caller)

    return await _step(changed, lambda: _plan(served, caller, plan_id))


@router.post(f"{FOLLOW_UP}/{{plan_id}}/end")
async def end(plan_id: str, caller: _Staff, served: Served, request: Request) -> Response:
    """End a plan."""
    form = await _sent(request)
    version = int(form["version"]) if form.get("version", "").isdecimal() else None

    def ended() -> JsonObject:
        asked: JsonObject = {"why": form.get("why", ""), "version": version}
        return FollowUpDesk(served.house).end(plan_id, asked, caller)

    return await _step(ended, lambda: _plan(served, caller, plan_id))


def _plan(served: Serving, caller: Caller, plan_id: str) -> str:
    room = served.house.follow_up
    held = room.plan(plan_id, caller.asker)
    overseer = caller.asker.role is Role.SAFETY_OFFICER
    view = PlanView(
        plan=held,
        names=_names(served, (held,)),
        writes=caller.asker.person == held.doctor or overseer,
        now=room.now(),
    )
    return plan_html(view)


async def _step(work: Callable[[], JsonObject], again: Callable[[], str]) -> Response:
    """Take a step and go on to the plan; what keeps it from being taken is told above `again`."""
    try:
        made = await run_in_threadpool(work)
    except _UNDONE as fault:
        if isinstance(fault, AccessDeniedError) and not isinstance(fault, ConsentNeededError):
            raise
        html = page_html(await run_in_threadpool(again), fault=message_of(fault))
        return HTMLResponse(html, status_code=kind_of(fault).status, headers=_FRESH)
    return RedirectResponse(f"{FOLLOW_UP}/{made['id']}", status_code=303, headers=_FRESH)


async def _sent(request: Request) -> Mapping[str, str]:
    return {key: one for key, one in (await request.form()).items() if isinstance(one, str)}


def _names(served: Serving, found: tuple[Plan, ...]) -> Mapping[str, str]:
    told = ((one.doctor, served.house.accounts.name_of(one.doctor)) for one in found)
    return {account: name for account, name in told if name is not None}


def _page(body: str) -> HTMLResponse:
    return HTMLResponse(page_html(body), headers=_FRESH)
