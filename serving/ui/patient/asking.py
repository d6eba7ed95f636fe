"""One question of the interview as HTML, with the short replies that fit it under the thumb."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from assistant.triage.asking import MOST_QUESTIONS
from guidelines import Language
from serving.ui.patient.frame import message
from serving.ui.patient.words import both, said, script_in, spoken

_LISTS: Final = re.compile(r"[、:：]|或者?|还是|\bor\b|, ")
_WHETHER: Final = re.compile(
    r"有没有|(.)不\1|[吗嘛]\s*[?？。]|[吗嘛]$|^(?:is|are|any|do|does|did|have|has|was|were)\b", re.I
)
_ABLE: Final = re.compile(r"能不能|能控制|可不可以|^(?:can|could)\b", re.I)
_SEX: Final = re.compile(r"男是女|male or female", re.I)
_NOTHING: Final = re.compile(r"什么病|什么处理|illnesses before|been done", re.I)
_OPEN: Final = re.compile(r"什么时候|多少|几|哪|怎么|如何|when|how (?:much|many)|what|where", re.I)


def question_html(question: str, language: Language, *, number: int | None = None) -> str:
    """Render a question; `不知道` is always among its replies."""
    count = (
        f'<p class="yp-count">{both("question_count", number, MOST_QUESTIONS)}</p>'
        if number is not None and number <= MOST_QUESTIONS
        else ""
    )
    buttons = "".join(_button(key, language) for key in _replies(question))
    return message(
        f'{count}<p class="yp-question">{said(question, language)}</p>'
        f'<div class="yp-replies" role="group">{buttons}</div>',
        kind="yp-asks",
        acts=False,
    )


def _replies(question: str) -> tuple[str, ...]:
    """Choose replies that a bare tap may mean; a list is not affirmed as a whole."""
    first = re.split(r"[?？]", question)[0] + "?"
    if _SEX.search(question):
        return ("male", "female", "unknown")
    if _ABLE.search(first):
        return ("can", "cannot", "unknown")
    if _WHETHER.search(first):
        which = _LISTS.search(first) or _OPEN.search(question.removeprefix(first.rstrip("?")))
        return ("yes_which" if which else "yes", "no", "unknown")
    if _NOTHING.search(question):
        return ("no", "unknown")
    return ("unknown",)


def _button(key: str, language: Language) -> str:
    """Write a reply; one that wants more words opens the box instead of being sent."""
    script = script_in(language)
    kind = "fill" if key == "yes_which" else "reply"
    sends = spoken("yes", script) if kind == "fill" else spoken(key, script)
    return (
        f'<button type="button" data-do="{kind}" data-text="{escape(sends, quote=True)}">{both(key)}</button>'
    )
