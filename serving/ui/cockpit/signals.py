"""The triggers D01-D35 as HTML: those raised, with what each does; those not there; those not measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from assistant.deferral_triggers import TRIGGERS, raised
from assistant.exchange import NOT_MEASURED, Role, Signal
from assistant.worklist.triggers import trigger_names
from serving.ui.labels import LANGUAGES, both

_ROLES: Final = {one.value: one for one in Role}


def signals_html(signals: Mapping[str, Signal], role: str) -> str:
    """Render every trigger of an outcome for a reader; nothing where none was measured."""
    if not any(one in signals for one in TRIGGERS):
        return ""
    up = raised(signals, _ROLES.get(role, Role.PATIENT))
    chips = "".join(_chip(one.trigger, one.effect) for one in up) or both("signals_none")
    absent = [one for one in TRIGGERS if signals.get(one) is False]
    unknown = [one for one in TRIGGERS if signals.get(one, NOT_MEASURED) == NOT_MEASURED]
    return (
        f'<div class="yz-signals"><p>{both("signals_raised")}: <span class="yz-chips">{chips}</span></p>'
        f"<details><summary>{both('signals_rest', len(absent), len(unknown))}</summary>"
        f"<p>{both('signals_absent')}: {_named(absent)}</p>"
        f"<p>{both('signals_unmeasured')}: {_named(unknown)}</p></details></div>"
    )


def trigger_html(trigger: str) -> str:
    """Render a trigger's name in words, its id beside it."""
    names = trigger_names()[trigger]
    told = zip(LANGUAGES, (names["zh"], names["en"]), strict=True)
    words = "".join(f'<span class="yz-l" lang="{language}">{escape(name)}</span>' for language, name in told)
    return f"{words} <small>{trigger}</small>"


def _chip(trigger: str, effect: str | None) -> str:
    does = both(f"signal_{effect or 'none'}")
    return f'<span class="yz-chip yz-does-{effect or "none"}">{trigger_html(trigger)} · {does}</span>'


def _named(triggers: Iterable[str]) -> str:
    return "、".join(map(trigger_html, triggers)) or "–"
