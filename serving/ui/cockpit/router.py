"""The cockpit's own routes: fragments for whoever may work on tasks; steps and replies go to `/v1/tasks`."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.errors import TaskError
from serving.problems import message_of
from serving.ui.answering import Guard
from serving.ui.cockpit.packet import task_html
from serving.ui.cockpit.queue import queue_html
from serving.ui.cockpit.views import Cockpit
from serving.ui.labels import both
from serving.ui.render import fault_html


def cockpit_router(cockpit: Cockpit, *, signed: Guard) -> APIRouter:
    """Make the routes; `signed` refuses whoever is no member of staff, before anything is read."""
    router = APIRouter(prefix="/ui/tasks", include_in_schema=False, dependencies=[Depends(signed)])

    async def queue(request: Request) -> str:
        return queue_html(await cockpit.queue(request))

    async def task(reference: str, request: Request) -> str:
        return task_html(await cockpit.task(reference, request))

    @router.get("")
    async def list_tasks(request: Request) -> HTMLResponse:
        return await _fragment(queue(request))

    @router.get("/{reference}")
    async def show_task(reference: str, request: Request) -> HTMLResponse:
        return await _fragment(task(reference, request))

    return router


def cockpit_tab(gr: Any) -> None:  # noqa: ANN401 - the lazily imported library itself
    """Put the empty queue and the empty task beside it on the page."""
    gr.HTML(cockpit_html(), apply_default_css=False)


def cockpit_html() -> str:
    """Render the empty cockpit; the page's script fills it."""
    return (
        '<div class="yz-cockpit"><section class="yz-answer" aria-labelledby="yz-queue-title">'
        f'<div class="yz-cockpit-head"><h2 id="yz-queue-title">{both("tab_tasks")}</h2>'
        f'<button type="button" data-yz="tasks">{both("tasks_refresh")}</button></div>'
        f'<p class="yz-hint"><a href="/follow-up">{both("follow_up_list")}</a></p>'
        '<div id="yz-queue" aria-live="polite"></div></section>'
        '<section class="yz-answer" id="yz-task-room" aria-live="polite">'
        f'<p class="yz-empty">{both("task_choose")}</p></section></div>'
        + "".join(
            f'<template data-yz-text="{key}">{both(key, "{0}", "{1}")}</template>'
            for key in ("step_reason", "reply_unsaid", "reply_unjudged", "clock_left", "clock_late")
        )
    )


async def _fragment(rendered: Awaitable[str]) -> HTMLResponse:
    try:
        html = await rendered
    except TaskError as fault:
        html = fault_html(message_of(fault))
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})
