"""The list as HTML: what waits for review, whom to call, what is settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from assistant.findings import Case, Standing
from assistant.findings.amending import UNDER_REVIEW
from assistant.findings.finding import RECALL
from assistant.findings.states import desk_of
from serving.ui.findings.frame import FINDINGS, due_html, standing_html
from serving.ui.labels import both
from serving.ui.safety.frame import moment, part_html, table_html

_MOST_DONE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The cases that a viewer may see, what is due first; `sees` says whether what was found is shown."""

    now: datetime
    cases: Sequence[Case]
    names: Mapping[str, str]
    sees: bool


def listing_html(listing: Listing) -> str:
    """Render the list."""
    waiting = [one for one in listing.cases if one.standing in UNDER_REVIEW]
    recall = [one for one in listing.cases if one.standing in RECALL]
    done = [one for one in listing.cases if one.standing not in RECALL and one not in waiting]
    parts = [f'<div class="yz-title"><h2>{both("findings")}</h2></div>']
    if listing.sees:
        parts.append(part_html("findings_review_title", _reviews(waiting), hint="findings_ai"))
    parts.append(part_html("findings_recall_title", _recall(recall, listing), hint="findings_recall_hint"))
    if done:
        newest = sorted(done, key=lambda one: one.settled_at or one.flagged_at, reverse=True)[:_MOST_DONE]
        heads = ("finding_ticket", "finding_patient", "finding_standing")
        rows = (
            f"<tr><th scope=row>{_link(one)}</th><td>{escape(one.finding.subject.name)}</td>"
            f"<td>{standing_html(one)}</td></tr>"
            for one in newest
        )
        parts.append(part_html("findings_done_title", table_html("findings_done_title", heads, rows)))
    return "".join(parts)


def _reviews(cases: Sequence[Case]) -> str:
    if not cases:
        return f'<p class="yz-empty">{both("findings_review_none")}</p>'
    heads = ("finding_ticket", "finding_source", "finding_patient", "finding_steps")
    rows = (
        f"<tr><th scope=row>{_link(one)}</th><td>{escape(one.finding.source)}<br>"
        f"<small>{moment(one.flagged_at)}</small></td><td>{escape(one.finding.subject.name)}</td>"
        f"<td>{standing_html(one) if one.standing is not Standing.FLAGGED or one.earlier else ''} "
        f"{escape(one.finding.stages[-1].text)}</td></tr>"
        for one in cases
    )
    return table_html("findings_review_title", heads, rows)


def _recall(cases: Sequence[Case], listing: Listing) -> str:
    if not cases:
        return f'<p class="yz-empty">{both("findings_recall_none")}</p>'
    heads = ("finding_ticket", "finding_patient", "finding_phone", "finding_due", "finding_standing")
    return table_html("findings_recall_title", heads, _rows(cases, listing))


def _rows(cases: Iterable[Case], listing: Listing) -> Iterable[str]:
    for one in cases:
        phone = escape(one.phone) if one.phone else both("finding_no_phone")
        vain = f"<br><small>{both('finding_attempts', one.attempts)}</small>" if one.attempts else ""
        desk = desk_of(one)
        whom = listing.names.get(one.called or "", "")
        up = both("finding_desk", f"{listing.names.get(desk or '', desk)} {whom}".strip()) if desk else ""
        handed = f"<br><small>{up}</small>" if up else ""
        yield (
            f"<tr><th scope=row>{_link(one)}</th><td>{escape(one.finding.subject.name)}</td>"
            f"<td>{phone}{vain}</td><td>{due_html(one, listing.now)}{handed}</td>"
            f"<td>{standing_html(one)}</td></tr>"
        )


def _link(case: Case) -> str:
    return f'<a href="{FINDINGS}/{escape(case.ticket)}">{escape(case.ticket)}</a>'
