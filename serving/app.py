"""The application: a router per door over one house, everything else refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI

from serving import auth
from serving.api import (
    asking,
    attachments,
    audit,
    booking,
    chat,
    checking,
    code_tables,
    description,
    drafts,
    findings,
    follow_up,
    gate,
    grounding,
    guideline,
    health,
    health_file,
    incidents,
    index_owner,
    labs,
    notices,
    own_data,
    page_images,
    patients,
    record_forms,
    reminders,
    rota,
    safety,
    second_factor,
    session,
    sign_on,
    staff,
    tasks,
    triage,
    twins,
    updates,
)
from serving.api.bodies import BodyLimit
from serving.api.faults import FaultWall, answer_faults
from serving.api.headers import SecurityHeaders
from serving.api.services import Serving
from serving.following import following
from serving.following_up import following_up
from serving.front import add_pages
from serving.head_keeping import keeping_heads
from serving.letting_go import letting_go
from serving.report_files import ReportFiles
from serving.ringing import ringing
from serving.schemas import AskOut
from serving.service import Service
from serving.sign_on import SignOn
from serving.telemetry import Metered, Telemetry
from serving.threads import few_threads
from serving.ticking import ticking
from serving.watching import Lifespan, idle, watching

if TYPE_CHECKING:
    from assistant.house import House

_MEGABYTE: Final = 1024 * 1024


def create_app(house: House, *, pages: bool = True, beside: bool = False) -> FastAPI:
    """Build the application over an open house; whoever opened the house closes it.

    `pages=False` leaves the web pages out, for programs only. An application `beside` another one on the same
    home leaves to that one what happens once: clocks, notices, the watched folder, kept heads, erasures.
    """
    telemetry = Telemetry()
    serving = Serving(
        house=house,
        service=Service(house, observe=lambda answer: _observe(telemetry, answer)),
        telemetry=telemetry,
        started=datetime.now(UTC).isoformat(),
        files=ReportFiles(house.settings.home),
    )
    # The stock documentation pages load scripts from elsewhere and ask for no sign-in; see `description`.
    lifespan = following(house.safety.policies, beside=idle) if beside else _once(serving)
    app = FastAPI(
        title="Yizheng",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=few_threads(beside=lifespan),
    )
    app.state.serving = serving
    app.state.sign_on = SignOn(house.settings.oidc)
    for part in (  # what is asked most comes first: a request is matched against one router after the other
        tasks,
        asking,
        notices,
        triage,
        health,
        checking,
        code_tables,
        record_forms,  # before `drafts`, whose references may be any word
        drafts,
        findings,
        gate,
        grounding,
        chat,
        updates,  # before `guideline`, whose references may be paths
        page_images,
        guideline,
        labs,
        session,
        second_factor,
        sign_on,
        staff,
        own_data,
        patients,
        booking,
        audit,
        reminders,
        rota,
        attachments,
        twins,
        safety,
        incidents,
        follow_up,
        health_file,
        index_owner,
        description,
    ):
        app.include_router(part.router)
    auth.install(app, house, beside=beside)
    answer_faults(app)
    if pages:
        add_pages(app, serving)
    app.add_middleware(FaultWall)
    app.add_middleware(BodyLimit, max_upload=house.settings.server.max_upload_mb * _MEGABYTE)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Metered, telemetry=telemetry)
    return app


def _once(serving: Serving) -> Lifespan:
    """Do while the application runs what one process of a house does for all."""
    house = serving.house
    lifespan = watching(
        serving.service.watched,
        every_s=house.settings.guidelines.look_every_s,
        beside=following(house.safety.policies, beside=ticking(house.worklist, house.findings)),
    )
    kept = house.settings.audit
    lifespan = keeping_heads(house.audit, kept.heads, every_s=kept.head_every_s, beside=lifespan)
    lifespan = ringing(house.bell, house.reminders, every_s=house.settings.notices.every_s, beside=lifespan)
    lifespan = letting_go(house.own_data, beside=lifespan)
    return following_up(house.follow_up, beside=lifespan)


def _observe(telemetry: Telemetry, answer: AskOut) -> None:
    origins: dict[str, int] = {}
    for claim in answer.claims:
        origins[claim.origin] = origins.get(claim.origin, 0) + 1
    telemetry.outcome(answer.outcome, answer.mode, origins, len(answer.dropped), answer.timings_ms)
