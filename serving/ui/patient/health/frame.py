"""The page around the parts: a plain page in the look of the patient's page; it works without a script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from serving.ui.patient.health.words import both, spoken
from serving.ui.patient.words import SCRIPTS, Script

PATH: Final = "/patient/health"
STYLE: Final = "/ui/health.css"
_CALLED: Final[dict[Script, str]] = {"zh-Hans": "简体", "zh-Hant": "繁體", "en": "English"}


def page_html(body: str, script: Script) -> str:
    """Render the page in one script; the others stand beside it, hidden, as on the patient's page."""
    ways = "".join(
        f'<a href="{PATH}?script={one}" lang="{one}"{_here(one == script)}>{called}</a>'
        for one, called in _CALLED.items()
    )
    return (
        f'<!doctype html><html lang="{script}" data-script="{script}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
        f'<link rel="icon" href="data:,"><title>{escape(spoken("title", script))} · 医证 Yizheng</title>'
        f'<link rel="stylesheet" href="/ui/patient/page.css"><link rel="stylesheet" href="{STYLE}">'
        '<script src="/ui/patient/size.js"></script></head>'
        "<body>"
        '<header class="yp-top"><div class="yp-brand"><span class="yp-mark" aria-hidden="true">医</span>'
        f'<div><h1>{both("title")}</h1></div></div><a class="yh-120" href="tel:120">{both("call_120")}</a>'
        f'</header><main id="yh-main"><nav class="yh-ways"><a href="/patient">← {both("back")}</a>'
        f'<span>{ways}</span></nav>{body}<p class="yp-scope">{both("scope")}</p></main></body></html>'
    )


def part_html(key: str, body: str, *, identity: str = "") -> str:
    """Render a part with its heading."""
    named = f' id="{identity}"' if identity else ""
    return f'<section class="yp-msg yp-bot yp-card"{named}><h2>{both(key)}</h2>{body}</section>'


def form_html(action: str, body: str, button: str, script: Script, *, kind: str = "yp-go") -> str:
    """Render a form that comes back to the page."""
    return (
        f'<form class="yh-form" method="post" action="{PATH}/{escape(action, quote=True)}">'
        f'<input type="hidden" name="script" value="{script}">{body}'
        f'<button type="submit" class="{kind}">{both(button)}</button></form>'
    )


def choice_html(
    name: str, label: str, options: Iterable[tuple[str, str]], script: Script, chosen: str
) -> str:
    """Render a choice; an option holds no markup, so it is told in the page's script."""
    told = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>'
        f"{escape(spoken(key, script))}</option>"
        for value, key in options
    )
    return f'<label>{both(label)}<select name="{name}">{told}</select></label>'


def fault_html(key: str) -> str:
    """Render why the last step was not taken."""
    return f'<div class="yp-fault" role="alert"><strong>{both("undone")}</strong> {both(key)}</div>'


def _here(here: bool) -> str:  # noqa: FBT001 - one flag, one word of markup
    return ' aria-current="page"' if here else ""


def script_of(given: str) -> Script:
    """Read a script; any other word means simplified."""
    return next((one for one in SCRIPTS if one == given), "zh-Hans")
