"""The addresses of the safety officer's pages; a step that cannot be taken is told on the page itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.errors import SafetyError, UnsignedError
from assistant.exchange import Role
from assistant.lanes import HOUSEKEEPING
from assistant.people import STAFF, Scope
from assistant.safety.incidents import IncidentKind
from assistant.safety.preview import ClassResult
from assistant.safety.stop import OVERSEERS
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.daily import DailyDesk, day_of
from serving.errors import InvalidLineError
from serving.incidents import HandleIn, IncidentDesk, ListIn
from serving.problems import JsonObject, kind_of
from serving.safety import LOOKERS
from serving.signing import signer_of
from serving.ui.library.routes import PageRoute
from serving.ui.safety.daily import daily_html
from serving.ui.safety.frame import DAILY, POLICY, REGISTER, REPORT, SAFETY, Room, page_html
from serving.ui.safety.front import Front, Tried, front_html
from serving.ui.safety.lists import ListsIn, departments_from
from serving.ui.safety.policy import DraftView, Policies, draft_html, policies_html
from serving.ui.safety.register import Register, register_html
from serving.ui.safety.report import Reporting, report_page
from serving.validation import MAX_QUESTION

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Overseer = Annotated[Caller, Depends(allowing(Scope.ADMIN, *OVERSEERS))]
Officer = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.SAFETY_OFFICER))]
Looker = Annotated[Caller, Depends(allowing(Scope.ADMIN, *LOOKERS))]
Reporter = Annotated[Caller, Depends(allowing(Scope.ASK))]
_Line = Annotated[str, Form(max_length=1_000)]
_Lines = Annotated[str, Form(max_length=4_000)]
_FRESH: Final = {"Cache-Control": "no-store"}
_UNDONE: Final = (SafetyError, UnsignedError, InvalidLineError)


@router.get(SAFETY)
async def front(_: Looker, served: Served) -> HTMLResponse:
    """Show the stop button and the try-out."""
    return _page("front", await run_in_threadpool(lambda: front_html(_front(served))))


@router.post(f"{SAFETY}/stop")
async def stop(caller: Overseer, served: Served, reason: _Line = "") -> Response:
    """Stop the assistant."""
    switch = served.house.safety.stop
    return await _step(
        "front", SAFETY, lambda: switch.stop(caller.asker, reason), lambda: front_html(_front(served))
    )


@router.post(f"{SAFETY}/start")
async def start(caller: Overseer, served: Served, reason: _Line = "") -> Response:
    """Start it again."""

    def started() -> None:
        signer_of(caller, served.house.accounts)
        served.house.safety.stop.start(caller.asker, reason)

    return await _step("front", SAFETY, started, lambda: front_html(_front(served)))


@router.post(f"{SAFETY}/try")
async def tried(
    _: Overseer,
    served: Served,
    text: Annotated[str, Form(max_length=MAX_QUESTION)] = "",
    role: Annotated[Role, Form()] = Role.PATIENT,
) -> HTMLResponse:
    """Judge a sentence; it stands in no address and is not kept."""

    def made() -> str:
        verdict, fired = served.house.safety.policies.tried(text, role)
        return front_html(_front(served, tried=Tried(text=text, role=role, verdict=verdict, fired=fired)))

    return _page("front", await run_in_threadpool(made))


@router.post(f"{SAFETY}/suite")
async def suite(_: Overseer, served: Served, *, whole: Annotated[bool, Form()] = False) -> HTMLResponse:
    """Run the gate's own cases."""

    def made() -> str:
        room = served.house.safety.policies
        return front_html(_front(served, suite=room.suite(every=1) if whole else room.suite()))

    return _page("front", await run_in_threadpool(made))


@router.get(DAILY)
async def daily(
    caller: Looker, served: Served, day: Annotated[str, Query(max_length=32)] = ""
) -> HTMLResponse:
    """Show a day's answers that were shown with a caution."""
    return _page("daily", await run_in_threadpool(lambda: _daily(served, caller, day)))


@router.post(f"{DAILY}/{{reference}}")
async def judge(
    reference: str, caller: Officer, served: Served, finding: _Line = "", note: _Line = "", day: _Line = ""
) -> Response:
    """Keep what the officer makes of one."""
    line: JsonObject = {"finding": finding, "note": note}
    return await _step(
        "daily",
        f"{DAILY}?day={day_of(day)}",
        lambda: DailyDesk(served.house).judge(reference, line, caller),
        lambda: _daily(served, caller, day),
    )


@router.get(POLICY)
async def policies(caller: Looker, served: Served) -> HTMLResponse:
    """Show the lists and the versions."""
    return _page("policy", await run_in_threadpool(lambda: _policies(served, caller)))


@router.post(POLICY)
async def propose(caller: Overseer, served: Served, lists: Annotated[ListsIn, Form()]) -> Response:
    """Propose a change of the lists."""
    room = served.house.safety.policies

    def proposed() -> None:
        signer_of(caller, served.house.accounts)
        standing = room.standing()
        own = departments_from(lists.departments, standing.departments)
        room.propose(caller.asker, lists.applied_to(standing.policy), own, lists.reason)

    return await _step("policy", POLICY, proposed, lambda: _policies(served, caller))


@router.post(f"{POLICY}/rollback")
async def roll_back(caller: Overseer, served: Served, reason: _Line = "") -> Response:
    """Bring the version before back."""

    def back() -> None:
        signer_of(caller, served.house.accounts)
        served.house.safety.policies.roll_back(caller.asker, reason)

    return await _step("policy", POLICY, back, lambda: _policies(served, caller))


@router.get(f"{POLICY}/{{draft_id}}")
async def draft(draft_id: str, caller: Looker, served: Served, *, effect: bool = False) -> HTMLResponse:
    """Show a version, with `effect` what it would change."""
    body = await HOUSEKEEPING.do(lambda: _draft(served, caller, draft_id, effect=effect))
    return _page("policy", body)


@router.post(f"{POLICY}/{{draft_id}}/approve")
async def approve(
    draft_id: str, caller: Overseer, served: Served, digest: _Line = "", reason: _Line = ""
) -> Response:
    """Bring a draft of somebody else's into force."""

    def approved() -> None:
        signer_of(caller, served.house.accounts)
        served.house.safety.policies.approve(draft_id, caller.asker, digest=digest, reason=reason)

    return await _step("policy", POLICY, approved, lambda: _draft(served, caller, draft_id))


@router.post(f"{POLICY}/{{draft_id}}/refuse")
async def refuse(draft_id: str, caller: Overseer, served: Served, reason: _Line = "") -> Response:
    """Put a draft away."""

    def refused() -> None:
        signer_of(caller, served.house.accounts)
        served.house.safety.policies.refuse(draft_id, caller.asker, reason)

    return await _step("policy", POLICY, refused, lambda: _draft(served, caller, draft_id))


@router.get(REGISTER)
async def register(
    caller: Looker, served: Served, status: str = "", severity: str = "", kind: str = ""
) -> HTMLResponse:
    """Show the incidents that are looked for."""
    given = {"status": status, "severity": severity, "kind": kind}
    asked = ListIn.model_validate({name: value for name, value in given.items() if value})
    return _page("register", await run_in_threadpool(lambda: _register(served, caller, asked)))


@router.post(REGISTER)
async def report(
    caller: Overseer, served: Served, words: _Lines = "", kind: Annotated[IncidentKind, Form()] = "other"
) -> Response:
    """Take a report in."""
    room = served.house.safety.incidents
    return await _step(
        "register",
        REGISTER,
        lambda: room.report(caller.asker, kind, words),
        lambda: _register(served, caller, ListIn()),
    )


@router.post(f"{REGISTER}/{{incident_id}}")
async def handle(
    incident_id: str,
    caller: Overseer,
    served: Served,
    step: Annotated[HandleIn, Form()],
) -> Response:
    """Rate an incident and say what was done."""
    room = served.house.safety.incidents
    return await _step(
        "register",
        REGISTER,
        lambda: room.handle(
            incident_id,
            caller.asker,
            version=step.version,
            severity=step.severity,
            status=step.status,
            note=step.note,
        ),
        lambda: _register(served, caller, ListIn()),
    )


@router.get(REPORT)
async def reporting(caller: Reporter, served: Served) -> HTMLResponse:
    """Show the form for a report and one's own reports."""
    return _report_page(await run_in_threadpool(lambda: _reporting(served, caller)))


@router.post(REPORT)
async def take_report(
    caller: Reporter,
    served: Served,
    words: _Lines = "",
    kind: Annotated[IncidentKind, Form()] = "wrong",
    *,
    last: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Take a report in; an emergency in its words is answered with the card."""

    def taken() -> Reporting:
        room, desk = served.house.safety.incidents, IncidentDesk(served.house)
        notices = desk.notices(words)
        try:
            kept = room.report(
                caller.asker, kind, words, answer=room.last_answer(caller.asker) if last else None
            )
        except SafetyError as fault:
            return replace(_reporting(served, caller), notices=notices, fault=str(fault))
        return replace(_reporting(served, caller), notices=notices, kept=kept)

    return _report_page(await run_in_threadpool(taken))


async def _step(room: Room, then: str, work: Callable[[], object], again: Callable[[], str]) -> Response:
    """Take a step and go on to `then`; one that cannot be taken is told above the page that `again` makes."""
    try:
        await run_in_threadpool(work)
    except _UNDONE as fault:
        html = page_html(room, await run_in_threadpool(again), fault=str(fault))
        return HTMLResponse(html, status_code=kind_of(fault).status, headers=_FRESH)
    return RedirectResponse(then, status_code=303, headers=_FRESH)


def _front(
    served: Serving, *, tried: Tried | None = None, suite: Sequence[ClassResult] | None = None
) -> Front:
    switch = served.house.safety.stop
    return Front(
        stopped=switch.stopped(),
        acts=switch.acts(),
        notice={"zh-Hans": switch.notice("zh"), "en": switch.notice("en")},
        names=_names(served),
        tried=tried,
        suite=suite,
    )


def _policies(served: Serving, caller: Caller) -> str:
    room = served.house.safety.policies
    return policies_html(
        Policies(
            standing=room.standing(),
            drafts=room.drafts(),
            force=room.force(),
            names=_names(served),
            writes=caller.asker.role in OVERSEERS,
        )
    )


def _draft(served: Serving, caller: Caller, draft_id: str, *, effect: bool = False) -> str:
    room = served.house.safety.policies
    policy_now, departments_now = room.words()
    return draft_html(
        DraftView(
            draft=room.draft(draft_id),
            policy_now=policy_now,
            departments_now=departments_now,
            names=_names(served),
            viewer=caller.asker.person,
            writes=caller.asker.role in OVERSEERS,
            preview=room.preview(draft_id) if effect else None,
        )
    )


def _register(served: Serving, caller: Caller, asked: ListIn) -> str:
    found = served.house.safety.incidents.incidents(caller.asker, asked.wanted())
    handles = caller.asker.role in OVERSEERS
    return register_html(Register(asked=asked, found=found, names=_names(served), handles=handles))


def _reporting(served: Serving, caller: Caller) -> Reporting:
    room = served.house.safety.incidents
    own = tuple(one for one in room.incidents(caller.asker) if one.reporter == caller.asker.person)
    return Reporting(own=own, answered=room.last_answer(caller.asker) is not None)


def _report_page(view: Reporting) -> HTMLResponse:
    return HTMLResponse(report_page(view), status_code=409 if view.fault else 200, headers=_FRESH)


def _names(served: Serving) -> Mapping[str, str]:
    """Give the names of staff; patients stay opaque ids."""
    return {one.account_id: one.name for one in served.house.accounts.accounts() if one.role in STAFF}


def _page(room: Room, body: str) -> HTMLResponse:
    return HTMLResponse(page_html(room, body), headers=_FRESH)


def _daily(served: Serving, caller: Caller, day: str) -> str:
    review = served.house.audit.daily(day_of(day), caller.asker)
    names = {one.account_id: one.name for one in served.house.accounts.accounts() if one.role in STAFF}
    return daily_html(review, names, reads=caller.asker.role is Role.SAFETY_OFFICER)
