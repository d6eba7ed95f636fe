"""The still parts of the doctors' page as HTML: head, answer area, evidence column, foot."""

from __future__ import annotations

from importlib import resources

from serving.ui.labels import both
from serving.ui.render import notices_html


def asset(name: str) -> str:
    """Read one of the page's own files."""
    return resources.files("serving.ui").joinpath("static", name).read_text("utf-8")


def head_html() -> str:
    """Render the band on top: who we are, language, sign-out."""
    return (
        '<header class="yz-head"><div><span class="yz-mark" aria-hidden="true">医</span>'
        f"<div><h1>{both('brand')}</h1><p>{both('tagline')}</p></div></div>"
        f'<div class="yz-tools"><a href="/records">{both("records")}</a>'
        f'<a href="/findings">{both("findings")}</a><a href="/rota">{both("rota")}</a>'
        f'<a href="/calendar" class="yz-keepers">{both("cal")}</a>'
        f'<a href="/admin" class="yz-admins">{both("admin")}</a>'
        f'<a href="/account">{both("account")}</a>'
        '<button type="button" data-yz="language" lang="en">English</button>'
        f'<button type="button" data-yz="sign-out">{both("sign_out")}</button></div></header>'
    )


def as_of_html() -> str:
    """Render the day to search for; the browser brings its own calendar."""
    return (
        f'<div class="yz-day"><label for="yz-as-of">{both("as_of")}</label>'
        '<input type="date" id="yz-as-of" name="as_of"></div>'
    )


def answer_html() -> str:
    """Render the empty answer area; the page's script fills it."""
    texts = "".join(
        f'<template data-yz-text="{key}">{both(key)}</template>'
        for key in (
            "finding",
            "drafting",
            "fault_broken",
            "fault_empty",
            "fault_signed_out",
            "fault_staff",
        )
    )
    return (
        '<section class="yz-answer" aria-labelledby="yz-answer-title">'
        f'<h2 id="yz-answer-title">{both("answer")}</h2>'
        '<p id="yz-progress" class="yz-progress" role="status" hidden></p>'
        f'<div id="yz-answer" aria-live="polite"><p class="yz-empty">{both("answer_waiting")}</p></div>'
        f"{texts}</section>"
    )


def evidence_html() -> str:
    """Render the empty evidence column."""
    return (
        '<section class="yz-evidence" aria-labelledby="yz-evidence-title">'
        f'<h2 id="yz-evidence-title">{both("evidence")}</h2>'
        f'<div id="yz-cards"><p class="yz-empty">{both("evidence_waiting")}</p></div></section>'
    )


def foot_html() -> str:
    """Render the notices that stand under every answer."""
    report = f'<p class="yz-notice"><a href="/report">{both("report_link")}</a></p>'
    return f'<footer class="yz-notices">{report}{notices_html()}</footer>'
