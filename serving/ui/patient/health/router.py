"""The addresses of the health page; a step that cannot be taken is told on the page itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from importlib import resources
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from assistant.consent import GivenAs, Purpose
from assistant.errors import (
    ConsentNeededError,
    FollowUpError,
    GuardianNeededError,
    HealthFileError,
    InvalidQuestionError,
    PlanStateError,
    ReminderError,
    UnknownPlanError,
)
from assistant.health_file import Guardian, Statement
from assistant.health_file.entry import TOPICS, SaidBy, Standing
from assistant.reminders import AddressKind
from serving.api.services import Serving
from serving.auth import Doorkeeper
from serving.problems import kind_of
from serving.ui.patient.health import file, questions
from serving.ui.patient.health.frame import PATH, STYLE, fault_html, page_html, part_html, script_of
from serving.ui.patient.health.reminding import reminding_html
from serving.ui.patient.health.words import both
from serving.ui.patient.visitor import Visitor, visitor_of
from serving.ui.patient.words import Script
from serving.validation import check_text

_OWN: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}
_STANDINGS: Final[dict[str, Standing]] = {"value": "value", "denied": "denied", "unknown": "unknown"}
_SPEAKERS: Final[dict[str, SaidBy]] = {"self": "self", "guardian": "guardian", "family": "family"}
_PURPOSES: Final = {one.value: one for one in (Purpose.FOLLOW_UP, Purpose.REMINDERS)}
_UNDONE: Final = (ConsentNeededError, HealthFileError, FollowUpError, InvalidQuestionError, ReminderError)
_FAULTS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (ConsentNeededError, "fault_consent"),
    (GuardianNeededError, "fault_guardian"),
    (PlanStateError, "fault_gone"),
    (UnknownPlanError, "fault_gone"),
    (FollowUpError, "fault_answer"),
    (ReminderError, "fault_reminder"),
)


def health_router(serving: Serving, door: Callable[[], Doorkeeper]) -> APIRouter:
    """Make the page over a house."""
    page = _Page(serving, door)
    router = APIRouter(include_in_schema=False)
    router.add_api_route(PATH, page.show, methods=["GET"], response_model=None)
    router.add_api_route(f"{PATH}/answers/{{plan_id}}", page.answers, methods=["POST"], response_model=None)
    router.add_api_route(f"{PATH}/{{step}}", page.step, methods=["POST"], response_model=None)
    router.add_api_route(f"{PATH}/remove/{{entry_id}}", page.remove, methods=["POST"], response_model=None)
    router.add_api_route("/ui/patient/due", page.due, methods=["GET"], response_model=None)

    @router.get(STYLE)
    async def style() -> Response:
        return Response(_static("health.css"), media_type="text/css")

    @router.get("/ui/health.js")
    async def script() -> Response:
        return Response(_static("health.js"), media_type="text/javascript")

    return router


class _Page:
    """The routes that belong to somebody; each asks first who that is."""

    def __init__(self, serving: Serving, door: Callable[[], Doorkeeper]) -> None:
        self._house, self._door = serving.house, door

    async def show(self, request: Request, script: str = "zh-Hans") -> HTMLResponse:
        """Show the page."""
        who = await self._visitor(request)
        return await self._told(who, script_of(script))

    async def due(self, request: Request) -> JSONResponse:
        """Say how many rounds wait for an answer."""
        who = await self._visitor(request)
        waiting = [] if who.person is None else await run_in_threadpool(self._house.follow_up.due, who.person)
        return JSONResponse({"due": len(waiting)}, headers=_OWN)

    async def answers(self, plan_id: str, request: Request) -> HTMLResponse:
        """Take a round's answers; what came of them stands above the page."""
        who, form, script = await self._sent(request)

        def answered() -> str:
            given = {key[2:]: said for key, said in form.items() if key.startswith("a-")}
            for key, said in given.items():
                check_text(said, key[:32], may_be_empty=True)
            number = int(form["round"]) if form.get("round", "").isdecimal() else 0
            got = self._house.follow_up.answer(plan_id, who.person or "", number, given)
            return questions.received_html(got)

        return await self._done(who, script, answered)

    async def step(self, step: str, request: Request) -> Response:
        """Give or withdraw a consent, add to the file, name a guardian, delete everything."""
        who, form, script = await self._sent(request)
        steps: Mapping[str, Callable[[Visitor, Mapping[str, str]], None]] = {
            "consent": self._consent,
            "statement": self._statement,
            "guardian": self._guardian,
            "clear": self._clear,
            "reminders_set": self._remind_at,
            "reminders_code": self._prove,
            "reminders_off": self._forget,
        }
        if step not in steps:
            return Response(status_code=404)
        return await self._done(who, script, lambda: steps[step](who, form))

    async def remove(self, entry_id: str, request: Request) -> Response:
        """Take one entry out."""
        who, _, script = await self._sent(request)
        return await self._done(
            who, script, lambda: self._house.health_file.remove(who.person or "", entry_id)
        )

    def _consent(self, who: Visitor, form: Mapping[str, str]) -> None:
        purpose = _PURPOSES.get(form.get("purpose", ""), Purpose.HEALTH_FILE)
        if form.get("given"):
            given_as: GivenAs = "guardian" if form.get("guardian") else "self"
            self._house.consents.give(who.person or "", {purpose}, given_as=given_as)
        else:
            self._house.consents.withdraw(who.person or "", {purpose})

    def _statement(self, who: Visitor, form: Mapping[str, str]) -> None:
        check_text(form.get("said", ""), "said", may_be_empty=True)
        statement = Statement(
            topic=next((one for one in TOPICS if one == form.get("topic")), TOPICS[0]),
            standing=_STANDINGS.get(form.get("standing", ""), "unknown"),
            said=form.get("said", "").strip(),
            by=_SPEAKERS.get(form.get("by", ""), "self"),
        )
        self._house.health_file.keep(who.person or "", statement)

    def _guardian(self, who: Visitor, form: Mapping[str, str]) -> None:
        for name in ("name", "relation"):
            check_text(form.get(name, ""), name)
        try:
            born = date.fromisoformat(form["born"]) if form.get("born") else None
        except ValueError:
            message = "a day of birth is written like 2020-05-01"
            raise HealthFileError(message) from None
        guardian = Guardian(name=form["name"].strip(), relation=form["relation"].strip(), born=born)
        self._house.health_file.keep(who.person or "", guardian)

    def _clear(self, who: Visitor, _: Mapping[str, str]) -> None:
        self._house.health_file.clear(who.person or "")

    def _remind_at(self, who: Visitor, form: Mapping[str, str]) -> None:
        check_text(form.get("address", ""), "address")
        kind: AddressKind = "phone" if form.get("kind") == "phone" else "mail"
        self._house.reminders.set_address(who.person or "", kind, form["address"])

    def _prove(self, who: Visitor, form: Mapping[str, str]) -> None:
        self._house.reminders.confirm(who.person or "", form.get("code", ""))

    def _forget(self, who: Visitor, _: Mapping[str, str]) -> None:
        self._house.reminders.forget(who.person or "")

    async def _visitor(self, request: Request) -> Visitor:
        return await run_in_threadpool(visitor_of, request, self._door(), self._house.consents)

    async def _sent(self, request: Request) -> tuple[Visitor, dict[str, str], Script]:
        who = await self._visitor(request)
        form = {key: one for key, one in (await request.form()).items() if isinstance(one, str)}
        return who, form, script_of(form.get("script", ""))

    async def _done(self, who: Visitor, script: Script, work: Callable[[], str | None]) -> HTMLResponse:
        """Take a step and show the page anew, with what came of it or what kept it from being taken."""
        if who.person is None:
            return await self._told(who, script, status=401)
        try:
            above = await run_in_threadpool(work)
        except _UNDONE as fault:
            key = next((key for kind, key in _FAULTS if isinstance(fault, kind)), "fault_words")
            return await self._told(who, script, fault_html(key), status=kind_of(fault).status)
        now = await self._visitor_again(who)
        note = f'<p class="yh-done" role="status">{both("done")}</p>'
        return await self._told(now, script, above or note)

    async def _visitor_again(self, who: Visitor) -> Visitor:
        standing = await run_in_threadpool(self._house.consents.standing, who.person or "")
        return Visitor(asker=who.asker, name=who.name, consents=standing)

    async def _told(
        self, who: Visitor, script: Script, above: str = "", *, status: int = 200
    ) -> HTMLResponse:
        body = await run_in_threadpool(self._body, who, script)
        return HTMLResponse(page_html(above + body, script), status_code=status, headers=_OWN)

    def _body(self, who: Visitor, script: Script) -> str:
        if who.person is None:
            return part_html("title", f"<p>{both('not_signed')}</p>")
        room, person = self._house.health_file, who.person
        agreed = room.agreed(person)
        held = (
            file.file_html(room.file(person), script)
            if agreed == "stands"
            else file.closed_html(agreed, script)
        )
        follow_up = self._house.follow_up
        asked = questions.due_html(follow_up.due(person), script) + questions.plans_html(
            follow_up.mine(person)
        )
        given = frozenset(one.value for one in who.consents)
        reminders = self._house.reminders
        reminding = reminding_html(
            reminders.address(person),
            reminders.posted(person),
            reminders.kinds(),
            script,
            stands=Purpose.REMINDERS in who.consents,
        )
        return (
            f"{asked if Purpose.FOLLOW_UP in who.consents else ''}{file.consents_html(given, script)}"
            f"{reminding}{held}"
        )


def _static(name: str) -> str:
    return resources.files("serving.ui.patient.health").joinpath("static", name).read_text("utf-8")
