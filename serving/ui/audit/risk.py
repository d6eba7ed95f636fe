"""How the machine's risk fared: drafts that doctors judged, surest first, and the thresholds in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.sufficiency import Calibration
from assistant.worklist.judging import Held, Judgement, by_trigger
from evals.pictures import risk_coverage
from evals.risk import Selective, curve
from evals.statistics import wilson
from serving.ui.audit.listing import AUDIT
from serving.ui.cockpit.signals import trigger_html
from serving.ui.labels import both

ENOUGH: Final = 190
"""How many judged drafts it takes to tell 2 % wrong from 4 %."""
_STEPS: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


def risk_html(judged: Sequence[Judgement], calibration: Calibration) -> str:
    """Render the curve, a table of thresholds, the triggers; with fewer than `ENOUGH` drafts it says so."""
    head = (
        f'<div class="yz-title"><div><h2>{both("risk_title")}</h2>'
        f'<p class="yz-hint">{both("risk_intro")}</p></div></div>'
        f'<p class="yz-record-ways"><a href="{AUDIT}">{both("audit_list")}</a></p>'
        f"<p>{both('risk_thresholds', calibration.defer_above, calibration.flag_above)}</p>"
    )
    if not judged:
        return f'{head}<p class="yz-empty yz-none">{both("risk_none")}</p>'
    few = f'<p class="yz-fresh" role="status">{both("risk_few", len(judged), ENOUGH)}</p>'
    known = [(1.0 - one.risk, one.wrong) for one in judged]
    wrong = sum(one.wrong for one in judged)
    drawn = Selective(
        asked=len(judged), answered=len(judged), wrong=wrong, curve=curve(known, asked=len(judged))
    )
    picture = f'<figure class="yz-panel">{risk_coverage({"n=" + str(len(judged)): drawn})}</figure>'
    return f"{head}{few if len(judged) < ENOUGH else ''}{picture}{_levels(judged)}{_triggers(judged)}"


def _levels(judged: Sequence[Judgement]) -> str:
    """Tell, for each largest risk that might be answered, how many drafts that is and how many are wrong."""
    rows = ""
    for most in _STEPS:
        under = [one for one in judged if one.risk <= most]
        if not under:
            continue
        wrong = sum(one.wrong for one in under)
        rows += (
            f'<tr><th scope="row">≤ {most}</th><td>{len(under)} ({len(under) / len(judged):.0%})</td>'
            f"<td>{_share(wrong, len(under))}</td></tr>"
        )
    return _table("risk_levels", ("risk_most", "risk_answered", "risk_wrong"), rows)


def _triggers(judged: Sequence[Judgement]) -> str:
    rows = "".join(_trigger(one) for one in by_trigger(judged))
    return _table("risk_triggers", ("risk_trigger", "risk_answered", "risk_wrong"), rows) if rows else ""


def _trigger(one: Held) -> str:
    return (
        f'<tr><th scope="row">{trigger_html(one.trigger)}</th><td>{one.drafts}</td>'
        f"<td>{_share(one.wrong, one.drafts)}</td></tr>"
    )


def _share(wrong: int, n: int) -> str:
    told = wilson(wrong, n)
    return f"{wrong} / {n} = {wrong / n:.1%} [{told.low:.1%}, {told.high:.1%}]"


def _table(title: str, columns: Sequence[str], rows: str) -> str:
    heads = "".join(f'<th scope="col">{both(one)}</th>' for one in columns)
    return (
        f'<section class="yz-part"><h3>{both(title)}</h3><div class="yz-table yz-records"><table>'
        f'<caption class="yz-unseen">{both(title)}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )
