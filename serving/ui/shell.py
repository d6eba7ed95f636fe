"""The still parts of the doctors' page as HTML: head, answer area, evidence column, ledger, foot."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import resources

from pydantic import BaseModel, ConfigDict

from serving.problems import JsonObject
from serving.ui.labels import both, plain
from serving.ui.render import notices_html


class EditionRow(BaseModel):
    """What the ledger's page shows of an edition summary."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    edition_id: str
    title: str
    issuer: str
    label: str
    date_published: str
    status: str
    source: str
    superseded_by: str | None = None


def asset(name: str) -> str:
    """Read one of the page's own files."""
    return resources.files("serving.ui").joinpath("static", name).read_text("utf-8")


def head_html() -> str:
    """Render the band on top: who we are, language, sign-out."""
    return (
        '<header class="yz-head"><div><span class="yz-mark" aria-hidden="true">医</span>'
        f"<div><h1>{both('brand')}</h1><p>{both('tagline')}</p></div></div>"
        '<div class="yz-tools"><button type="button" data-yz="language" lang="en">English</button>'
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
        for key in ("finding", "drafting", "fault_broken", "fault_empty", "fault_signed_out")
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
    return f'<footer class="yz-notices">{notices_html()}</footer>'


def ledger_html(editions: Sequence[JsonObject]) -> str:
    """Render the ledger as a table, read only."""
    rows = [EditionRow.model_validate(edition) for edition in editions]
    intro = f'<p class="yz-hint">{both("ledger_intro")}</p>'
    if not rows:
        return f'{intro}<p class="yz-empty">{both("ledger_empty")}</p>'
    titles = {row.edition_id: f"{row.title} ({row.label})" for row in rows}
    head = "".join(
        f'<th scope="col">{both(f"column_{name}")}</th>'
        for name in ("title", "issuer", "published", "status", "source")
    )
    body = "".join(_row(row, titles.get(row.superseded_by or "")) for row in rows)
    return (
        f'{intro}<div class="yz-table" tabindex="0" role="region" aria-label="{plain("tab_ledger")}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: EditionRow, successor: str | None) -> str:
    after = f'<p class="yz-hint">{both("superseded_by")} {escape(successor)}</p>' if successor else ""
    return (
        f'<tr><th scope="row">{escape(row.title)}<p class="yz-hint">{escape(row.label)}</p></th>'
        f"<td>{escape(row.issuer)}</td><td>{escape(row.date_published)}</td>"
        f'<td><span class="yz-badge yz-{escape(row.status)}">{both(f"status_{row.status}")}</span>'
        f"{after}</td>"
        f'<td><span class="yz-badge yz-{escape(row.source)}">{both(f"source_{row.source}")}</span></td></tr>'
    )
