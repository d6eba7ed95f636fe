"""Puts the pages over the same capabilities, with the same doorkeeper."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import cast

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool

from assistant.checking import Checked
from assistant.errors import AccessDeniedError
from assistant.exchange import Event, Finished, Role
from assistant.lanes import LONG
from assistant.people import Account, Scope
from assistant.worklist.worklist import STAFF
from guidelines import Language
from serving.api.services import Serving
from serving.auth import COOKIE, Doorkeeper, allowing
from serving.checking import CheckIn, checked, request_from
from serving.cockpit import TaskCockpit
from serving.schemas import AskIn, question_from
from serving.twin_page import TwinPage, TwinPreviewPage
from serving.ui.admin import routes as administration
from serving.ui.audit import routes as auditing
from serving.ui.audit.listing import AUDIT
from serving.ui.calendar import routes as calendar
from serving.ui.checking import checking_router
from serving.ui.cockpit.router import cockpit_router
from serving.ui.findings import routes as findings
from serving.ui.follow_up import routes as follow_up
from serving.ui.library import routes as library
from serving.ui.page import PATH as STAFF_PATH
from serving.ui.page import install
from serving.ui.patient.router import PATH as PATIENT_PATH
from serving.ui.patient.router import patient_router
from serving.ui.rota import routes as rota
from serving.ui.safety import routes as safety
from serving.ui.safety.frame import SAFETY
from serving.ui.start import start_router
from serving.ui.twin.editor import twins_router
from serving.ui.twin.preview import preview_router


class SignedIn:
    """Tells a page whose session a browser's cookie is."""

    def __init__(self, door: Callable[[], Doorkeeper]) -> None:
        """Ask the doorkeeper that `door` gives."""
        self._door = door

    async def name(self, request: Request) -> str | None:
        """Give the person's name, None where nobody is signed in."""
        found = await self._account(request)
        return None if found is None else found.name

    async def role(self, request: Request) -> Role | None:
        """Give the person's role, None where nobody is signed in."""
        found = await self._account(request)
        return None if found is None else found.role

    async def _account(self, request: Request) -> Account | None:
        token = request.cookies.get(COOKIE)
        if token is None:
            return None
        try:
            return await run_in_threadpool(self._door().book.session, token)
        except AccessDeniedError:
            return None


def add_pages(app: FastAPI, serving: Serving) -> None:
    """Add the front door, the patient's page, sign-in, set-up and the doctors' page."""

    def door() -> Doorkeeper:
        # Not from the request: inside the mounted page, `request.app` is the page's own application.
        return cast("Doorkeeper", app.state.doorkeeper)

    async def answers(
        question: str,
        language: Language,  # noqa: ARG001 - the page's; an answer is in the question's own language
        as_of: str | None,
        request: Request,
    ) -> AsyncGenerator[Event, None]:
        caller = await run_in_threadpool(door().caller, request)
        asked = question_from(AskIn(question=question, as_of=as_of or None), caller.asker)
        async with aclosing(serving.service.events(asked)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    serving.service.finished(asked.id, event.outcome)
                yield event

    async def checks(text: str, as_of: str | None, request: Request) -> Checked:
        caller = await run_in_threadpool(door().caller, request)
        wanted = request_from(CheckIn(text=text, as_of=as_of), caller.asker)
        return await LONG.do(checked, serving.house, wanted)

    signed_in = SignedIn(door)
    app.include_router(
        start_router(
            signed_in.role,
            patient=PATIENT_PATH,
            staff=f"{STAFF_PATH}/",
            homes={Role.AUDITOR: AUDIT, Role.SAFETY_OFFICER: SAFETY},
        )
    )
    app.include_router(patient_router(serving, door))
    app.include_router(checking_router(checks, signed=allowing(Scope.ASK)))
    for part in (
        library.router,
        library.panels,
        library.assets,
        administration.router,
        auditing.router,
        safety.router,
        follow_up.router,
        findings.router,
        rota.router,
        calendar.router,
    ):
        app.include_router(part)
    previews = TwinPreviewPage(serving.house, lambda request: door().caller(request))
    app.include_router(preview_router(previews, signed=allowing(Scope.ASK, Role.DOCTOR)))
    twins = TwinPage(serving.house, lambda request: door().caller(request))
    overseen = (Role.DOCTOR, Role.ADMIN, Role.SAFETY_OFFICER)
    app.include_router(twins_router(twins, signed=allowing(Scope.ASK, *overseen)))
    cockpit = TaskCockpit(serving.house, lambda request: door().caller(request))
    app.include_router(cockpit_router(cockpit, signed=allowing(Scope.TASKS, *STAFF)))
    install(
        app,
        answers=answers,
        signed=allowing(Scope.ASK),
        named=signed_in.name,
        heartbeat_s=serving.house.settings.server.heartbeat_s,
    )
