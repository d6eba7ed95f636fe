"""How the machine's risk fared, on our open suites and here, and what two people make of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from assistant.risk import Case, Learned, OutOfReach, RiskRule, TooFew, Wanted, learn
from assistant.sufficiency import Calibration
from assistant.worklist.judging import Held, Judgement, by_trigger
from evals.pictures import risk_coverage
from evals.risk import of_cases
from evals.statistics import wilson
from serving.risk import ALPHAS
from serving.ui.audit.listing import AUDIT
from serving.ui.audit.risk_rules import rules_html
from serving.ui.cockpit.signals import trigger_html
from serving.ui.labels import both, plain

ENOUGH: Final = 190
"""How many judged drafts it takes to tell 2 % wrong from 4 %."""
_STEPS: Final = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskView:
    """What the page tells: judged cases of both kinds, the rules, and whether the viewer may set them."""

    judged: Sequence[Judgement]
    open_told: str
    open_cases: Sequence[Case]
    own_cases: Sequence[Case]
    calibration: Calibration
    rules: Sequence[RiskRule]
    names: Mapping[str, str]
    viewer: str | None
    writes: bool


def risk_html(view: RiskView) -> str:
    """Render curve, what is proven, the rules, and what the doctors' own verdicts tell."""
    head = (
        f'<div class="yz-title"><div><h2>{both("risk_title")}</h2>'
        f'<p class="yz-hint">{both("risk_intro")}</p></div></div>'
        f'<p class="yz-record-ways"><a href="{AUDIT}">{both("audit_list")}</a></p>'
        f"{bar_html(view.rules, view.calibration)}"
    )
    picture = curve_html({"open": view.open_cases, "own": view.own_cases})
    rules = rules_html(view.rules, view.names, viewer=view.viewer, writes=view.writes)
    return f"{head}{picture}{_proofs(view)}{rules}{_own(view.judged)}"


def bar_html(rules: Sequence[RiskRule], calibration: Calibration) -> str:
    """Tell which bar holds, and who set it."""
    held = next((one for one in rules if one.state == "approved"), None)
    bar = calibration.defer_above if held is None else held.learned.bar
    return (
        f"<p>{both('risk_thresholds', bar, min(calibration.flag_above, bar))} "
        f"{both('risk_shipped' if held is None else 'risk_agreed')}</p>"
    )


def curve_html(bases: Mapping[str, Sequence[Case]]) -> str:
    """Draw how the share of wrong answers grows with the share that is answered, a curve a basis."""
    curves = {f"{name}, n={len(cases)}": of_cases(cases) for name, cases in bases.items() if cases}
    name = f'tabindex="0" role="group" aria-label="{plain("risk_title")}"'
    return f'<figure class="yz-panel" {name}>{risk_coverage(curves)}</figure>'


def _proofs(view: RiskView) -> str:
    """Tell for each share which bar our open suites prove, and which the verdicts given here."""
    rows = "".join(
        f'<tr><th scope="row">≤ {alpha:.0%}</th><td>{_proof(view.open_cases, alpha)}</td>'
        f"<td>{_proof(view.own_cases, alpha)}</td></tr>"
        for alpha in ALPHAS
    )
    table = _table("risk_proofs", ("risk_alpha", "risk_basis_open", "risk_basis_own"), rows)
    return f'{table}<p class="yz-hint">{both("risk_bases", view.open_told)}</p>'


def _proof(cases: Sequence[Case], alpha: float) -> str:
    match learn(cases, Wanted(alpha=alpha)):
        case Learned(bar=bar, coverage=coverage, wrong=wrong, shown=shown):
            return both("risk_proven", f"{bar:g}", f"{coverage:.0%}", wrong, shown)
        case TooFew(n=n, needed=needed):
            return both("risk_too_few", n, needed)
        case OutOfReach():
            return both("risk_out_of_reach")
        case other:
            assert_never(other)


def _own(judged: Sequence[Judgement]) -> str:
    head = f'<section class="yz-part"><h3>{both("risk_basis_own")}</h3></section>'
    if not judged:
        return f'{head}<p class="yz-empty yz-none">{both("risk_none")}</p>'
    few = f'<p class="yz-fresh" role="status">{both("risk_few", len(judged), ENOUGH)}</p>'
    return f"{head}{few if len(judged) < ENOUGH else ''}{_levels(judged)}{_triggers(judged)}"


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
