"""The addresses of the pages of outside findings; a step that cannot be taken is told on the page itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.errors import AssistantError, FindingStateError
from assistant.exchange import Role
from assistant.findings import Case
from assistant.findings.amending import UNDER_REVIEW
from assistant.findings.finding import RECALL
from assistant.findings.room import CALLERS, COUNTERS
from assistant.people import Scope
from assistant.worklist.worklist import Asked
from guidelines import Language
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.errors import ServingError
from serving.findings import FindingDesk
from serving.problems import JsonObject, kind_of, message_of
from serving.signing import signer_of
from serving.ui.findings.case import CaseView, case_html
from serving.ui.findings.frame import FINDINGS, FUNNEL, Room, page_html
from serving.ui.findings.funnel import funnel_html
from serving.ui.findings.listing import Listing, listing_html
from serving.ui.library.routes import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_Anybody = Annotated[Caller, Depends(allowing(Scope.TASKS, *CALLERS, *COUNTERS))]
_Seer = Annotated[Caller, Depends(allowing(Scope.TASKS, *CALLERS, Role.SAFETY_OFFICER))]
_Caller = Annotated[Caller, Depends(allowing(Scope.TASKS, *CALLERS))]
_Doctor = Annotated[Caller, Depends(allowing(Scope.TASKS, Role.DOCTOR))]
_Counter = Annotated[Caller, Depends(allowing(Scope.TASKS, *COUNTERS))]
_Admin = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.ADMIN))]
_FRESH: Final = {"Cache-Control": "no-store"}
_UNDONE: Final = (AssistantError, ServingError)


@router.get(FINDINGS)
async def findings(caller: _Anybody, served: Served) -> Response:
    """Show what waits, or to who only counts the funnel."""
    if caller.asker.role in {Role.ADMIN, Role.AUDITOR}:
        return RedirectResponse(FUNNEL, status_code=303, headers=_FRESH)
    return _page("list", caller, await run_in_threadpool(lambda: _listing(served, caller)))


@router.get(FUNNEL)
async def funnel(caller: _Counter, served: Served) -> HTMLResponse:
    """Show the funnels."""
    return _page("funnel", caller, await run_in_threadpool(lambda: _funnel(served, caller)))


@router.post(f"{FINDINGS}/sources")
async def settle(caller: _Admin, served: Served, request: Request) -> Response:
    """Settle a source."""
    given = await _given(request)
    name = given.get("name", "")
    line: JsonObject = {one: given[one] for one in ("key", "department", "priority") if given.get(one)}
    line |= {one: _number(given.get(one, "")) for one in ("budget", "call_within_h")}
    line["examination"] = {"zh": given.get("zh", ""), "en": given.get("en", "")}
    return await _step(
        "funnel",
        caller,
        FUNNEL,
        lambda: FindingDesk(served.house).put_source(name, line, caller),
        lambda: _funnel(served, caller),
    )


@router.get(f"{FINDINGS}/{{reference}}")
async def case(reference: str, caller: _Seer, served: Served) -> HTMLResponse:
    """Show one."""
    return _page("list", caller, await run_in_threadpool(lambda: _case(served, caller, reference)))


@router.post(f"{FINDINGS}/{{reference}}/take")
async def take(reference: str, caller: _Doctor, served: Served) -> Response:
    """Take the review task."""

    def taken() -> None:
        signer_of(caller, served.house.accounts)
        served.house.findings.seen(reference, caller.asker)
        served.house.worklist.step(reference, "claim", caller.asker, Asked())

    return await _on(reference, caller, served, taken)


@router.post(f"{FINDINGS}/{{reference}}/review")
async def review(reference: str, caller: _Doctor, served: Served, request: Request) -> Response:
    """Sign a review; what has no verdict or no decision is refused."""
    given = await _given(request)
    steps = sorted(int(one.removeprefix("verdict-")) for one in given if _numbered(one))
    line: JsonObject = {
        "steps": [
            {
                "step": number,
                "verdict": given[f"verdict-{number}"],
                "reason": given.get(f"reason-{number}", ""),
            }
            for number in steps
            if given[f"verdict-{number}"]
        ],
        "recall": {"yes": True, "no": False}.get(given.get("recall", "")),
        "note": given.get("note", ""),
        "version": _number(given.get("version", "")),
        "sign": True,
    }
    desk = FindingDesk(served.house)

    def signed() -> None:
        if line["recall"] is None:
            message = "choose whether the patient is called"
            raise FindingStateError(message)
        desk.review(reference, line, caller, None)

    return await _on(reference, caller, served, signed, given=given)


@router.post(f"{FINDINGS}/{{reference}}/contact")
async def contact(reference: str, caller: _Caller, served: Served, request: Request) -> Response:
    """Keep how a call or an examination ended."""
    given = await _given(request)
    line: JsonObject = {one: given.get(one) or None for one in ("step", "day", "phone")}
    line |= {"note": given.get("note", ""), "version": _number(given.get("version", ""))}
    desk = FindingDesk(served.house)
    return await _on(reference, caller, served, lambda: desk.contact(reference, line, caller, None))


async def _given(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


def _numbered(name: str) -> bool:
    return name.startswith("verdict-") and name.removeprefix("verdict-").isdecimal()


def _number(text: str) -> float | int | str:
    """Give a number as it was meant; what is none is told by whoever reads the line."""
    try:
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return text


async def _on(
    reference: str,
    caller: Caller,
    served: Serving,
    work: Callable[[], object],
    *,
    given: Mapping[str, str] | None = None,
) -> Response:
    then = f"{FINDINGS}/{reference}"
    return await _step("list", caller, then, work, lambda: _case(served, caller, reference, given or {}))


async def _step(
    room: Room, caller: Caller, then: str, work: Callable[[], object], again: Callable[[], str]
) -> Response:
    """Take a step and go on to `then`; one that cannot be taken is told above the page that `again` makes."""
    try:
        await run_in_threadpool(work)
    except _UNDONE as fault:
        body = await run_in_threadpool(again)
        return _page(room, caller, body, fault=message_of(fault), status=kind_of(fault).status)
    return RedirectResponse(then, status_code=303, headers=_FRESH)


def _page(
    room: Room, caller: Caller, body: str, *, fault: str | None = None, status: int = 200
) -> HTMLResponse:
    role = caller.asker.role
    rooms: Mapping[Room, bool] = {
        "list": role in {*CALLERS, Role.SAFETY_OFFICER},
        "funnel": role in COUNTERS,
    }
    shown = frozenset(name for name, may in rooms.items() if may)
    html = page_html(room, body, shown=shown, fault=fault)
    return HTMLResponse(html, status_code=status, headers=_FRESH)


def _names(served: Serving) -> dict[str, str]:
    desks = {desk: names["zh"] for desk, names in served.house.worklist.clocks.names.items()}
    return desks | {one.account_id: one.name for one in served.house.accounts.accounts()}


def _listing(served: Serving, caller: Caller) -> str:
    room = served.house.findings
    return listing_html(
        Listing(
            now=room.now(),
            cases=room.cases(caller.asker),
            names=_names(served),
            sees=caller.asker.role is not Role.CLERK,
        )
    )


def _funnel(served: Serving, caller: Caller) -> str:
    room = served.house.findings
    return funnel_html(room.funnel(), room.sources(), settles=caller.asker.role is Role.ADMIN)


def _case(served: Serving, caller: Caller, reference: str, given: Mapping[str, str] | None = None) -> str:
    room, asker = served.house.findings, caller.asker
    held = room.seen(reference, asker)
    return case_html(
        CaseView(
            now=room.now(),
            case=held,
            names=_names(served),
            sees=asker.role is not Role.CLERK,
            doctor=asker.role is Role.DOCTOR,
            calls=asker.role in CALLERS,
            holds=_holds(served, caller, held),
            script={tag: room.script(held, language) for tag, language in _TONGUES}
            if held.standing in RECALL
            else {},
            given=given or {},
        )
    )


_TONGUES: Final[tuple[tuple[str, Language], ...]] = (("zh-Hans", "zh"), ("en", "en"))


def _holds(served: Serving, caller: Caller, held: Case) -> bool:
    if held.standing not in UNDER_REVIEW or caller.asker.role is not Role.DOCTOR:
        return False
    try:
        return served.house.worklist.seen(held.ticket, caller.asker).owner == caller.asker.person
    except AssistantError:
        return False
