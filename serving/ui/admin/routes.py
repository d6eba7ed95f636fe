"""The addresses of the administrator's pages; a step that cannot be taken is told on the page itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.errors import AccountError, AssistantError
from assistant.exchange import Role
from assistant.people import STAFF, Account, Scope
from assistant.risk import open_cases, own_cases
from assistant.staff import read_table
from assistant.staff_office import Opened, Sought, StaffOffice, State
from assistant.sufficiency import shipped_calibration
from assistant.worklist.kept import kept
from serving.api.services import Served, Serving
from serving.api.staff import from_directory, office_of
from serving.auth import Caller, allowing
from serving.errors import ServingError
from serving.problems import kind_of, message_of
from serving.ui.admin.frame import ADMIN, PEOPLE
from serving.ui.admin.front import DAYS, FrontView, front_page
from serving.ui.admin.lists import Shown
from serving.ui.admin.people import PeopleView, people_page
from serving.ui.admin.person import PersonView, person_page
from serving.ui.library.routes import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)
_Admin = Annotated[Caller, Depends(allowing(Scope.ADMIN, Role.ADMIN))]
_Line = Annotated[str, Form(max_length=1_000)]
_Words = Annotated[str, Query(max_length=200)]
_FRESH: Final = {"Cache-Control": "no-store"}
_MOST: Final = 4_000_000


@router.get(ADMIN)
async def front(_: _Admin, served: Served) -> HTMLResponse:
    """Show who there is, how service levels were kept, and the risk."""
    return _page(await run_in_threadpool(lambda: front_page(_front(served))))


@router.get(PEOPLE)
async def people(
    _: _Admin, served: Served, q: _Words = "", role: _Words = "", state: _Words = ""
) -> HTMLResponse:
    """List whom one looks for."""
    sought = Sought(words=q, role=_role(role), state=_STATES.get(state))
    return _page(await run_in_threadpool(lambda: people_page(_people(served, sought))))


@router.post(PEOPLE)
async def make(
    caller: _Admin, served: Served, name: _Line = "", role: _Line = "", department: _Line = ""
) -> Response:
    """Make an account and show its start password, once."""

    def made() -> Response:
        opened = office_of(served).make(
            caller.asker, name, role=_staff_role(role), department=department.strip() or None
        )
        return _page(people_page(_people(served, Sought(words=opened.account.name)), opened=opened))

    return await _listed(served, made)


@router.post(f"{PEOPLE}/import")
async def take_list(
    caller: _Admin,
    served: Served,
    list_: Annotated[UploadFile | None, File(alias="list")] = None,
    table: Annotated[str, Form(max_length=_MOST)] = "",
    dry_run: _Line = "",
    passwords: _Line = "",
) -> Response:
    """Take a staff list in, from a file or from a field."""
    data = await list_.read(_MOST) if list_ is not None and list_.filename else table.encode()

    def taken() -> Response:
        told = office_of(served).take_in(
            caller.asker, read_table(data), dry=bool(dry_run), passwords=bool(passwords)
        )
        return _page(people_page(_people(served, Sought()), shown=Shown(taken=told)))

    return await _listed(served, taken)


@router.post(f"{PEOPLE}/directory")
async def read_directory(
    caller: _Admin,
    served: Served,
    dry_run: _Line = "",
    passwords: _Line = "",
    leaving: Annotated[int | None, Form(ge=0)] = None,
) -> Response:
    """Bring the accounts to what the hospital's directory says; `leaving` confirms how many go."""

    def brought() -> Response:
        told = from_directory(served, caller, dry=bool(dry_run), passwords=bool(passwords), leaving=leaving)
        shown = Shown(taken=told.taken, brought=told)
        return _page(people_page(_people(served, Sought()), shown=shown))

    return await _listed(served, brought)


@router.get(f"{PEOPLE}/{{account_id}}")
async def person(account_id: str, caller: _Admin, served: Served) -> HTMLResponse:
    """Show one account."""
    return _page(await run_in_threadpool(lambda: person_page(_person(served, caller, account_id))))


@router.post(f"{PEOPLE}/{{account_id}}/change")
async def change(
    account_id: str,
    caller: _Admin,
    served: Served,
    role: _Line = "",
    department: _Line = "",
    why: _Line = "",
) -> Response:
    """Give somebody another role or department."""

    def changed(office: StaffOffice) -> None:
        office.change(
            caller.asker, account_id, role=_staff_role(role), department=department.strip() or None, why=why
        )

    return await _step(served, caller, account_id, why, changed)


@router.post(f"{PEOPLE}/{{account_id}}/close")
async def close(account_id: str, caller: _Admin, served: Served, why: _Line = "") -> Response:
    """Close an account."""
    return await _step(
        served, caller, account_id, why, lambda office: office.close(caller.asker, account_id, why)
    )


@router.post(f"{PEOPLE}/{{account_id}}/factor")
async def factor_off(account_id: str, caller: _Admin, served: Served, why: _Line = "") -> Response:
    """Take off a lost second factor."""
    return await _step(
        served, caller, account_id, why, lambda office: office.take_factor_off(caller.asker, account_id, why)
    )


@router.post(f"{PEOPLE}/{{account_id}}/reopen")
async def reopen(account_id: str, caller: _Admin, served: Served, why: _Line = "") -> Response:
    """Open a closed account again and show its start password, once."""
    return await _step(
        served, caller, account_id, why, lambda office: office.reopen(caller.asker, account_id, why)
    )


@router.post(f"{PEOPLE}/{{account_id}}/password")
async def new_password(account_id: str, caller: _Admin, served: Served, why: _Line = "") -> Response:
    """Draw a start password for who lost theirs and show it, once."""
    return await _step(
        served, caller, account_id, why, lambda office: office.new_password(caller.asker, account_id, why)
    )


async def _step(
    served: Serving, caller: Caller, account_id: str, why: str, work: Callable[[StaffOffice], object]
) -> Response:
    """Take a step with an account; here a reason is always asked for."""

    def stepped() -> Response:
        try:
            if not why.strip():
                message = "say why, in a sentence; it stands in the audit"
                raise AccountError(message)
            done = work(office_of(served))
        except _UNDONE as fault:
            view = _person(served, caller, account_id)
            return _page(person_page(view, fault=message_of(fault)), kind_of(fault).status)
        if isinstance(done, Opened):
            view = _person(served, caller, account_id)
            return _page(person_page(view, password=done.password))
        return RedirectResponse(f"{PEOPLE}/{account_id}", status_code=303, headers=_FRESH)

    return await run_in_threadpool(stepped)


async def _listed(served: Serving, work: Callable[[], Response]) -> Response:
    def worked() -> Response:
        try:
            return work()
        except _UNDONE as fault:
            html = people_page(_people(served, Sought()), fault=message_of(fault))
            return _page(html, kind_of(fault).status)

    return await run_in_threadpool(worked)


_UNDONE: Final = (AssistantError, ServingError)
_STATES: Final[dict[str, State]] = {"open": "open", "closed": "closed"}


def _role(named: str) -> Role | None:
    return next((one for one in STAFF if one.value == named), None)


def _staff_role(named: str) -> Role:
    found = _role(named)
    if found is None:
        message = "choose a role of staff"
        raise AccountError(message)
    return found


def _front(served: Serving) -> FrontView:
    house = served.house
    accounts = [one for one in house.accounts.accounts() if one.role in STAFF]
    worklist, now = house.worklist, house.worklist.now()
    since = now - timedelta(days=DAYS)
    return FrontView(
        accounts=accounts,
        factors=_factors(served, accounts),
        levels=worklist.clocks.levels,
        kept=kept(worklist.opened_since(since), worklist.clocks, since=since, now=now),
        calibration=shipped_calibration(),
        rules=house.risk.rules(),
        cases={"open": open_cases().cases, "own": own_cases(worklist.judgements())},
    )


def _people(served: Serving, sought: Sought) -> PeopleView:
    found = office_of(served).people(sought)
    return PeopleView(
        sought=sought,
        found=found,
        factors=_factors(served, found),
        recent=office_of(served).history().links,
        names=_names(served),
        directory=bool(served.house.settings.ldap.url),
    )


def _person(served: Serving, caller: Caller, account_id: str) -> PersonView:
    account = served.house.accounts.account(account_id)
    return PersonView(
        account=account,
        factor=account_id in _factors(served, [account]),
        own=account_id == caller.asker.person,
        acts=office_of(served).history(account_id, limit=100).links,
        names=_names(served),
    )


def _factors(served: Serving, accounts: list[Account] | tuple[Account, ...]) -> frozenset[str]:
    factors = served.house.accounts.factors
    if factors is None:
        return frozenset()
    return frozenset(one.account_id for one in accounts if factors.has(one.account_id))


def _names(served: Serving) -> dict[str, str]:
    return {one.account_id: one.name for one in served.house.accounts.accounts() if one.role in STAFF}


def _page(html: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html, status_code=status, headers=_FRESH)
