"""Why something came to a person, as HTML: the triggers in words with their ids."""

from __future__ import annotations

from html import escape

from assistant.worklist.triggers import trigger_names
from serving.ui.labels import LANGUAGES


def triggers_html(triggers: tuple[str, ...]) -> str:
    """Render why a task came to a person, in words with the trigger's id beside them."""
    return "".join(
        f'<span class="yz-chip" title="{escape(one)}">{_named(one)} <small>{escape(one)}</small></span>'
        for one in triggers
    )


def _named(trigger: str) -> str:
    names = trigger_names().get(trigger)
    if names is None:
        return ""
    told = zip(LANGUAGES, (names["zh"], names["en"]), strict=True)
    return "".join(f'<span class="yz-l" lang="{language}">{escape(name)}</span>' for language, name in told)
