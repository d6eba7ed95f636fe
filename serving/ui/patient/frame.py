"""One message of the assistant as HTML: who speaks, what it is, ways to copy it or to complain."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from guidelines import Language
from serving.ui.patient.words import both, said

Origin = Literal["template", "ai"]
_MADE: Final = {"template": "template_made", "ai": "ai_made"}


def message(body: str, *, origin: Origin = "template", kind: str = "", acts: bool = True) -> str:
    """Wrap a message; every one says that an assistant and no doctor speaks."""
    return f"{opening(origin=origin, kind=kind)}{body}{closing(acts=acts)}"


def opening(*, origin: Origin = "template", kind: str = "") -> str:
    """Begin a message."""
    names = " ".join(filter(None, ("yp-msg", "yp-bot", kind)))
    return (
        f'<article class="{names}" tabindex="-1"><header class="yp-by">{both("not_a_doctor")}'
        f'<span class="yp-made">{both(_MADE[origin])}</span></header><div class="yp-body">'
    )


def closing(*, acts: bool = True) -> str:
    """End a message."""
    if not acts:
        return "</div></article>"
    return (
        "</div>"
        f'<footer class="yp-acts"><button type="button" data-do="copy">{both("copy")}</button>'
        f'<button type="button" data-do="feedback">{both("feedback")}</button></footer></article>'
    )


def paragraph(key: str, *values: object, kind: str = "") -> str:
    """Write a label as a paragraph."""
    names = f' class="{kind}"' if kind else ""
    return f"<p{names}>{both(key, *values)}</p>"


def lines(texts: Iterable[str], language: Language) -> str:
    """Write told texts as paragraphs."""
    return "".join(
        f"<p>{said(one, language)}</p>" for text in texts for one in text.splitlines() if one.strip()
    )


def note(key: str, *values: object) -> str:
    """Write a short message without anything to copy or complain about."""
    return message(paragraph(key, *values), acts=False)
