"""The addresses of the risk's page; a step that cannot be taken is told on the page itself."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.errors import SafetyError, UnsignedError
from assistant.exchange import Role
from assistant.people import STAFF, Scope
from assistant.risk import open_cases, own_cases
from assistant.safety.stop import OVERSEERS
from assistant.sufficiency import shipped_calibration
from serving.api.services import Served, Serving
from serving.auth import Caller, allowing
from serving.errors import InvalidLineError
from serving.problems import kind_of
from serving.risk import basis_of, wanted_of
from serving.signing import signer_of
from serving.ui.audit.listing import RISK
from serving.ui.audit.risk import RiskView, risk_html
from serving.ui.labels import both, each
from serving.ui.library import frame
from serving.ui.library.routes import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)
Looker = Annotated[Caller, Depends(allowing(Scope.AUDIT, Role.AUDITOR, Role.ADMIN, Role.SAFETY_OFFICER))]
Overseer = Annotated[Caller, Depends(allowing(Scope.ADMIN, *OVERSEERS))]
_Line = Annotated[str, Form(max_length=1_000)]
_FRESH: Final = {"Cache-Control": "no-store"}
_UNDONE: Final = (SafetyError, UnsignedError, InvalidLineError)


@router.get(RISK)
async def risk(caller: Looker, served: Served) -> HTMLResponse:
    """Show how the measured risk fared, what is proven, and the rules."""
    return _page(await run_in_threadpool(lambda: _view(served, caller)))


@router.post(RISK)
async def propose(
    caller: Overseer,
    served: Served,
    alpha: Annotated[float, Form()] = 0.0,
    of: _Line = "shown",
    basis: _Line = "own",
    reason: _Line = "",
) -> Response:
    """Propose the bar that the cases prove."""

    def proposed() -> None:
        signer_of(caller, served.house.accounts)
        wanted = wanted_of(alpha, of, 0.9)
        served.house.risk.propose(caller.asker, basis_of(basis), wanted, reason)

    return await _step(served, caller, proposed)


@router.post(f"{RISK}/withdraw")
async def withdraw(caller: Overseer, served: Served, reason: _Line = "") -> Response:
    """Let the shipped bar hold again."""

    def withdrawn() -> None:
        signer_of(caller, served.house.accounts)
        served.house.risk.withdraw(caller.asker, reason)

    return await _step(served, caller, withdrawn)


@router.post(f"{RISK}/{{rule_id}}/approve")
async def approve(rule_id: str, caller: Overseer, served: Served, reason: _Line = "") -> Response:
    """Bring a proposal of somebody else into force."""

    def approved() -> None:
        signer_of(caller, served.house.accounts)
        served.house.risk.approve(rule_id, caller.asker, reason)

    return await _step(served, caller, approved)


@router.post(f"{RISK}/{{rule_id}}/refuse")
async def refuse(rule_id: str, caller: Overseer, served: Served, reason: _Line = "") -> Response:
    """Put a proposal away."""

    def refused() -> None:
        signer_of(caller, served.house.accounts)
        served.house.risk.refuse(rule_id, caller.asker, reason)

    return await _step(served, caller, refused)


async def _step(served: Serving, caller: Caller, work: Callable[[], object]) -> Response:
    try:
        await run_in_threadpool(work)
    except _UNDONE as fault:
        told = (
            f'<section class="yz-panel yz-fault" role="alert"><h3>{both("safety_undone")}</h3>'
            f'<p lang="en">{escape(str(fault))}</p></section>'
        )
        body = await run_in_threadpool(lambda: _view(served, caller))
        return _page(told + body, kind_of(fault).status)
    return RedirectResponse(RISK, status_code=303, headers=_FRESH)


def _view(served: Serving, caller: Caller) -> str:
    judged, shipped = served.house.worklist.judgements(), open_cases()
    return risk_html(
        RiskView(
            judged=judged,
            open_told=shipped.told,
            open_cases=shipped.cases,
            own_cases=own_cases(judged),
            calibration=shipped_calibration(),
            rules=served.house.risk.rules(),
            names={one.account_id: one.name for one in served.house.accounts.accounts() if one.role in STAFF},
            viewer=caller.asker.person,
            writes=caller.asker.role in OVERSEERS,
        )
    )


def _page(body: str, status: int = 200) -> HTMLResponse:
    html = frame.page_html(each("risk_title")[0][1], body, room=None, open_to_all=True)
    return HTMLResponse(html, status_code=status, headers=_FRESH)
