"""The doctors' page: a question, its verified answer, the evidence beside it, the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI, HTTPException, Request

from serving.ui.answering import Answers, Guard, guarded_router
from serving.ui.checking import checking_tab
from serving.ui.cockpit.router import cockpit_tab
from serving.ui.labels import spoken
from serving.ui.pages import SIGN_IN, Named, page_router
from serving.ui.shell import answer_html, as_of_html, asset, evidence_html, foot_html, head_html
from serving.ui.twin.editor import twins_tab

if TYPE_CHECKING:
    import gradio as gr

PATH: Final = "/app"
_STYLES: Final = ("page.css", "checking.css", "cockpit.css", "library.css", "twins.css")
_SCRIPTS: Final = ("language.js", "page.js", "checking.js", "cockpit.js", "twins.js")
_MAX_QUESTION: Final = 4000


def install(
    app: FastAPI,
    *,
    answers: Answers,
    signed: Guard,
    named: Named,
    heartbeat_s: float = 10.0,
) -> FastAPI:
    """Add the pages to an application.

    `signed` is the dependency that refuses whoever is not signed in (our own stream); `named` gives the
    signed-in person's name, or None, for every request to the Gradio part.
    """
    app.include_router(page_router(named))
    app.include_router(guarded_router(answers, signed=signed, heartbeat_s=heartbeat_s))
    return _within_a_loop(lambda: _mounted(app, named))


def _within_a_loop(make: Callable[[], FastAPI]) -> FastAPI:
    """Call where a loop runs: without one, Gradio makes its own for every lock and closes none of them."""

    async def made() -> FastAPI:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(made())
        finally:
            loop.close()
    return make()


def _mounted(app: FastAPI, named: Named) -> FastAPI:
    import gradio as gr

    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build(),
        path=PATH,
        auth_dependency=_or_sign_in(named),
        theme=_theme(),
        css="".join(asset(name) for name in _STYLES),
        head="".join(f"<script>{asset(name)}</script>" for name in _SCRIPTS),
        show_error=False,
        footer_links=[],
        ssr_mode=False,
        run_history=False,
    )
    return mounted


def build() -> gr.Blocks:
    """Build the page; it has no server function, so nothing of anybody's passes through Gradio's queue."""
    import gradio as gr

    blocks: gr.Blocks
    with gr.Blocks(title=spoken("brand"), analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML(head_html(), apply_default_css=False)
        with gr.Tabs(elem_id="yz-tabs"):
            with gr.Tab(spoken("tab_ask")):
                _ask_tab(gr)
            with gr.Tab(spoken("tab_ledger")) as ledger:
                gr.HTML('<div id="yz-ledger" aria-live="polite"></div>', apply_default_css=False)
            with gr.Tab(spoken("tab_check")):
                checking_tab(gr)
            with gr.Tab(spoken("tab_tasks")) as tasks:
                cockpit_tab(gr)
            with gr.Tab(spoken("tab_twin")) as twins:
                twins_tab(gr)
        gr.HTML(foot_html(), apply_default_css=False)
        ledger.select(None, None, None, js="() => { window.yizheng.ledger(); }")
        tasks.select(None, None, None, js="() => { window.yizhengTasks.queue(); }")
        twins.select(None, None, None, js="() => { window.yizhengTwins.list(); }")
    return blocks


def _ask_tab(gr: Any) -> None:  # noqa: ANN401 - the lazily imported library itself
    with gr.Row(elem_id="yz-form"):
        question = gr.Textbox(
            label=spoken("question"),
            placeholder="例如：成人高血压的诊断界值是多少？",
            lines=2,
            max_lines=6,
            max_length=_MAX_QUESTION,
            autofocus=True,
            elem_id="yz-question",
        )
        gr.HTML(as_of_html(), apply_default_css=False, elem_id="yz-day")
        ask = gr.Button(spoken("ask"), variant="primary", elem_id="yz-ask")
    with gr.Row(elem_id="yz-columns"):
        gr.HTML(answer_html(), apply_default_css=False, elem_id="yz-left")
        gr.HTML(evidence_html(), apply_default_css=False, elem_id="yz-right")
    for event in (ask.click, question.submit):
        event(None, [question], None, js="(question) => { window.yizheng.ask(question); }")


def _or_sign_in(named: Named) -> Callable[[Request], Awaitable[str | None]]:
    """Send a browser without a session to the sign-in; programs get Gradio's own 401."""

    async def person(request: Request) -> str | None:
        name = named(request)
        found = await name if isinstance(name, Awaitable) else name
        if found is None and "text/html" in request.headers.get("accept", ""):
            raise HTTPException(status_code=303, headers={"Location": SIGN_IN})
        return found

    return person


def _theme() -> Any:  # noqa: ANN401 - a gradio type, which is imported lazily
    import gradio as gr

    fonts = ["system-ui", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="slate", font=fonts, font_mono=["ui-monospace", "monospace"]
    )
