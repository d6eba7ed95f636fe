"""The administrator's first page as HTML: people, how service levels were kept, the risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from assistant.people import Account
from assistant.risk import Case, RiskRule
from assistant.sufficiency import Calibration
from assistant.worklist.clocks import Clock
from assistant.worklist.kept import Kept
from assistant.worklist.task import Priority
from serving.ui.admin.frame import PEOPLE, ROLES, page_html
from serving.ui.audit.listing import RISK
from serving.ui.audit.risk import bar_html, curve_html
from serving.ui.labels import both
from serving.ui.safety.frame import part_html, table_html

DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontView:
    """What the first page tells; `factors` are the accounts with a second factor."""

    accounts: Sequence[Account]
    factors: frozenset[str]
    levels: Mapping[Priority, Clock]
    kept: Sequence[Kept]
    calibration: Calibration
    rules: Sequence[RiskRule]
    cases: Mapping[str, Sequence[Case]]


def front_page(view: FrontView) -> str:
    """Render the page."""
    levels = table_html("rota_levels", _HEADS, (_level(one, view.levels[one.priority]) for one in view.kept))
    risk = (
        f"{bar_html(view.rules, view.calibration)}{curve_html(view.cases)}"
        f'<p><a href="{RISK}">{both("admin_risk_more")}</a></p>'
    )
    body = (
        f'<div class="yz-title"><h2>{both("admin")}</h2></div>'
        f"{part_html('admin_counts', _counts(view))}"
        f'<section class="yz-part"><h3>{both("admin_levels", DAYS)}</h3>'
        f'<p class="yz-hint">{both("admin_levels_hint")} <a href="/rota">{both("rota")}</a></p>{levels}'
        f"</section>{part_html('admin_risk', risk)}"
    )
    return page_html("front", body)


_HEADS = (
    "rota_level",
    "admin_level_promise",
    "admin_level_opened",
    "admin_level_seen",
    "admin_level_answered",
    "admin_level_waiting",
    "admin_level_late",
)


def _counts(view: FrontView) -> str:
    rows = []
    for role in ROLES:
        held = [one for one in view.accounts if one.role is role]
        open_ = [one for one in held if not one.disabled]
        numbers = (
            len(open_),
            len(held) - len(open_),
            sum(one.must_change for one in open_),
            sum(one.account_id in view.factors for one in open_),
        )
        name = f'<a href="{PEOPLE}?role={role.value}">{both(f"role_{role.value}")}</a>'
        rows.append(_row(name, map(str, numbers)))
    heads = ("audit_role", "admin_role_open", "admin_role_closed", "admin_role_start", "admin_role_factor")
    return table_html("admin_counts", heads, rows)


def _level(one: Kept, clock: Clock) -> str:
    promised = f"{_spell(clock.acknowledge)} / {_spell(clock.reply)}"
    seen, answered = _share(one.seen_in_time, one.seen), _share(one.answered_in_time, one.answered)
    return _row(one.priority, (promised, str(one.opened), seen, answered, str(one.waiting), str(one.late)))


def _row(head: str, cells: Iterable[str]) -> str:
    return f'<tr><th scope="row">{head}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _share(part: int, whole: int) -> str:
    return both("admin_no_tasks") if not whole else f"{part} / {whole} ({part / whole:.0%})"


def _spell(spell: timedelta) -> str:
    hours, minutes = divmod(int(spell.total_seconds()) // 60, 60)
    return both("rota_h", hours) if hours and not minutes else both("rota_min", 60 * hours + minutes)
