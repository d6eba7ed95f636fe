"""The first page: the stop button, a sentence tried under the policy in force, the gate's own cases."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from assistant.exchange import Role
from assistant.gate.explaining import Fired
from assistant.ports import GateVerdict
from assistant.safety.preview import ClassResult
from assistant.safety.stop import Act
from serving.ui.labels import both
from serving.ui.safety.frame import (
    SAFETY,
    area_html,
    choice_html,
    field_html,
    form_html,
    moment,
    part_html,
    table_html,
)

_ROLES: Final = tuple((one.value, f"role_{one.value}") for one in (Role.PATIENT, Role.DOCTOR, Role.CLERK))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A sentence, who said it, and what the gate makes of it."""

    text: str
    role: Role
    verdict: GateVerdict
    fired: Sequence[Fired]


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the first page shows; `names` calls staff."""

    stopped: bool
    acts: Sequence[Act]
    notice: Mapping[str, Sequence[str]]
    names: Mapping[str, str]
    tried: Tried | None = None
    suite: Sequence[ClassResult] | None = None


def front_html(front: Front) -> str:
    """Render the page."""
    tried = _try_form(front.tried) + ("" if front.tried is None else _verdict(front.tried))
    suite = _suite_form() + ("" if front.suite is None else _suite(front.suite))
    return (
        f"{_stop(front)}{part_html('try_title', tried, hint='try_hint')}"
        f"{part_html('suite_title', suite, hint='suite_hint')}"
    )


def _stop(front: Front) -> str:
    state, button, path, kind = (
        ("stop_stopped", "stop_start", "start", "")
        if front.stopped
        else ("stop_runs", "stop_now", "stop", "danger")
    )
    last = front.acts[0] if front.acts else None
    since = "" if last is None else f'<p class="yz-hint">{_since(last, front.names)}</p>'
    notice = "".join(
        f'<p lang="{language}">{escape(" ".join(lines))}</p>' for language, lines in front.notice.items()
    )
    told = f'<details class="yz-told"><summary>{both("stop_notice")}</summary>{notice}</details>'
    reason = field_html("reason", "stop_reason", required=True)
    return (
        f'<section class="yz-panel {"yz-off-now" if front.stopped else "yz-on-now"}" aria-live="polite">'
        f'<h2>{both(state)}</h2>{since}<p class="yz-hint">{both("stop_hint")}</p>{told}'
        f"{form_html(f'{SAFETY}/{path}', reason, button, kind=kind)}{_acts(front)}</section>"
    )


def _since(act: Act, names: Mapping[str, str]) -> str:
    local = f"{act.at.astimezone():%Y-%m-%d %H:%M}"
    return both("stop_since", local, names.get(act.by, act.by), act.reason)


def _acts(front: Front) -> str:
    if not front.acts:
        return ""
    items = "".join(
        f"<li>{moment(one.at)} {both(f'stop_act_{one.act}')} · {escape(front.names.get(one.by, one.by))} · "
        f"{escape(one.reason)}</li>"
        for one in front.acts
    )
    return f"<details><summary>{both('stop_acts')}</summary><ol class=yz-acts>{items}</ol></details>"


def _try_form(tried: Tried | None) -> str:
    role = Role.PATIENT if tried is None else tried.role
    fields = area_html("text", "try_text", "" if tried is None else tried.text, rows=2, required=True)
    return form_html(
        f"{SAFETY}/try", f"{fields}{choice_html('role', 'try_role', _ROLES, role.value)}", "try_now"
    )


def _verdict(tried: Tried) -> str:
    verdict = tried.verdict
    rows = (_rule(one) for one in tried.fired)
    heads = ("try_rule", "try_words", "try_reason", "try_source")
    rules = (
        table_html("try_rule", heads, rows) if tried.fired else f'<p class="yz-empty">{both("try_none")}</p>'
    )
    return (
        f'<div class="yz-tried" role="status"><p class="yz-verdict-line">{badge_html(verdict.verdict)} '
        f"{both(f'gate_do_{verdict.action}')} <small>{both('try_under', verdict.policy)}</small></p>"
        f'<blockquote class="yz-said-by">{marked_html(tried.text, tried.fired)}</blockquote>{rules}</div>'
    )


def badge_html(verdict: str) -> str:
    """Render a verdict as a badge."""
    return f'<span class="yz-badge yz-gate-{verdict}">{both(f"gate_{verdict}")}</span>'


def marked_html(text: str, fired: Iterable[Fired]) -> str:
    """Render a text with every word marked on which a rule fired; a rule on all of it marks nothing."""
    marked = [False] * len(text)
    for one in fired:
        if 0 < one.end - one.start < len(text):
            marked[one.start : one.end] = [True] * (one.end - one.start)
    pieces = itertools.groupby(zip(text, marked, strict=True), key=lambda pair: pair[1])
    return "".join(
        f"<mark>{escape(words)}</mark>" if on else escape(words)
        for on, pairs in pieces
        if (words := "".join(character for character, _ in pairs))
    )


def _rule(one: Fired) -> str:
    level = f' <span class="yz-badge yz-gate-emergency">{escape(one.urgency)}</span>' if one.urgency else ""
    words = f"<q>{escape(one.words)}</q>" if one.words else both("try_earlier")
    return (
        f'<tr><th scope="row"><code>{escape(one.id)}</code>{level}</th><td>{words}</td>'
        f"<td>{escape(one.reason)}</td><td>{escape(one.source)}</td></tr>"
    )


def _suite_form() -> str:
    sample = form_html(f"{SAFETY}/suite", "", "suite_sample")
    whole = form_html(f"{SAFETY}/suite", '<input type="hidden" name="whole" value="true">', "suite_whole")
    return f'<div class="yz-side-by-side">{sample}{whole}</div>'


def _suite(results: Sequence[ClassResult]) -> str:
    wrong = sum(len(one.wrong) for one in results)
    rows = (
        f'<tr><th scope="row">{escape(one.name)}</th><td>{one.cases}</td>'
        f"<td>{len(one.wrong)} <small>{escape(', '.join(one.wrong))}</small></td></tr>"
        for one in results
    )
    told = both("suite_told", sum(one.cases for one in results), wrong)
    heads = ("suite_class", "suite_cases", "suite_wrong")
    return f'<p role="status" class="yz-verdict-line">{told}</p>{table_html("suite_title", heads, rows)}'
