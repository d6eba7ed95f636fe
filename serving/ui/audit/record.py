"""One record opened: what was asked and shown, each quotation looked up again, its place in the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from assistant.audit import Link, Replayed
from assistant.auditing.replay import Requoted, day_of
from assistant.auditing.room import Reading
from assistant.deferral_triggers import TRIGGERS
from assistant.exchange import NOT_MEASURED, Claim, Signal
from guidelines import Status
from serving.ui.audit.listing import AUDIT, RECORD, act_html, person_html, role_html, versions_html
from serving.ui.cockpit.signals import signals_html
from serving.ui.labels import both
from serving.ui.links import address, span_address

_QUOTE_COLUMNS: Final = ("quote", "edition", "stands", "then", "today")


def record_html(reading: Reading, names: Mapping[str, str]) -> str:
    """Render an opened record."""
    opened = reading.opened
    link = opened.link
    if opened.text is None:
        body = f'<section class="yz-panel"><p>{both("audit_erased")}</p></section>'
    elif opened.replayed is None:
        body = _step(opened.text)
    else:
        body = _outcome(opened.replayed, reading.quotes)
    return (
        f'<div class="yz-title"><div><h2>{both("audit_record", link.seq)}</h2>'
        f'<p class="yz-hint"><time datetime="{escape(link.at)}">{escape(link.at[:10])} '
        f"{escape(link.at[11:19])} UTC</time> · {role_html(link.role)} · "
        f"{person_html(link.person, names)}</p></div>"
        f"<div>{act_html(link.decision)}</div></div>{_ways(link)}{body}{_proof(link, opened.digest)}"
    )


def _ways(link: Link) -> str:
    before = (
        f'<a rel="prev" href="{RECORD}/{link.seq - 1}">{both("audit_before")}</a>' if link.seq > 1 else ""
    )
    return (
        f'<p class="yz-record-ways"><a href="{AUDIT}">{both("audit_list")}</a>{before}'
        f'<a rel="next" href="{RECORD}/{link.seq + 1}">{both("audit_next")}</a></p>'
    )


def _outcome(replayed: Replayed, quotes: tuple[Requoted, ...]) -> str:
    question, outcome = replayed.question, replayed.outcome
    trace = outcome.trace
    facts = {
        "audit_reason": escape(outcome.reason or ""),
        "audit_as_of": question.as_of.isoformat() if question.as_of else "",
        "audit_ticket": _ticket(trace.ticket),
        "audit_risk": "" if trace.risk is None else f"{trace.risk:.3f}",
    }
    told = "".join(
        f"<div><dt>{both(key)}</dt><dd>{value}</dd></div>" for key, value in facts.items() if value
    )
    history = "".join(f"<li><b>{escape(one.speaker)}</b> {escape(one.text)}</li>" for one in question.history)
    notes = "".join(f"<li>{escape(one)}</li>" for one in trace.notes)
    return (
        f'<section class="yz-part"><h3>{both("audit_asked")}</h3><blockquote class="yz-said-by">'
        f"{escape(question.text)}</blockquote>"
        f"{_folded('audit_history', len(question.history), f'<ol>{history}</ol>')}"
        f"{f'<dl class=yz-record-facts>{told}</dl>' if told else ''}</section>"
        f'<section class="yz-part"><h3>{both("audit_shown")}</h3>{_claims(outcome.claims)}'
        f"{f'<ul class=yz-record-notes>{notes}</ul>' if notes else ''}"
        f"{_dropped(replayed)}</section>{_quotes(quotes, replayed)}"
        f"{_signals(trace.signals, question.asker.role.value)}"
    )


def _ticket(ticket: str | None) -> str:
    if ticket is None:
        return ""
    href = escape(address(AUDIT, reference=ticket), quote=True)
    return f'<a href="{href}">{escape(ticket)}</a>'


def _claims(claims: Iterable[Claim]) -> str:
    items = "".join(
        f'<li class="yz-from-{one.origin}"><p>{escape(one.text)}</p>'
        f'<span class="yz-badge yz-origin">{both(f"origin_{one.origin}")}</span></li>'
        for one in claims
    )
    return f'<ol class="yz-record-claims">{items}</ol>' if items else f"<p>{both('audit_nothing_shown')}</p>"


def _dropped(replayed: Replayed) -> str:
    dropped = replayed.outcome.trace.dropped
    items = "".join(f"<li>{escape(one.text)} <small>{escape(one.why)}</small></li>" for one in dropped)
    return _folded("audit_dropped", len(dropped), f"<ul>{items}</ul>")


def _quotes(quotes: tuple[Requoted, ...], replayed: Replayed) -> str:
    if not quotes:
        return ""
    rows = "".join(_quote(one) for one in quotes)
    return (
        f'<section class="yz-part"><h3>{both("audit_quotes")}</h3>'
        f'<p class="yz-hint">{both("audit_quotes_hint", day_of(replayed).isoformat())}</p>'
        f"{_table('audit_quotes', _QUOTE_COLUMNS, rows)}</section>"
    )


def _quote(one: Requoted) -> str:
    citation = one.citation
    href = escape(span_address(citation.edition_id, citation.start, citation.end), quote=True)
    named = f"{citation.title} ({citation.label or citation.year})"
    edition = f'<a href="{href}">{escape(named)}</a>' if one.today is not None else escape(named)
    held, key = ("good", "audit_holds") if one.holds else ("bad", "audit_holds_not")
    return (
        f"<tr><td><q>{escape(citation.quote)}</q></td><td>{edition}</td>"
        f'<td><span class="yz-badge yz-check-{held}">{both(key)}</span></td>'
        f"<td>{_status(one.then)}</td><td>{_status(one.today)}</td></tr>"
    )


def _status(status: Status | None) -> str:
    if status is None:
        return f'<span class="yz-badge yz-check-bad">{both("audit_gone")}</span>'
    return f'<span class="yz-badge yz-{status.value}">{both(f"status_{status.value}")}</span>'


def _signals(signals: Mapping[str, Signal], role: str) -> str:
    if not signals:
        return ""
    rest = {name: value for name, value in signals.items() if name not in TRIGGERS}
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(name)}</code></th><td>{_value(value)}</td></tr>"
        for name, value in sorted(rest.items())
    )
    measures = _folded("audit_measures", len(rest), _table("audit_signals", ("signal", "value"), rows))
    return (
        f'<section class="yz-part"><h3>{both("audit_signals")}</h3>{signals_html(signals, role)}{measures}'
        "</section>"
    )


def _value(value: Signal) -> str:
    if value == NOT_MEASURED:
        return f'<span class="yz-hint">{both("audit_not_measured")}</span>'
    return f"<code>{escape(str(value))}</code>"


def _step(text: str) -> str:
    told = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return (
        f'<section class="yz-part"><h3>{both("audit_body")}</h3>'
        f'<pre class="yz-line-kept" tabindex="0">{escape(told)}</pre></section>'
    )


def _proof(link: Link, digest: str) -> str:
    facts = (("audit_digest", digest), ("audit_previous", link.previous), ("audit_sealed", link.body_sha256))
    told = "".join(
        f'<div><dt>{both(key)}</dt><dd><code class="yz-id">{escape(value)}</code></dd></div>'
        for key, value in (("audit_reference", link.record_id), *facts)
    )
    return (
        f'<section class="yz-part"><h3>{both("audit_proof")}</h3><dl class="yz-record-facts">{told}</dl>'
        f'<p class="yz-record-versions">{versions_html(link.versions)}</p></section>'
    )


def _table(caption: str, columns: Iterable[str], rows: str) -> str:
    heads = "".join(f'<th scope="col">{both(f"audit_{name}")}</th>' for name in columns)
    return (
        f'<div class="yz-table yz-records"><table><caption class="yz-unseen">{both(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _folded(key: str, count: int, inner: str) -> str:
    return f"<details><summary>{both(key, count)}</summary>{inner}</details>" if count else ""
